"""`kiosk.toml` is whole, speaks for itself, and never takes an older one's place without a copy of it."""

from __future__ import annotations

import pytest

from kiosk.link.settings import SettingsRefused, load, parse
from kiosk.link.settings_devices import Bank, Compartment, Encoder, Printer, Scanner
from kiosk.setup import writing
from kiosk.setup.draft import Draft
from kiosk.setup.layout import layout_of

BANK = Bank(
    name="储物柜", name_en="Lockers", driver="board", family="8a", port="boards.tty", sensor_open_level=0,
    compartments=tuple(Compartment(number=n, board=1, lock=n, row=0, column=n) for n in (1, 2, 3)),
)  # fmt: skip
DRAFT = Draft(
    ppi=101.6,
    rotation=90,
    scanners=(Scanner(name="scanner", port="/dev/serial/by-id/usb-a"),),
    printers=(Printer(name="printer", driver="serial", path="/dev/serial/by-id/usb-b", baud=9600),),
    encoders=(Encoder(name="encoder", position="", port="/dev/serial/by-id/usb-c"),),
    banks=(BANK,),
    pack={
        "site": {"name": "云间广场 # 1", "hours": [{"days": ["fri"], "closes": "23:00"}]},
        "row": [{"name": "2F 中庭", "capacity": 4}],
        "plugins": {"enabled": ["bags"], "lending": {"umbrella_limit": 3}},
    },
)


@pytest.fixture
def layout(tmp_path):
    return layout_of(tmp_path / "kiosk.toml")


def test_what_was_answered_is_what_is_read(layout):
    writing.write(DRAFT, layout)
    read = load(layout.path)
    assert read.site.name == "云间广场 # 1"
    assert (read.shell.ppi, read.shell.rotation) == (101.6, 90)
    assert (read.scanners, read.printers, read.encoders, read.banks) == (
        DRAFT.scanners, DRAFT.printers, DRAFT.encoders, DRAFT.banks,
    )  # fmt: skip
    assert read.site.hours[0].closes == "23:00"
    assert read.rows[0].capacity == 4
    assert read.plugins.tables["lending"] == {"umbrella_limit": 3}


def test_every_key_of_the_sample_stands_there_with_its_comment(layout):
    text = writing.text_of(DRAFT, layout)
    for words in (
        "# as customers read it, 1 to 40 characters",
        "[calls]",
        "away_longest_hours = 4",
        "[host]",
        "[link]",
    ):
        assert words in text
    assert text.count("[[bank.compartment]]") == 3
    assert "192.168.1.50" not in text  # the sample's own devices are not this box's


def test_a_box_without_anything_has_settings_too(layout):
    settings = parse(writing.text_of(Draft(), layout), layout.path)
    assert (settings.scanners, settings.banks, settings.rows) == ((), (), ())


def test_an_older_file_is_kept_and_a_second_time_makes_a_second_copy(layout):
    layout.path.write_text("# mine\n")
    writing.write(DRAFT, layout)
    first = layout.path.read_bytes()
    writing.write(Draft(), layout)
    assert layout.path.with_name("kiosk.toml.before-1").read_text() == "# mine\n"
    assert layout.path.with_name("kiosk.toml.before-2").read_bytes() == first


def test_settings_that_would_be_refused_are_not_written(layout):
    layout.path.write_text("# mine\n")
    wrong = Draft(pack={"site": {"opens": "25:00"}})
    with pytest.raises(SettingsRefused):
        writing.write(wrong, layout)
    assert layout.path.read_text() == "# mine\n"
    assert list(layout.path.parent.iterdir()) == [layout.path]
