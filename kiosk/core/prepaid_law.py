"""What the law allows of prepaid cards (单用途商业预付卡), as a dated rule: limits differ by city and change with time.

Amounts in fen. Sources: 单用途商业预付卡管理办法(试行) (MOFCOM Order 9/2012), arts 14 to 18; 法释〔2025〕4号, art 14
(domain.md 3.1).
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.rules import RuleKind
from kiosk.core.texts import Texts

_ = Texts("core")

Fen = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class PrepaidLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most a card may hold, and from when on whose buyer is to be known. The defaults are the national ones."""

    named_most: Fen = 500_000
    """A named card (记名卡) holds at most this."""
    unnamed_most: Fen = 100_000
    """An unnamed one (不记名卡)."""
    identity_from: Fen = 1_000_000
    """From this much bought at once, also of unnamed cards, the buyer shows an identity document; named cards always."""
    person_transfer_from: Fen = 5_000_000
    """From this much at once a person pays by bank transfer."""
    unit_transfer_from: Fen = 500_000
    """The same for a company."""
    identity_years: Annotated[int, Meta(ge=1, le=30)] = 5
    """For how long the record of a buyer is kept."""
    unnamed_valid_years: Annotated[int, Meta(ge=3, le=30)] = 3
    """For how long an unnamed card is good at the least; a named one has no end."""
    cooling_off_days: Annotated[int, Meta(ge=0, le=60)] = 7
    """Within these the principal is paid back without a reason."""
    cash_refund_most: Fen = 10_000
    """A refund up to this may be cash; above, it goes to an account of the same name."""


def _wrong(limits: PrepaidLimits) -> str:
    if limits.unnamed_most > limits.named_most:
        return "an unnamed card may not hold more than a named one"
    return ""


PREPAID: RuleKind[PrepaidLimits] = RuleKind(
    "core.prepaid", _("Limits of prepaid cards"), PrepaidLimits, _wrong
)
