#!/bin/sh
# Makes a fresh clone able to run: `tools/bootstrap.sh demo` for looking at it, `tools/bootstrap.sh dev` for working on it.
#
# It finds a Python, makes sure of the system packages, keeps .venv in step with the locks, installs the project itself
# in place, and compiles the message catalogues. What is already right costs a fraction of a second, so every make
# target simply runs it first. It asks before nothing and hides nothing: it says which system package it wants and what
# for; and where it may not install them, it prints the line for you to type and stops.
#
#   PYTHON=/path/to/python3   use this interpreter
#   NO_SYSTEM_PACKAGES=1      do not look at system packages (you know that they are there)
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
venv="$root/.venv"
purpose=${1:-demo}

say() { printf 'bootstrap: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

case $purpose in
demo) lock=runtime ;;
dev) lock=dev ;;
*) die "usage: tools/bootstrap.sh demo|dev" ;;
esac

# ---------------------------------------------------------------- one at a time
# Two terminals, or a test run beside a demo, must not install into one .venv at once.
if [ -z "${KIOSK_BOOTSTRAP_LOCKED:-}" ] && command -v flock >/dev/null; then
    mkdir -p build
    export KIOSK_BOOTSTRAP_LOCKED=1
    # --close: a database server that apt starts must not inherit the lock, and hold it for ever
    exec flock --close build/bootstrap.lock "$0" "$@"
fi

# ---------------------------------------------------------------- which Python
# Debian's own comes first: it is the one that the box runs, and the one that apt can complete. Kivy's wheels end at 3.13.
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-/usr/bin/python3 python3 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}
python=$(find_python)

# ---------------------------------------------------------------- system packages
# Lines of "name  what for". "a|b" means either: Debian 13 renamed some libraries when it widened time.
wanted_packages() {
    if [ -z "$python" ]; then
        echo "python3 the interpreter, 3.11 to 3.13"
        echo "python3-venv a Python environment of the project's own"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null && ! [ -x "$venv/bin/pip" ]; then
        echo "python3-venv a Python environment of the project's own"
    fi
    echo "ca-certificates fetching the locked Python packages"
    echo "libgl1 OpenGL, with which the screen is drawn"
    echo "libegl1 OpenGL without an X server"
    echo "libgles2 OpenGL on boards"
    echo "libgl1-mesa-dri OpenGL's drivers, the software one included"
    echo "libxext6 what the window library asks of X"
    echo "libmtdev1|libmtdev1t64 touchscreens"
    # The demo's screen is one that is not there, whatever display this session has: the bench's page shows it.
    echo "xvfb a virtual screen, for the demo and the tests"
    if [ "$purpose" = dev ]; then
        echo "xauth the virtual screen's own key"
        echo "postgresql the second database that the store's tests run on"
        echo "chromium the browser in which the bench's page is tested"
        echo "procps the crash tests' look at processes"
    fi
}

installed() { # one of a|b|c
    for either in $(echo "$1" | tr '|' ' '); do
        if dpkg-query -W -f '${Status}\n' "$either" 2>/dev/null | grep -q ' installed$'; then return 0; fi
    done
    return 1
}

missing_packages() {
    wanted_packages | while read -r name reason; do
        if ! installed "$name"; then echo "$name $reason"; fi
    done
}

known_name() { # the one of a|b|c that this release has
    for either in $(echo "$1" | tr '|' ' '); do
        if apt-cache show "$either" >/dev/null 2>&1; then
            echo "$either"
            return
        fi
    done
    echo "${1%%|*}"
}

known_names() {
    echo "$1" | while read -r wanted _; do printf ' %s' "$(known_name "$wanted")"; done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n "$@"
    elif [ -t 0 ] && command -v sudo >/dev/null; then
        sudo "$@" # asks for the password
    else
        return 126
    fi
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "this is no Debian: please see to these yourself, under the names they have here:"
        wanted_packages | sed 's/ / - /; s/^/    /' >&2
        return
    fi
    missing=$(missing_packages)
    if [ -z "$missing" ]; then return; fi
    say "these system packages are missing:"
    echo "$missing" | sed 's/ / - /; s/^/    /' >&2

    names=$(known_names "$missing")
    if ! as_root true; then
        say "I may not install them. Please type this, then run the same command again:"
        if command -v sudo >/dev/null; then
            printf '    sudo apt-get update && sudo apt-get install --no-install-recommends%s\n' "$names" >&2
        else # Debian with a password for root has none
            printf "    su -c 'apt-get update && apt-get install --no-install-recommends%s'\n" "$names" >&2
        fi
        exit 1
    fi
    as_root apt-get update -qq || say "apt-get update failed; trying with the lists that are here"
    names=$(known_names "$missing") # once more: fresh lists may know the names better
    # shellcheck disable=SC2086  # the names are separate arguments
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $names >build/apt.log 2>&1 ||
        { tail -n 20 build/apt.log >&2; die "apt-get could not install:$names (all of its words: build/apt.log)"; }
    if [ -z "$python" ]; then python=$(find_python); fi
}

mkdir -p build
if [ -z "${NO_SYSTEM_PACKAGES:-}" ]; then install_system_packages; fi
[ -n "$python" ] || die "no Python from 3.11 to 3.13 found; name one with PYTHON=/path/to/python3"

# ---------------------------------------------------------------- the environment
# A stamp holds the fingerprint of what was installed. The dev lock contains the runtime lock, so dev serves demo too.
fingerprint() {
    { cat "requirements/$1.lock" pyproject.toml; echo "$root"; "$venv/bin/python" -V; } | sha256sum | cut -c1-64
}
current() { [ -f "$venv/stamps/$1" ] && [ "$(cat "$venv/stamps/$1")" = "$(fingerprint "$1")" ]; }

if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    say "making .venv with $python ($("$python" -V))"
    "$python" -m venv --clear "$venv"
fi

if ! current "$lock"; then
    say "installing requirements/$lock.lock"
    rm -rf "$venv/stamps"
    # Hashes for everything, wheels only: nothing that was not looked at, and no compiler needed.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r "requirements/$lock.lock"
    # Its own build tool comes from the lock as well, so this step fetches nothing.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --no-index -e .
    mkdir -p "$venv/stamps"
    fingerprint runtime >"$venv/stamps/runtime"
    if [ "$lock" = dev ]; then fingerprint dev >"$venv/stamps/dev"; fi
fi

# ---------------------------------------------------------------- texts
"$venv/bin/python" tools/messages.py compile
