"""Turns the network off inside this Python, from the moment it is imported.

An audit hook refuses to look up or reach any address but this machine's own. What was refused
stays in `attempts`, so that code which swallows the error is found out all the same.
"""

from __future__ import annotations

import sys

__all__ = ["attempts"]

attempts: list[str] = []

# where each event of the socket module carries its address: (position, is a (host, port) pair)
_EVENTS = {
    "socket.connect": (1, True),
    "socket.sendto": (1, True),
    "socket.sendmsg": (1, True),
    "socket.getaddrinfo": (0, False),
    "socket.gethostbyname": (0, False),
}


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    position, is_pair = _EVENTS[event]
    host = arguments[position]
    if is_pair:
        if not isinstance(host, tuple):
            return  # a Unix socket's path, or a socket that is connected already
        host = host[0]
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in {"localhost", "::1"} or name.startswith("127."):
        return
    attempts.append(name)
    raise OSError(f"The network is off: {name} was asked for")


sys.addaudithook(_refuse_network)
