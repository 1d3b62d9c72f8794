#!/bin/sh
# Writes requirements/*.lock from pyproject.toml: every package, every wheel's hash, for Linux on Python 3.11 to 3.13.
#
# uv lives in a throw-away environment: nobody but the person who refreshes the locks needs it.
# Only wheels for Linux are listed (see [tool.uv] in pyproject.toml); no address of a registry and no path of this
# machine is written, so that a lock made anywhere serves everywhere. An old lock is kept as far as it still fits;
# `make lock UPGRADE=1` asks for the newest of everything.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"${PYTHON:-python3}" -m venv "$work/uv"
"$work/uv/bin/pip" install --quiet --disable-pip-version-check uv

compile() { # the lock to write, then uv's arguments
    lock=$1
    shift
    "$work/uv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header ${UPGRADE:+--upgrade} \
        pyproject.toml requirements/build.in "$@" -o "$work/$lock"
    {
        echo "# Written by 'make lock' from pyproject.toml and requirements/build.in. Do not edit."
        cat "$work/$lock"
    } >"requirements/$lock"
}

for lock in runtime.lock dev.lock; do
    if [ -f "requirements/$lock" ]; then cp "requirements/$lock" "$work/$lock"; fi
done
compile runtime.lock --extra demo
# The second lock keeps to the first: what is tested is what is run.
compile dev.lock --extra demo --extra postgres --extra dev -c requirements/runtime.lock

if grep -nE '://|file:|/home/|/tmp/' requirements/*.lock; then
    echo "lock: an address or a path has crept into the lines above" >&2
    exit 1
fi
grep -c == requirements/runtime.lock requirements/dev.lock
