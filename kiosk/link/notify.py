"""Telling whoever started this process that it is ready: systemd, or our own watcher, which speaks the same
words.

The protocol is systemd's sd_notify(3): one datagram to the socket named in `$NOTIFY_SOCKET`. Ten lines of our
own instead of a package. Says nothing when nobody asked, so every room calls it without looking.
"""

from __future__ import annotations

import os
import socket


def notify(words: str) -> None:
    """Send one state, like `READY=1` or `STATUS=three doors`. Never fails: nobody's work depends on it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            sender.sendto(words.encode(), address)
    except OSError:
        pass  # whoever asked is gone, or its queue is full


def ready(status: str = "") -> None:
    """This process does its work now: the desk listens, the screen is drawn, the devices are claimed."""
    notify("READY=1" + (f"\nSTATUS={status}" if status else ""))


def watchdog() -> None:
    """Still alive: to whoever asked for it (`WatchdogSec=` of a systemd unit)."""
    if "WATCHDOG_USEC" in os.environ:
        notify("WATCHDOG=1")
