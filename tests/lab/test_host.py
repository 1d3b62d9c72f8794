"""Before the lab's machine starts: what must be here, where Debian's packages come from, which disk is the right one."""

import ast
import platform
from pathlib import Path

import pytest

from lab import image, needs
from lab.__main__ import GUEST, titles

TARGETS = """\
http://mirror.example/debian|bookworm|main|bookworm|Debian
http://mirror.example/debian|bookworm|contrib|bookworm|Debian
http://mirror.example/debian|bookworm-updates|main|bookworm-updates|Debian
http://mirror.example/security|bookworm-security|main|bookworm-security|Debian
http://mirror.example/debian|bookworm-backports|main|bookworm-backports|Debian
https://tools.example|nodistro|main|nodistro|Somebody
"""


def test_the_packages_to_install_are_named():
    assert needs.missing(lambda program: None if program == "mmdebstrap" else "/usr/bin/x") == ["mmdebstrap"]
    assert needs.missing(lambda _program: "/usr/bin/x") == []


def test_a_machine_without_the_programs_is_told_what_to_type(monkeypatch, tmp_path):
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(needs, "missing", lambda: ["qemu-system-x86", "genext2fs"])
    with pytest.raises(needs.NeedsMore, match=r"apt-get install .* qemu-system-x86 genext2fs"):
        needs.check(tmp_path, built=True)


def test_another_kind_of_machine_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(needs.NeedsMore, match="x86_64"):
        needs.check(tmp_path, built=True)


def test_packages_come_from_debians_own_archives_of_this_release_and_no_others():
    assert image.archives("bookworm", TARGETS) == [
        "deb http://mirror.example/debian bookworm contrib main",
        "deb http://mirror.example/debian bookworm-updates main",
        "deb http://mirror.example/security bookworm-security main",
    ]


def test_another_recipe_is_another_disk(monkeypatch, tmp_path):
    before = image.image_of(tmp_path, "bookworm")
    assert image.image_of(tmp_path, "bookworm") == before
    assert image.image_of(tmp_path, "trixie") != before
    monkeypatch.setattr(image, "PACKAGES", (*image.PACKAGES, "one-more"))
    assert image.image_of(tmp_path, "bookworm") != before


def test_every_file_that_shows_something_says_what_and_is_run():
    order = (GUEST / "order").read_text(encoding="ascii").split()
    assert sorted(order) == sorted(file.name for file in GUEST.glob("shows_*.py"))
    assert len(titles()) == len(order) + len(list((GUEST / "afterwards").glob("shows_*.py")))
    for file in GUEST.rglob("shows_*.py"):
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_no_address_of_an_archive_stands_in_the_lab():
    for file in Path(needs.__file__).parent.rglob("*"):
        if file.is_file() and file.suffix in {".py", ".sh"}:
            assert "://" not in file.read_text(encoding="utf-8")
