#!/bin/sh
# install.sh PYTHON LOCK: installs the locked packages into PYTHON's environment, every file checked by its hash.
set -eu
python=$1
lock=$2
here=$(dirname "$0")
# The lock names every package; left to look for dependencies, pip takes the newest of one that is asked for with an extra.
pip() { "$python" -m pip --disable-pip-version-check install --quiet --no-input "$@"; }

uv=$(dirname "$python")/uv
[ -x "$uv" ] || pip --require-hashes -r "$here/uv.txt"
"$uv" pip install --quiet --python "$python" --system-certs --require-hashes -r "$lock" 2>/dev/null ||
	pip --no-deps --require-hashes -r "$lock"
