"""Build back-end: casebook is run from its checkout, and nothing else is built.

The top-level packages (`flows`, `schemas`, `tests`, …) have names that no distribution may claim in anyone's
site-packages. An editable install only puts the checkout on the path of one environment, so that is what
`make setup` does; a wheel or an sdist is refused with a sentence (docs/DECISIONS.md).
"""

from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "prepare_metadata_for_build_editable",
]

_REFUSAL = "casebook is run from its checkout: clone the repository and run `make setup`; no wheel or sdist is built."


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    """Refuse to build a wheel.

    Raises:
        SystemExit: Always, with the reason.
    """
    del wheel_directory, config_settings, metadata_directory
    raise SystemExit(_REFUSAL)


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    """Refuse to build an sdist.

    Raises:
        SystemExit: Always, with the reason.
    """
    del sdist_directory, config_settings
    raise SystemExit(_REFUSAL)
