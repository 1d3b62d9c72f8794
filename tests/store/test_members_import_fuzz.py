"""The stored corpus, and a short fuzz with a fixed seed; the long one is `make fuzz`."""

from __future__ import annotations

import pytest

from tests.store.fuzz_members_import import CORPUS, fuzz, swept, tried

EXPECTED = {
    "gb18030-semicolons.csv": (3, 0),
    "utf8-good.csv": (6, 0),
    "utf8-bom-excel.csv": (3, 0),
    "english-tabs.csv": (2, 0),
    "every-fault.csv": (2, 36),
    "cr-only.csv": (2, 0),
    "torn-utf8.csv": (2, 1),
    "two-files-joined.csv": (2, 1),
    "quotes-and-breaks.csv": (2, 3),
}


def test_every_file_of_the_corpus_is_what_we_say_it_is(sqlite_store, tmp_path):
    for path in sorted(CORPUS.glob("*.csv")):
        report = tried(sqlite_store, tmp_path, path.read_bytes())
        sqlite_store.write_now(
            lambda tx: [tx._run(f"DELETE FROM {table}") for table in ("opening_entries", "members")]
        )
        if path.name in EXPECTED:
            assert (report.added, report.fault_count) == EXPECTED[path.name], path.name
    swept(sqlite_store)
    assert set(EXPECTED) <= {path.name for path in CORPUS.glob("*.csv")}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_short_fuzz_breaks_nothing(seed):
    tries, taken = fuzz(rounds=400, seconds=None, seed=seed)
    assert tries == 400
    assert taken > 60, "most files should still be close enough to a member list to get somewhere"
