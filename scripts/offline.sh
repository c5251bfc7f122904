#!/bin/sh
# Runs a command with the network off: offline.sh COMMAND [ARGUMENT...]
# Where the kernel allows it, in a network namespace without any interface;
# elsewhere by the hook of tests/offline, which holds for Python programs.
set -eu
hook=$(cd "$(dirname "$0")/../tests/offline" && pwd)

if unshare --map-root-user --net true 2>/dev/null; then
    exec unshare --map-root-user --net "$@"
fi
echo 'No network namespace here: blocking sockets inside Python instead.' >&2
PYTHONPATH=$hook exec "$@"
