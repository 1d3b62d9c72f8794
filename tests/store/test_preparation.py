"""What the documentation tells a server's owner is what the code asks for."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.core.store.postgres import preparation

GUIDE = Path(__file__).parents[2] / "docs" / "store.md"


def test_the_guide_has_the_very_lines_that_the_store_asks_for():
    block = re.search(r"```sql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert block is not None
    lines = [re.sub(r"\s+--.*", "", line) for line in block.group(1).splitlines()]
    assert lines == preparation("kiosk", "kiosk").splitlines()
