"""When and where the store is copied to, as `kiosk.toml` says it: the part of it that `kiosk backup` and the desk read.

Left out: what is not the store's (the settings themselves, the key of the badges), which docs/operations.md lists.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.link.settings_hours import TimeOfDay


class Backup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The nightly backup. An empty `folder` is none; one that does not begin with `/` is beside the settings file."""

    folder: Annotated[str, Meta(pattern=r"^[^\x00]*\Z")] = ""
    at: TimeOfDay = "03:30"
    keep: Annotated[int, Meta(ge=1, le=366)] = 14
    another_medium: bool = True
