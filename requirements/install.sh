#!/bin/sh
# install.sh PYTHON LOCK: installs the locked packages into PYTHON's environment, every file checked by its hash.
set -eu
python=$1
lock=$2
here=$(dirname "$0")
pip() { "$python" -m pip --disable-pip-version-check install --quiet --no-input "$@"; }

uv=$(dirname "$python")/uv
[ -x "$uv" ] || pip --require-hashes -r "$here/uv.txt"
"$uv" pip install --quiet --python "$python" --system-certs --require-hashes -r "$lock" 2>/dev/null ||
	pip --require-hashes -r "$lock"
