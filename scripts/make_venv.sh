#!/bin/sh
# Makes .venv with $PYTHON, or else with the first Python found that is new enough and complete.
set -eu
cd "$(dirname "$0")/.."

recent='import sys; sys.exit(sys.version_info < (3, 11))'
complete='import ensurepip, venv' # Debian and Ubuntu ship Python without them

answers() { "$1" -c "$2" >/dev/null 2>&1; }
refuse() {
    echo "$1" >&2
    exit 1
}

# A whole .venv is kept; one whose making was interrupted, or whose Python is gone, is made anew.
if answers .venv/bin/python "$recent" && answers .venv/bin/python 'import pip'; then
    exit 0
fi

chosen=
incomplete=
if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.13 python3.12 python3.11
fi
for candidate in "$@"; do
    answers "$candidate" "$recent" || continue
    if answers "$candidate" "$complete"; then
        chosen=$candidate
        break
    fi
    incomplete=${incomplete:-$candidate}
done

if [ -z "$chosen" ] && [ -n "$incomplete" ]; then
    package=$(basename "$incomplete")-venv
    refuse "$incomplete cannot make virtual environments (no ensurepip): install the package $package (Debian, Ubuntu: apt install $package) and run make again."
elif [ -z "$chosen" ] && [ -n "${PYTHON:-}" ]; then
    refuse "$PYTHON is not a Python 3.11 or newer: give the path of one, as in make PYTHON=/usr/bin/python3.12 venv."
elif [ -z "$chosen" ]; then
    refuse "trajkit needs Python 3.11 or newer and finds none: install one (python.org, or your package manager), or name it with make PYTHON=/path/to/python3."
fi

"$chosen" -m venv --clear .venv
