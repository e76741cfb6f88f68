"""Real servers on this machine for folders on others: one that speaks S3, and one that speaks SFTP."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import asyncssh
from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def s3_server() -> Iterator[str]:
    """Serve S3 from memory and give its address; keys are read from the environment, any will do."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    finally:
        server.stop()


@contextmanager
def sftp_server(root: Path, home: Path) -> Iterator[str]:
    """Serve the folder `root` to the user whose keys stand in `home`, and give its address."""
    keys = home / ".ssh"
    keys.mkdir(parents=True)
    host_key, user_key = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    user_key.write_private_key(keys / "id_ed25519")
    user_key.write_public_key(keys / "authorized_keys")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    class Served(asyncssh.SFTPServer):
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=bytes(root))

    async def start() -> Any:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            authorized_client_keys=str(keys / "authorized_keys"),
            sftp_factory=Served,
        )

    async def stop(server: Any) -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    port = server.get_port()
    line = host_key.export_public_key().decode().split()
    (keys / "known_hosts").write_text(f"[127.0.0.1]:{port} {line[0]} {line[1]}\n")
    try:
        yield f"sftp://reporter@127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(stop(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
