"""`plugin.toml` is read before any import, and refused in words that say what would be right."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.core.host.manifest import Manifest, ManifestError, SettingError, read_manifest
from kiosk.core.host.plugin import reasons_of
from kiosk.core.store.migrate import RESERVED
from kiosk.link.texts import titled

GOOD = """
id = "smiles"
version = "1.0"
host = ">=1,<2"
title = "Smiles"
services = ["smiles.vote"]

[settings.seconds]
type = "integer"
default = 10
minimum = 3
maximum = 60
title = "How long"
source = "domain.md 3.5"

[settings.names]
type = "list"
default = ["a"]
title = "Names"
"""


def manifest(folder: Path, text: str) -> Path:
    path = folder / "plugin.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_manifest_is_read(tmp_path: Path) -> None:
    read = read_manifest(manifest(tmp_path, GOOD))
    assert read.id == "smiles"
    assert read.services == ("smiles.vote",)
    assert read.values({}) == {"seconds": 10, "names": ["a"]}
    assert read.values({"seconds": 60})["seconds"] == 60


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('id = "smiles"', 'id = "Smiles!"'), "small letters"),
        (('host = ">=1,<2"', 'host = ">=9"'), "made for host API >=9; this one is 1.0"),
        (('host = ">=1,<2"', 'host = "one"'), "not a version range"),
        (('host = ">=1,<2"', 'host = ""'), "not a version range"),
        (('host = ">=1,<2"', 'host = ","'), "not a version range"),
        (('services = ["smiles.vote"]', 'services = ["lending.vote"]'), "must start with 'smiles.'"),
        (("[settings.names]", '[acts."Shown!"]\ntitle = "Shown"\n[settings.names]'), "without 'smiles.'"),
        (("[settings.names]", "[acts.shown]\n[settings.names]"), "missing required field `title`"),
        (("default = 10", "default = 2"), "the least is 3"),
        (("default = 10", 'default = "ten"'), "must be of type integer"),
        (('type = "integer"', 'type = "number"'), "Invalid enum value"),
        (('version = "1.0"', "version = 1"), "Expected `str`"),
        (('title = "Smiles"', 'title = "Smiles"\ncolour = "red"'), "unknown field `colour`"),
        (("id = ", "id == "), "cannot be read"),
        (('title = "Smiles"\n', ""), "missing required field `title`"),
    ],
)
def test_a_wrong_manifest_is_refused_with_what_would_be_right(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(ManifestError, match=r"plugin\.toml|host|service|setting|act|id") as refused:
        read_manifest(manifest(tmp_path, GOOD.replace(*change, 1)))
    assert says in str(refused.value)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_an_id_that_is_the_beginning_of_our_own_tables_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ManifestError, match="is taken"):
        read_manifest(manifest(tmp_path, GOOD.replace("smiles", name)))


def test_a_package_without_a_manifest_says_so(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no plugin\.toml"):
        read_manifest(tmp_path / "plugin.toml")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"secnds": 5}, "has no setting 'secnds'; it has: names, seconds"),
        ({"seconds": 61}, "is 61, but the most is 60"),
        ({"seconds": 2}, "is 2, but the least is 3"),
        ({"seconds": True}, "must be of type integer, not bool"),
        ({"names": [1]}, "list of texts"),
        ({"names": "a"}, "must be of type list"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(tmp_path: Path, given: dict[str, object], says: str) -> None:
    read = read_manifest(manifest(tmp_path, GOOD))
    with pytest.raises(SettingError) as refused:
        read.values(given)
    assert says in str(refused.value)


def test_reasons_for_auditors_are_the_sites_own_and_the_manifests() -> None:
    manifest = msgspec.convert(
        {
            "id": "trial", "version": "1", "host": ">=1", "title": "Trial",
            "why": {"count": {"title": "missing at a count", "title_zh": "盘点缺少"}},
            "settings": {
                "unlock_reasons": {"type": "list", "default": ["Cleaning"], "title": "", "title_zh": "", "source": ""},
            },
        },
        Manifest,
    )  # fmt: skip
    nowhere = Path("/nowhere")
    assert reasons_of(manifest, {}, nowhere) == {
        "cleaning": titled("Cleaning", "Cleaning"),
        "count": titled("盘点缺少", "missing at a count"),
    }
    assert set(reasons_of(manifest, {"unlock_reasons": ["help=顾客求助", 7]}, nowhere)) == {"help", "count"}
