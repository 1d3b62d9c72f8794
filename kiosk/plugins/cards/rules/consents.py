"""What applicants are told and asked (告知与同意), as a dated rule: its texts hold once a second person has approved them.

The notice says what the law wants said before anything is asked (个人信息保护法, art. 17): who keeps it, for what, how long,
and what one may demand. Consents are for what a card does not need; each stands alone, is unticked at first, and is kept with
the version of the texts that it was given to. Without an approved rule nobody is asked anything.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.api import RuleKind, Text, titled
from kiosk.plugins.cards.words import _

Words = Annotated[str, Meta(min_length=1, max_length=80)]


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in both of the kiosk's languages."""

    zh: Words
    en: Words

    @property
    def text(self) -> Text:
        """In the language of whoever reads it."""
        return titled(self.zh, self.en)


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that stands beside a box, also in the largest letters on the smallest panel: so it is a short one."""

    zh: Annotated[str, Meta(min_length=1, max_length=16)]
    en: Annotated[str, Meta(min_length=1, max_length=32)]

    @property
    def text(self) -> Text:
        """In the language of whoever reads it."""
        return titled(self.zh, self.en)


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The notice, a sentence each."""

    who: Said
    why: Said
    how_long: Said
    rights: Said


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that somebody may agree to, or not. Its sentence is the box's own label, whole on every screen."""

    key: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{1,30}$")]
    text: Label


class ConsentsRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; no more consents than can be read on one screen beside the birthday."""

    notice: Told
    consents: Annotated[tuple[Consent, ...], Meta(max_length=3)] = ()


def _wrong(rule: ConsentsRule) -> str:
    keys = [one.key for one in rule.consents]
    if len(set(keys)) != len(keys):
        return "each consent has a key of its own"
    return ""


CONSENTS: RuleKind[ConsentsRule] = RuleKind(
    "cards.consents", _("What applicants are told and asked"), ConsentsRule, _wrong
)
