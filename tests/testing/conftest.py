"""A new plugin, as `kiosk plugin new` writes it, and as `pip install -e` would make it known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli.plugin_new import write


def make_known(folder: Path, name: str, group: str = "kiosk.plugins") -> None:
    """What `pip install -e` leaves behind, without its half a minute: with the folder on a path, the plugin is found."""
    info = folder / f"zhanggui_{name}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: zhanggui-{name}\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = zhanggui_{name}\n")


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    """The project folder of a new plugin; on a path, it is installed."""
    folder = write("queue", title="Take a number", title_zh="取号排队", into=tmp_path)
    make_known(folder, "queue")
    return folder


@pytest.fixture
def change(queue: Path) -> Callable[[str, str, str], None]:
    """Replaces a piece of one of its files."""

    def replace(place: str, old: str, new: str) -> None:
        file = queue / place
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{place} has no {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    return replace
