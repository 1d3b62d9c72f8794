"""`kiosk brands`: a directory out of a file, in somebody's name; bad lines are told, twice changes nothing."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from tests.cli.test_staff_command import furnish

FILE = "商户号,品牌名称,楼层,备注\nM1,星巴克,1F,x\nM2,麦田面包,B1,y\nM3,无名,天台,z\n"


@pytest.fixture
def brands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    file = furnish(tmp_path)
    written = tmp_path / "brands.csv"
    written.write_text(FILE)

    def run(verb: str, *words: str, typed: str = "", text: str = "") -> int:
        if text:
            written.write_text(text)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        path = [str(written)] if verb == "import" else []
        return main(["brands", verb, *path, *words, "--settings", str(file)])

    return run


def test_a_directory_is_brought_and_what_is_wrong_is_told(
    brands: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert brands("import", "--as", "1", typed="908172\n") == 1
    told = capsys.readouterr().out
    assert "line 4, 楼层: a floor is written like 1F, 3 or B1" in told
    assert "columns that mean nothing here, not read: 备注" in told
    assert "3 rows: 2 added, 0 changed, 0 unchanged, 1 not taken; 0 have left" in told

    assert brands("import", "--as", "1", typed="908172\n") == 1
    assert "0 added, 0 changed, 2 unchanged" in capsys.readouterr().out
    assert brands("list") == 0
    assert "M1\t星巴克\t\t1F" in capsys.readouterr().out


def test_a_whole_directory_lets_a_shop_leave_but_not_one_whose_line_is_wrong(
    brands: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    brands("import", "--as", "1", typed="908172\n")
    capsys.readouterr()
    text = "商户号,品牌名称,楼层\nM1,星巴克,天台\n"
    assert brands("import", "--whole", "--as", "1", typed="908172\n", text=text) == 1
    assert "1 have left" in capsys.readouterr().out
    brands("list")
    assert capsys.readouterr().out.splitlines() == ["M1\t星巴克\t\t1F\t\t"]


def test_nobody_brings_it_without_their_pin(brands: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert brands("import", "--as", "1", typed="000000\n") == 2
    assert "not right" in capsys.readouterr().err


def test_a_file_that_is_none_is_refused(brands: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert brands("import", text="a,b\n1,2\n") == 1
    assert "there is no column" in capsys.readouterr().err
