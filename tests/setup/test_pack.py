"""A stick is a stranger's: what is a pack is read, and what wants to be more is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kiosk.setup import pack
from kiosk.setup.pack import ENTRIES, LARGEST, PackRefused

SITE = '[site]\nname = "云间广场"\nopens = "09:30"\n[plugins]\nenabled = ["bags"]\n'


def archive(
    folder: Path, files: dict[str, bytes | str], name: str = "zhanggui-site.zip", **attributes: int
) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry, data in files.items():
            info = zipfile.ZipInfo(entry)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = attributes.get("mode", 0o644) << 16
            made.writestr(info, data)
    return path


def folder_of(place: Path, files: dict[str, str]) -> Path:
    path = place / "zhanggui"
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).write_text(text)
    return path


@pytest.mark.parametrize("inside", ["", "zhanggui/"])
def test_an_archive_is_read_with_or_without_its_folder(tmp_path, inside):
    found = pack.read(archive(tmp_path, {f"{inside}site.toml": SITE, "readme.txt": "hello"}))
    assert found.name == "云间广场"
    assert found.sections["plugins"] == {"enabled": ["bags"]}


def test_a_folder_is_read_with_its_items(tmp_path):
    items = "tag,kind,label,label_zh,door\nU-1,umbrella,blue,蓝色,7\nS-1,stroller,,,\n"
    found = pack.read(folder_of(tmp_path, {"site.toml": SITE, "items.csv": items}))
    assert [(one.tag, one.kind, one.door) for one in found.items] == [
        ("U-1", "umbrella", 7),
        ("S-1", "stroller", 0),
    ]


def test_a_pack_is_found_where_sticks_are_mounted_and_no_deeper(tmp_path):
    folder_of(tmp_path / "media" / "user" / "STICK", {"site.toml": SITE})
    assert pack.find([tmp_path / "nowhere", tmp_path / "media"]) == tmp_path / "media/user/STICK/zhanggui"
    assert pack.find([tmp_path]) is None


@pytest.mark.parametrize(
    "name", ["../site.toml", "/etc/site.toml", "zhanggui/../../site.toml", "a\\..\\site.toml", "..\\..\\x"]
)
def test_a_name_that_wants_to_be_outside_is_refused(tmp_path, name):
    with pytest.raises(PackRefused, match="outside"):
        pack.read(archive(tmp_path, {"site.toml": SITE, name: "x"}))


def test_a_link_in_an_archive_is_refused(tmp_path):
    with pytest.raises(PackRefused, match="link"):
        pack.read(archive(tmp_path, {"site.toml": "/etc/shadow"}, mode=0o120777))


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SITE)
    folder_of(tmp_path / "stick", {})
    (tmp_path / "stick" / "zhanggui" / "site.toml").symlink_to(secret)
    with pytest.raises(PackRefused):
        pack.read(tmp_path / "stick" / "zhanggui")


def test_a_bomb_is_not_blown_up(tmp_path):
    with pytest.raises(PackRefused, match="larger"):
        pack.read(archive(tmp_path, {"site.toml": SITE, "members.csv": bytes(LARGEST["members.csv"] + 1)}))


def test_a_size_that_lies_is_not_believed(tmp_path):
    path = archive(tmp_path, {"site.toml": b"#" * (LARGEST["site.toml"] + 5)})
    data = bytearray(path.read_bytes())
    true = (LARGEST["site.toml"] + 5).to_bytes(4, "little")
    at = data.rindex(true)  # in the central directory
    data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with pytest.raises(PackRefused):
        pack.read(path)


def test_an_archive_of_very_many_files_is_refused(tmp_path):
    with pytest.raises(PackRefused, match="files"):
        pack.read(archive(tmp_path, {"site.toml": SITE, **{f"f{n}": "" for n in range(ENTRIES)}}))


def test_what_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "zhanggui.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(PackRefused, match="cannot be read"):
        pack.read(path)


@pytest.mark.parametrize("section", ["rights", "staff", "link", "paths", "bank", "shell", "host"])
def test_a_pack_says_nothing_of_rights_wires_and_paths(tmp_path, section):
    with pytest.raises(PackRefused, match=section):
        pack.read(folder_of(tmp_path, {"site.toml": f"{SITE}[{section}]\n"}))


@pytest.mark.parametrize(
    "items",
    ["tag,kind\nU-1\n", "tag,kind\nU-1,umbrella\nU-1,umbrella\n", "tag,kind,door\nU-1,umbrella,x\n", '"\n'],
)
def test_a_list_of_items_that_is_none_is_refused(tmp_path, items):
    with pytest.raises(PackRefused, match=r"items\.csv"):
        pack.read(folder_of(tmp_path, {"site.toml": SITE, "items.csv": items}))


def test_a_pack_without_its_main_file_is_refused(tmp_path):
    with pytest.raises(PackRefused, match=r"site\.toml"):
        pack.read(folder_of(tmp_path, {"items.csv": "tag,kind\n"}))


def test_nothing_is_ever_written_beside_a_pack(tmp_path):
    path = archive(tmp_path, {"site.toml": SITE})
    before = sorted(tmp_path.rglob("*"))
    pack.read(path)
    assert sorted(tmp_path.rglob("*")) == before
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
