"""What a right kiosk.toml becomes, and that the shipped sample says the same as the structs."""

import os
import pwd
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from kiosk.link import settings as rooms
from kiosk.link.settings import File, Settings, SettingsRefused, default_path, load, parse

SAMPLE = Path(rooms.__file__).parents[1] / "kiosk.sample.toml"

DOOR = "[[bank.compartment]]\nnumber = {0}\ncoil = {1}\nsensor = {2}\nrow = {3}\ncolumn = {4}\n"


def test_an_empty_file_is_a_kiosk_without_devices():
    settings = parse("")
    assert settings.shell == rooms.Shell()
    assert (settings.scanners, settings.printers, settings.banks) == ((), (), ())
    assert not settings.has_world


def test_folders_stand_beside_the_file_unless_they_are_whole(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "/run/elsewhere"\n')
    settings = load(file)
    assert settings.data == tmp_path / "data"
    assert settings.shell_socket == Path("/run/elsewhere/shell.sock")
    assert settings.devices_socket == Path("/run/elsewhere/devices.sock")
    assert settings.world_socket == Path("/run/elsewhere/world.sock")
    assert settings.path == file


def test_a_bank_of_two_doors_and_a_rack():
    text = '[[bank]]\nname = "wall"\nfactory = "world"\n'
    text += (
        DOOR.format(1, 100, 101, 0, 0)
        + DOOR.format(2, 102, 103, 0, 1)
        + 'kind = "rack"\ncapacity = 12\nholds = []\n'
    )
    settings = parse(text)
    (bank,) = settings.banks
    assert bank.emulated
    assert settings.has_world
    assert [door.number for door in bank.compartments] == [1, 2]
    assert (bank.compartments[1].kind, bank.compartments[1].capacity, bank.compartments[1].holds) == (
        "rack",
        12,
        (),
    )


def test_an_encoder_in_the_runtime_folder_needs_the_world_and_one_elsewhere_does_not():
    for port, emulated in (("encoder.tty", True), ("/run/kiosk/encoder.tty", True), ("/dev/ttyUSB0", False)):
        settings = parse(f'[[encoder]]\nname = "encoder"\nport = "{port}"\n')
        assert (settings.encoders[0].coercivity, settings.has_world) == ("high", emulated)


def test_a_plugins_table_is_handed_over_as_it_stands():
    settings = parse(
        '[plugins]\ndisabled = ["strollers"]\n[plugins.lending]\ndays = 3\nkinds = ["umbrella"]\n'
    )
    assert settings.plugins.disabled == ("strollers",)
    assert settings.plugins.tables == {"lending": {"days": 3, "kinds": ["umbrella"]}}


def test_users_are_numbers_or_names_and_nobody_means_ourselves():
    me = pwd.getpwuid(0).pw_name
    link = parse(f'[link]\ndesk_uids = [4711, "{me}"]\n').link
    assert link.uids("desk") == {4711, 0}
    assert link.uids("shell") == link.uids("world") == {os.geteuid()}


def test_a_byte_order_mark_does_no_harm():
    assert parse("\ufeff[site]\nname = '云间'\n".encode()).site.name == "云间"


def test_the_file_is_where_the_environment_says(monkeypatch):
    monkeypatch.delenv("KIOSK_SETTINGS", raising=False)
    assert default_path() == Path("/etc/kiosk/kiosk.toml")
    monkeypatch.setenv("KIOSK_SETTINGS", "/srv/kiosk.toml")
    assert default_path() == Path("/srv/kiosk.toml")


def test_where_a_key_stands_can_be_asked_later(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text('[site]\nname = "x"\n\n[plugins.lending]\n# a comment\ndays = 3\n')
    settings = load(file)
    assert settings.where("plugins", "lending", "days") == f"{file}:6"
    assert settings.where("plugins", "lending", "unknown") == f"{file}:4"
    assert settings.where("nowhere") == str(file)


def test_settings_that_are_not_there_are_the_operating_systems_to_report(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "kiosk.toml")


# ------------------------------------------------------------------------------------------------ the sample


def sections(struct: type[msgspec.Struct], table: dict, route: str = "") -> list[tuple[str, type, dict]]:
    """Every section of the sample with the struct that it documents."""
    found = [(route, struct, table)]
    for each in msgspec.structs.fields(struct):
        inner = msgspec.inspect.type_info(each.type)
        here = f"{route}.{each.encode_name}".strip(".")
        if isinstance(inner, msgspec.inspect.StructType):
            found += sections(inner.cls, table[each.encode_name], here)
        elif isinstance(inner, msgspec.inspect.VarTupleType) and isinstance(
            inner.item_type, msgspec.inspect.StructType
        ):
            (only,) = table[each.encode_name]
            found += sections(inner.item_type.cls, only, here)
    return found


SHOWN_FILLED = {
    ("printer", "host"),
    ("bank", "name_en"),
    ("row", "name_en"),
    ("bank.compartment", "coil"),
    ("bank.compartment", "sensor"),
}
"""A network printer needs the first, pins of this computer the last two, and an empty English name would say nothing."""

SECTIONS = sections(File, tomllib.loads(SAMPLE.read_text()))


def test_the_sample_is_a_file_that_a_kiosk_would_take():
    assert isinstance(load(SAMPLE), Settings)


@pytest.mark.parametrize(("route", "struct", "table"), SECTIONS, ids=[each[0] or "top" for each in SECTIONS])
def test_the_sample_has_every_key_and_no_other(route, struct, table):
    assert list(table) == [each.encode_name for each in msgspec.structs.fields(struct)]


@pytest.mark.parametrize(("route", "struct", "table"), SECTIONS[1:], ids=[each[0] for each in SECTIONS[1:]])
def test_the_sample_shows_the_defaults_and_says_where_there_is_none(route, struct, table):
    lines = SAMPLE.read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith((f"[{route}]", f"[[{route}]]")))
    for each in msgspec.structs.fields(struct):
        if msgspec.inspect.multi_type_info([each.type])[0].__class__ is msgspec.inspect.StructType:
            continue
        if each.encode_name in {"compartment", "hours", "special_day", "settings"}:  # sections of their own
            continue
        line = next(line for line in lines[start:] if line.startswith(f"{each.encode_name} = "))
        if each.required:
            assert "no default" in line, (
                f"[{route}] {each.encode_name} has no default: the sample must say so"
            )
        elif (route, each.encode_name) not in SHOWN_FILLED:
            shown = msgspec.convert(table[each.encode_name], each.type)
            assert shown == each.default, f"[{route}] {each.encode_name}"
            assert "no default" not in line


def test_every_line_of_the_sample_that_needs_words_has_them():
    """A key may lean on the comment of the line above it, never more than one line of a section in a row."""
    silent = 0
    for line in SAMPLE.read_text().splitlines():
        if re.match(r"[a-z_]+ = ", line):
            silent = 0 if "#" in line.partition("=")[2] else silent + 1
            assert silent <= 1, f"no word about {line!r}"


def test_plugins_keys_are_the_structs_too():
    assert set(tomllib.loads(SAMPLE.read_text())["plugins"]) == {"disabled", "enabled"}


@pytest.mark.parametrize("struct", [each[1] for each in SECTIONS[1:]])
def test_a_default_is_inside_its_own_range(struct):
    for each in msgspec.structs.fields(struct):
        if each.default is not msgspec.NODEFAULT and isinstance(each.default, (str, int, float, tuple)):
            assert msgspec.convert(each.default, each.type) == each.default


def test_a_refusal_keeps_every_fault():
    with pytest.raises(SettingsRefused) as refusal:
        parse("[shell]\nwidth = 1\nheight = 2\n[site]\nnmae = 'x'\n")
    assert [fault.line for fault in refusal.value.faults] == [2, 3, 5]
    assert str(refusal.value).count("\n") == 2
