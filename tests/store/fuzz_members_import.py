"""Fuzzing the member import: `python tests/store/fuzz_members_import.py --seconds 60` (`make fuzz`).

Files from `tests/corpus/csv` are cut, spliced, re-encoded and salted with what has hurt somebody before, and
imported. Whatever comes: the import ends with a report or with ImportRefused and with nothing else; its
counts add up; nothing shaped like an identity number is in the store; a second run of the same file changes
nothing; and the store is clean. What breaks that is kept in the corpus as `found-*.csv`, and tried first from
then on.

In `make test` a fixed number of rounds with a fixed seed runs, and the whole corpus
(test_members_import_fuzz.py).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from pathlib import Path

from kiosk.core.clock import ManualClock
from kiosk.core.members.importer import import_members
from kiosk.core.members.reading import MAXIMUM_LINE
from kiosk.core.members.report import ImportRefused, ImportReport
from kiosk.core.personal import identity_number
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run

CORPUS = Path(__file__).parents[1] / "corpus" / "csv"

SALT: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b'""',
    b"'",
    b",",
    b";",
    b"\t",
    b"|",
    b"\r",
    b"\n",
    b"\r\n",
    b"\x1a",
    b"\x1d",
    b"\x85",
    "，".encode(),
    "，".encode("gb18030"),
    "会员卡号".encode("gb18030"),
    "\u2028\u2029\u202e\u200b\ufeff\ufffd".encode(),
    "😀👨‍👩‍👧".encode(),
    "１２３４５６".encode(),
    b"\x81\x30\x81\x30",
    b"\x81",
    b"=1+1",
    b"@SUM(A1)",
    b'=HYPERLINK("http://x")',
    b"'; DROP TABLE members; --",
    b"{id}%s?:1",
    b"1.38E+10",
    b"-0",
    b"1e999",
    b"NaN",
    b"Infinity",
    b"99999999999999999999999999999999",
    b"11010519491231002X",
    b"110105194912310021",
    b"0000-00-00",
    b"9999-12-31",
    b"2000-02-30",
    b"\xe5\xbc",
    b"sep=",
    b"x" * 300,
    b"9" * (MAXIMUM_LINE + 10),
)


class Broken(AssertionError):
    """An input did what none may."""


def seeds() -> list[bytes]:
    """The corpus, in a fixed order."""
    return [path.read_bytes() for path in sorted(CORPUS.glob("*.csv"))]


def mutated(chance: random.Random, corpus: list[bytes]) -> bytes:
    """A file that nobody meant to write."""
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.choice((1, 1, 2, 3, 10))):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice((0, 1, 2, 8, 64)))
        kind = chance.randrange(6)
        if kind == 0:
            data[at:until] = chance.choice(SALT)
        elif kind == 1:
            data[at:until] = chance.randbytes(chance.randint(0, 6))
        elif kind == 2:
            other = chance.choice(corpus)
            start = chance.randrange(len(other) + 1)
            data[at:until] = other[start : start + 200]
        elif kind == 3:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines[:200]))
        elif kind == 4 and len(data) < 20_000:
            data[at:at] = data[at:until] * chance.randint(1, 30)
        else:
            data = bytearray(_recoded(chance, bytes(data)))
    return bytes(data[:400_000])


def _recoded(chance: random.Random, data: bytes) -> bytes:
    source, target = chance.choice(
        (("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8", "utf-16"), ("utf-8", "utf-8-sig"))
    )
    return data.decode(source, "replace").encode(target, "replace")


def tried(store: Store, folder: Path, data: bytes) -> ImportReport | None:
    """Import one file and hold it to the rules; None when it was refused as a whole."""
    path = folder / "fuzz.csv"
    path.write_bytes(data)
    before = _journal_length(store)
    try:
        report = import_members(store, path, actor="staff:fuzz")
    except ImportRefused:
        if _journal_length(store) != before:
            raise Broken("a refused file was written about") from None
        return None
    if report.rows != report.added + report.unchanged + report.fault_count:
        raise Broken(f"the counts do not add up: {report}")
    if any(not str(fault).strip() or fault.line < 1 for fault in report.faults):
        raise Broken("a fault without a line or a reason")
    after = _journal_length(store)
    again = import_members(store, path, actor="staff:fuzz")
    if again.added or again.opening_entries or _journal_length(store) != after:
        raise Broken("a second run changed something")
    return report


def swept(store: Store) -> None:
    """What has come in is in order; called now and then, for it reads everything."""
    rows = store.read_now(lambda tx: run(tx, "SELECT card, name, phone, tier FROM members").fetchall())
    if any(identity_number(str(value)) for row in rows for value in row):
        raise Broken("an identity number got in")
    if findings := [finding for finding in check(store) if finding.severity == "wrong"]:
        raise Broken(f"the store is not clean: {findings}")


def _journal_length(store: Store) -> int:
    return store.read_now(lambda tx: tx.journal_head()[0])


def fuzz(*, rounds: int | None, seconds: float | None, seed: int) -> tuple[int, int]:
    """Fuzz for so many rounds or seconds; returns how many were tried and how many were taken as member
    lists.
    """
    chance = random.Random(seed)
    corpus = seeds()
    end = time.monotonic() + seconds if seconds else None
    tries = taken = 0
    with tempfile.TemporaryDirectory(prefix="kiosk-fuzz-") as place:
        folder = Path(place)
        store = Store.open(folder / "kiosk.db", ManualClock())
        try:
            while (rounds is None or tries < rounds) and (end is None or time.monotonic() < end):
                data = corpus[tries] if tries < len(corpus) else mutated(chance, corpus)
                tries += 1
                try:
                    taken += tried(store, folder, data) is not None
                    if tries % 200 == 0:
                        swept(store)
                except BaseException:
                    (CORPUS / f"found-{hashlib.sha256(data).hexdigest()[:12]}.csv").write_bytes(data)
                    raise
            swept(store)
        finally:
            store.close()
    return tries, taken


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--seed", type=int, default=None, help="to repeat a run; a new one is made and printed otherwise"
    )
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"fuzzing the member import for {options.seconds:g} s with --seed {seed}")
    tries, taken = fuzz(rounds=None, seconds=options.seconds, seed=seed)
    print(f"{tries} files, {taken} of them taken as member lists; nothing broke")
    return 0


if __name__ == "__main__":
    sys.exit(main())
