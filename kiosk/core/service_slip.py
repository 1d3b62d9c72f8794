"""The frame of a service's slip, so that the papers of one desk look alike: whose it is, what it is, and its number.

Not on it: any clause that the law calls void ("the mall's interpretation is final").
"""

from __future__ import annotations

from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.slips import Block, Line, Pair, Rule, Slip
from kiosk.link.texts import Text

_ = Texts("core")


SIGN_HERE = "_" * 16
"""A line that a name fits on."""


def signature(label: Text) -> tuple[Line, Pair]:
    """A line to sign on, with room above it for a hand."""
    return Line(" "), Pair(label, SIGN_HERE)


def service_slip(
    visit: Visit, kind: str, title: Text, *blocks: Block, number: str, customer: bool = True
) -> Slip:
    """A slip with the head of the site and its number at the foot; one for a customer tells where to complain."""
    complaints = _("Complaints and suggestions: service desk, or call 12315")
    return Slip(
        kind=kind,
        blocks=(
            Line(_("{site} service desk", site=visit.site), align="centre", size="large", bold=True),
            Line(title, align="centre"),
            Rule(),
            *blocks,
            Rule(),
            *((Line(complaints, align="centre", size="small"),) if customer else ()),
            Line(_("No. {number}", number=number), align="centre", size="small"),
        ),
        language=visit.language,
    )
