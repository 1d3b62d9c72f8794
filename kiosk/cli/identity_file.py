"""The file with the private key of buyers' identity records: written whole, once, on a medium that is not the store's."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.link.identity_key import KeyRefused, prefix, read, written

MOST = 4096

TEXT = """\
# 购卡实名登记私钥 / private key of buyers' identity records, fingerprint {fingerprint}
# 请保存两份，分放两处；不得存放在本机上。 Two copies in two safes; never on the kiosk.
{key}
"""


class KeyFileRefused(Exception):
    """The file cannot be used, or not written there; the text says why, and nothing of a key."""


def write_private(file: Path, private: bytes, fingerprint: str, *, away_from: Path | None) -> None:
    """Write a new file. `away_from`: a folder on whose medium it must not lie. Raises KeyFileRefused."""
    folder = file.absolute().parent
    try:
        if away_from is not None and away_from.exists() and folder.stat().st_dev == away_from.stat().st_dev:
            raise KeyFileRefused(f"{folder} is on the medium of the store ({away_from}): plug another in")
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as made:
            made.write(TEXT.format(fingerprint=fingerprint, key=written("private", private)))
            made.flush()
            os.fsync(made.fileno())
        if read_private(file) != private:
            raise KeyFileRefused(f"{file} does not hold what was written: the medium is damaged")
    except FileExistsError:
        raise KeyFileRefused(f"{file} is there already, and a key is never written over") from None
    except OSError as fault:
        raise KeyFileRefused(f"{file}: {fault.strerror}") from None


def read_private(file: Path) -> bytes:
    """The key in a file. Raises KeyFileRefused."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST).decode("utf-8", "replace")
    except OSError as fault:
        raise KeyFileRefused(f"{file}: {fault.strerror}") from None
    keys = [line for line in map(str.strip, text.splitlines()) if line.startswith("kiosk-")]
    if len(keys) != 1:
        raise KeyFileRefused(f"{file} holds no key ({prefix('private')}…)")
    try:
        return read("private", keys[0])
    except KeyRefused as refusal:
        raise KeyFileRefused(f"{file}: {refusal}") from None
