"""Where a foreign driver's process finds drivers: a folder of those that nobody should write, and the tower's package, as
`pip install` would leave it."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TOWER = HERE.parents[1] / "foreign_driver" / "zhanggui_tower"


@pytest.fixture(autouse=True)
def _found(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE / "hostile"))


@pytest.fixture
def tower(tmp_path, monkeypatch):
    """The tower's driver, installed; returns the folder that it was put into."""
    site = tmp_path / "site"
    info = site / "zhanggui_tower-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zhanggui-tower\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[kiosk.drivers]\nsignal_tower = zhanggui_tower\n")
    (site / "zhanggui_tower").symlink_to(TOWER)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(site), os.environ["PYTHONPATH"])))
    return site
