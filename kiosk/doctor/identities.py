"""Whether buyers' identity records are kept, and to which key: its fingerprint is held against the label in the safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.identity_key import fingerprint, read
from kiosk.link.texts import Text


class NoIdentityKey(Finding, frozen=True, kw_only=True):
    """`[identity] public_key` is empty."""

    id: ClassVar[str] = "identity.no_key"
    part: ClassVar[Part] = "storage"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("Buyers' identity documents are looked at, and not recorded: there is no key.")

    def advice(self) -> Text:
        return _("Run kiosk identity keygen, and put the public key under [identity] in kiosk.toml.")


class IdentityKey(Finding, frozen=True, kw_only=True):
    """There is one."""

    id: ClassVar[str] = "identity.well"
    part: ClassVar[Part] = "storage"
    severity: ClassVar[Severity] = "well"
    key: str

    def words(self) -> Text:
        return _("Buyers' identity records are sealed to the key {key}.", **self.facts)


def look(case: Case) -> Iterator[Finding]:
    """What the settings say; a key that is none was refused when they were read."""
    key = case.settings.identity.public_key
    yield IdentityKey(key=fingerprint(read("public", key))) if key else NoIdentityKey()
