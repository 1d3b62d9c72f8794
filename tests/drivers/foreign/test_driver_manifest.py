"""driver.toml: found by its entry point without importing the driver, and refused in words."""

import sys
from importlib.metadata import EntryPoint

import pytest

from kiosk.drivers.foreign.manifest import find, read
from kiosk.drivers.port import DeviceMisconfigured

GOOD = {
    "id": '"lamp"',
    "version": '"1"',
    "host": '">=1,<2"',
    "title": '"Lamp"',
    "device": '"lights"',
    "driver": '"lamp:Lamp"',
}


@pytest.fixture
def written(tmp_path):
    """`written(**changes)` reads a manifest with these keys changed (None: left out)."""

    def write(**changes):
        path = tmp_path / "driver.toml"
        path.write_text("\n".join(f"{key} = {value}" for key, value in (GOOD | changes).items() if value))
        return read(path)

    return write


def test_the_towers_manifest_is_found_and_nothing_of_it_imported(tower):
    manifest = find("signal_tower")
    assert (manifest.title_zh, manifest.device) == ("继电器信号灯塔", "lights")
    assert manifest.values({"lamps": ["white"]}) == {
        "port": manifest.settings["port"].default,
        "lamps": ["white"],
    }
    assert "zhanggui_tower" not in sys.modules


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": None}, "missing required field `id`"),
        ({"id": '"Lamp"'}, "Expected `str` matching regex"),
        ({"device": '"lockers"'}, "Invalid enum value 'lockers'"),
        ({"driver": '"lamp.Lamp"'}, "driver"),
        ({"colour": '"red"'}, "unknown field `colour`"),
        ({"host": '"one"'}, "host is not a version range"),
        ({"host": '">=2"'}, "is made for host >=2; this one is 1.0"),
        (
            {"settings": '{ port = { type = "string", default = 3, title = "t" } }'},
            "port must be of type string",
        ),
    ],
)
def test_a_wrong_manifest_is_refused_in_words(written, changes, words):
    with pytest.raises(DeviceMisconfigured, match=words):
        written(**changes)


def test_a_good_one_is_taken(written):
    assert written().values({}) == {}


def test_what_is_not_toml_or_not_there(tmp_path):
    (tmp_path / "driver.toml").write_text("id = ")
    with pytest.raises(DeviceMisconfigured, match=r"driver\.toml: Invalid value"):
        read(tmp_path / "driver.toml")
    with pytest.raises(DeviceMisconfigured, match="there is no"):
        read(tmp_path / "other.toml")


def entry(module, name="signal_tower"):
    return EntryPoint(name, module, "kiosk.drivers")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "no driver 'signal_tower' is installed"),
        ([entry("a"), entry("b")], r"more than one package brings a driver 'signal_tower' \(a, b\)"),
        ([entry("no_such_package")], "names no package"),
        ([entry("kiosk.drivers")], "there is no"),
    ],
)
def test_a_driver_that_is_not_there_or_is_there_twice(entries, words):
    with pytest.raises(DeviceMisconfigured, match=words):
        find("signal_tower", entries)


def test_a_driver_must_go_by_the_name_in_its_manifest(tower):
    with pytest.raises(DeviceMisconfigured, match="says that it is 'signal_tower'"):
        find("other", [entry("zhanggui_tower", "other")])
