"""Whether a scanned code may become a new item's tag: it must be nothing else in this house, and look like a tag where the site
says what tags look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.core.api import KnownCode, Scan, Text, Visit

from .desk_limits import DeskLimits
from .scans import is_slip
from .words import _

LONGEST = 40  # allow constant: what still fits on a slip's line and in a table's column
_PAPER = re.compile(r"(?:^|-)20[0-9]{6}(?:-[0-9]+)?-[0-9]{3,}$")
"""A number that this house prints on its slips: 20261122-0042, B-20261127-0164."""

UNREAD = _("That could not be read, try again")
IN_USE = _("This tag is in use already")

WHAT: dict[KnownCode, Text] = {
    "member_card": _("That is a member card. Please scan the tag"),
    "badge": _("That is a staff badge. Please scan the tag"),
    "ticket": _("That is a slip or a ticket. Please scan the tag"),
    "tag": IN_USE,
}


async def why_not(visit: Visit, scan: Scan) -> Text:
    """Why a scan cannot be a new tag; "" when it can."""
    if scan.refused == "payment_code":
        return _("That is a payment code. Please scan the tag")
    tag = scan.text.strip()
    if scan.refused or not tag:
        return UNREAD
    if is_slip(tag) or _PAPER.search(tag):
        return WHAT["ticket"]
    known = await visit.known_code(tag)
    if known:
        return WHAT[known]
    if not looks_like(tag, DeskLimits.of(visit.settings).tag_shapes):
        return _("That does not look like one of our tags")
    return ""


def looks_like(tag: str, shapes: Sequence[str]) -> bool:
    """Whether a tag has one of the site's shapes, in which # stands for a digit ("U-####"); without shapes any will do."""
    if len(tag) > LONGEST or not tag.isprintable():
        return False
    return not shapes or any(_fits(tag, shape) for shape in shapes)


def _fits(tag: str, shape: str) -> bool:
    return len(tag) == len(shape) and all(
        "0" <= mine <= "9" if wanted == "#" else mine == wanted
        for mine, wanted in zip(tag, shape, strict=True)
    )
