"""For every test: what was imported to find the tests lives as long as the process, so the collector need not look at it again.

A quarter of a million objects of modules, tests and parameters are there before the first test begins; each full collection
would walk through all of them, and a test that builds screens or stores makes many collections due.
"""

from __future__ import annotations

import gc

YOUNG = 20_000
"""New objects before the young are looked through; Python's own 700 is for small programs."""


def pytest_collection_finish() -> None:
    """The tests are found."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
