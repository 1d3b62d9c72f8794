"""The plugin of a site whose members are in a system of its own: it speaks to that, and has no service."""

from __future__ import annotations

from kiosk.core.api import hookimpl
from tests.remote.client import Client


@hookimpl
def kiosk_member_system() -> Client:
    return Client()
