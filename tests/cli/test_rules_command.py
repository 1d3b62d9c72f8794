"""`kiosk rules`: what holds, and a pack of new rules out of a file, in somebody's name."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.link.settings import load
from tests.cli.test_staff_command import furnish

PACK = """
[[rule]]
name = "core.prepaid"
from = 20200101
body = { named_most = 300000 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def rules(file: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(*words: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return main(["rules", *words, "--settings", str(file)])

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    written = tmp_path / "pack.toml"
    written.write_text(PACK)
    return written


def test_a_pack_is_brought_in_somebodys_name_and_waits_for_another(
    rules: Any, pack: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rules("import", str(pack), "--as", "1", typed="908172\n") == 0
    assert "1 rule waits for a second person" in capsys.readouterr().out
    assert rules("list") == 0
    assert "none holds; 1 waiting for approval" in capsys.readouterr().out
    assert rules("show", "core.prepaid") == 1

    with open_kiosk_store(load(file)) as store:
        request = store.read_now(lambda tx: tx.open_requests())[0]
        store.write_now(
            lambda tx: tx.decide_rules(request.data["pack"], request.version, "another", yes=True)
        )
    capsys.readouterr()
    assert rules("show", "core.prepaid") == 0
    assert json.loads(capsys.readouterr().out)["named_most"] == 300_000
    assert rules("list", "--date", "20190101") == 0
    assert "none holds" in capsys.readouterr().out


def test_the_very_same_pack_is_not_brought_twice(rules: Any, pack: Path) -> None:
    assert rules("import", str(pack), "--as", "1", typed="908172\n") == 0
    assert rules("import", str(pack), "--as", "2", typed="271909\n") == 1


@pytest.mark.parametrize(
    ("number", "pin", "status"), [("3", "573914", 2), ("1", "000000", 2), ("", "", 2)], ids=["no right", "wrong PIN", "nobody"]
)  # fmt: skip
def test_nobody_brings_rules_without_the_right(
    rules: Any, pack: Path, number: str, pin: str, status: int
) -> None:
    assert rules("import", str(pack), *(("--as", number) if number else ()), typed=f"{pin}\n") == status


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("[[rule]", "pack.toml: "),
        ('[[rule]]\nname = "core.prepaid"\nfrom = 20200101\nbody = { named_most = -1 }', "core.prepaid: "),
        ("", "there is no [[rule]] in it"),
    ],
)
def test_a_pack_that_cannot_be_taken_says_why_before_anybody_signs_in(
    rules: Any, pack: Path, capsys: pytest.CaptureFixture[str], written: str, why: str
) -> None:
    pack.write_text(written)
    assert rules("import", str(pack)) == 1
    assert why in capsys.readouterr().err
