"""A buyer's identity document (实名登记): what makes a number one, and the sealing of what the law wants kept.

A record is sealed to a public key, so that this box can write it and cannot read it (ADR 10; domain.md 3.1). What is sealed is
padded, for a length would tell of a name, and names the record that it belongs to, so that two cannot change places.
Left out: where records lie (`store/identities.py`), and who is asked what (`buyer.py`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal, TypeAlias, get_args

import msgspec

from kiosk.core.personal import Personal, identity_number
from kiosk.link.identity_key import KeyRefused, fingerprint, read

DocumentKind: TypeAlias = Literal["id_card", "passport", "other"]
"""居民身份证; 护照; 其他证件."""

KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)

BLOCK = 256
"""What is sealed fills whole blocks of so many bytes."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHARACTERS = "10X98765432"
_OTHER = re.compile(r"[0-9A-Z]{4,24}")
_PHONE = re.compile(r"\+?[0-9]{5,15}")


class NotSealedTo(ValueError):
    """This private key opens nothing here, or what it opens is another record."""


class IdentityRules(msgspec.Struct, frozen=True):
    """To which key this kiosk seals; no key, no records."""

    public: bytes = b""
    again_after_months: int = 12

    @property
    def key(self) -> str:
        """The key's fingerprint; "" without one."""
        return fingerprint(self.public) if self.public else ""


class IdentityRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says of its buyer, once it is opened. Its repr tells nothing."""

    id: str
    kind: DocumentKind
    number: str
    name: str
    contact: str

    def __repr__(self) -> str:
        return f"IdentityRecord({self.id})"


def rules(public_key: str, again_after_months: int) -> IdentityRules:
    """The settings' words as rules. Raises KeyRefused for a text that is no public key, which the settings refuse before."""
    if not public_key:
        return IdentityRules(b"", again_after_months)
    import nacl.public  # noqa: F401  at the start rather than while somebody waits for it

    return IdentityRules(read("public", public_key), again_after_months)


def last_character(digits: str) -> str:
    """The 18th character of an identity number (公民身份号码) out of its 17 digits: GB 11643, ISO 7064 MOD 11-2."""
    if len(digits) != len(_WEIGHTS) or not (digits.isascii() and digits.isdigit()):
        raise ValueError("an identity number has 17 digits before its last character")
    return _CHARACTERS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def plausible(digits: str) -> bool:
    """Whether 17 digits can begin an identity number: a region, and a day on which somebody was born."""
    return identity_number(digits + last_character(digits))


def problem(kind: str, number: str, name: str, contact: str) -> str:
    """What is wrong with a record, in words that repeat nothing of it; "" when it may be sealed."""
    if kind not in KINDS:
        return "no such kind of document"
    if kind == "id_card":
        digits, last = number[:17], number[17:]
        if not (len(digits) == 17 and digits.isascii() and digits.isdigit()) or not plausible(digits):
            return "this is no identity number"
        if last != last_character(digits):
            return "the last character of the identity number is wrong"
    elif _OTHER.fullmatch(number) is None:
        return "a document's number has 4 to 24 digits and capital letters"
    if len(name) > 64 or any(unicodedata.category(each) == "Cc" for each in name):
        return "a name has at most 64 characters that can be seen"
    return "" if reachable(contact) else "a contact is a phone number of 5 to 15 digits"


def reachable(contact: str | Personal) -> bool:
    """Whether a text is a phone number, of whatever country."""
    return _PHONE.fullmatch(revealed(contact)) is not None


def seal(public: bytes, record: IdentityRecord) -> bytes:
    """A record that only the holder of the private key opens."""
    from nacl.public import PublicKey, SealedBox

    plain = msgspec.json.encode(record)
    return bytes(SealedBox(PublicKey(public)).encrypt(plain + b" " * (-len(plain) % BLOCK)))


def unseal(private: bytes, sealed: bytes, record_id: str) -> IdentityRecord:
    """Open a record. Raises NotSealedTo."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        plain = SealedBox(PrivateKey(private)).decrypt(sealed)
        record = msgspec.json.decode(plain, type=IdentityRecord)
    except (CryptoError, msgspec.DecodeError, ValueError):
        raise NotSealedTo("this key does not open it") from None
    if record.id != record_id:
        raise NotSealedTo("what it opens is the record of another sale")
    return record


def new_pair() -> tuple[bytes, bytes]:
    """A new public key and its private one, which have sealed and opened something."""
    from nacl.public import PrivateKey

    made = PrivateKey.generate()
    public, private = bytes(made.public_key), bytes(made)
    trial = IdentityRecord(id="trial", kind="other", number="0000", name="", contact="00000")
    if unseal(private, seal(public, trial), "trial") != trial:
        raise KeyRefused("a new key does not open what was sealed to it")
    return public, private


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    from nacl.public import PrivateKey

    return bytes(PrivateKey(private).public_key)


def digest(sealed: bytes) -> str:
    """The hash of a sealed record for the journal, in letters: nothing in it is ever shaped like a number."""
    return hashlib.sha256(sealed).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))


def years_later(day: int, years: int) -> int:
    """The same business day (yyyymmdd) so many years on; the first of March for a leap day that is not there."""
    year, month_day = day // 10_000 + years, day % 10_000
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return year * 10_000 + (301 if month_day == 229 and not leap else month_day)


def months_before(day: int, months: int) -> int:
    """The day (yyyymmdd, perhaps the 31st of a short month: it is only compared) so many months before."""
    year, month = divmod(day // 10_000 * 12 + day // 100 % 100 - 1 - months, 12)
    return year * 10_000 + (month + 1) * 100 + day % 100


def revealed(value: str | Personal) -> str:
    """The words themselves, on their way into a sealed record."""
    return value.reveal() if isinstance(value, Personal) else value
