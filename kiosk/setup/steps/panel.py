"""How large the panel is, by a bank card held against it; and whether touches land where the picture is."""

from __future__ import annotations

from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Outline, Targets
from kiosk.link.texts import Text
from kiosk.setup.box import Box, guessed_ppi
from kiosk.setup.touching import Meaning, meaning, pairs_of

_ = Texts("setup")

CARD_MM = 85.6
"""ISO/IEC 7810 ID-1: bank cards, ID cards, most member cards."""

INCH_MM = 25.4
LEAST_PPI, MOST_PPI = 40, 600
MOST_ROUNDS = 3
"""So often is somebody asked again whose touches land elsewhere; then it goes on as it is."""


async def size(box: Box) -> None:
    """Pixels to the millimetre: every size on every screen is made of them."""
    card = CARD_MM / INCH_MM
    ppi = box.draft.ppi or guessed_ppi(box.draft)
    answer = await box.desk.digits(
        Outline(
            _("Match a bank card"),
            _("Hold a card to the upper left corner, and make the frame its size."),
            pixels=round(ppi * card),
            minimum=round(LEAST_PPI * card),
            maximum=round(MOST_PPI * card),
            actions=(Action("match", _("Same size"), icon="check", primary=True),),
        )
    )
    box.draft.ppi = int(answer) / card
    box.show_panel()


async def touch(box: Box) -> None:
    """Five touches. What they say of the panel is said at once, in the same place, where any touch is heard."""
    error: Text = ""
    for _round in range(MOST_ROUNDS):
        title, words = _("Touch the cross"), _("Five of them; touch the middle with a fingertip.")
        found = meaning(pairs_of(await box.desk.digits(Targets(title, words, error))))
        if found == "right":
            break
        error = _advice(found)
    box.draft.touch_seen = True


def _advice(found: Meaning) -> Text:
    match found:
        case "mirrored":
            return _("Left and right are swapped: check the touch panel.")
        case "upside_down":
            return _("Up and down are swapped: check the touch panel.")
        case "half_turn":
            return _("The touch panel is upside down.")
        case "quarter":
            return _("The touch panel is turned by a quarter.")
        case "shifted":
            return _("Touches land beside it: calibrate the touch panel.")
        case _:
            return _("Touches land elsewhere: wipe the panel.")
