"""A kiosk with something in its store, and a stick for its backups."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.link.settings import Settings, load
from tests.cli.backups.steps import SETTINGS, pay_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk with something in its store, and a stick."""
    (tmp_path / "kiosk.toml").write_text(SETTINGS)
    (tmp_path / "stick").mkdir()
    settings = load(tmp_path / "kiosk.toml")
    with open_kiosk_store(settings, make=True) as store:
        load_plugins(settings, store)
        store.write_now(pay_in, 1000)
    return settings
