"""The demo's house, and the commands that look into a kiosk's store: check, plugins, members, staff."""

import codecs
import fcntl
import json
import os
import pty
import socket
import sqlite3
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from kiosk.cli import demo_house
from kiosk.cli import run as kiosk_run
from kiosk.cli.demo_house import MEMBERS, RACKS, build, run_folder, staff_pin, stock
from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import load


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """One demo for all of this file; what a test changes it puts back or takes a copy of."""
    return build(tmp_path_factory.mktemp("demo"), width=1080, height=1920)


def kiosk(*words, settings):
    return main([*words, "--settings", str(settings.path)])


# ------------------------------------------------------------------------------------------ the demo's house


def test_a_fresh_demo_has_nothing_wrong(house, capsys):
    assert kiosk("check", settings=house) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_the_wall_is_the_drawings_wall(house):
    (bank,) = house.banks
    assert [door.number for door in bank.compartments] == list(range(1, 43))
    assert {(door.row, door.column) for door in bank.compartments} == {
        (r, c) for r in range(7) for c in range(6)
    }
    holds = {door.number: door.holds for door in bank.compartments}
    assert {number for number, what in holds.items() if "stroller" in what} == set(range(31, 37))
    assert {number for number, what in holds.items() if "bag" in what} == set(range(37, 43))
    assert {door.number: door.capacity for door in bank.compartments if door.kind == "rack"} == RACKS
    assert house.has_world


def test_store_and_world_agree_about_every_umbrella(house):
    truth = TruthFile(world_folder(house) / "truth.json").load(house)
    with open_kiosk_store(house) as store:
        places = store.read_now(lambda tx: tx.places())
        booked = {place.number: store.read_now(lambda tx, at=place.id: tx.items_at(at)) for place in places}
    for number, umbrellas in stock().items():
        tags = [tag for tag, _label, _label_zh in umbrellas]
        assert truth.compartment(number).items == tags
        assert sorted(item.tag for item in booked[number]) == sorted(tags)


def test_every_demo_member_is_known_by_card(house):
    with open_kiosk_store(house) as store:
        for card, name, *_rest in MEMBERS:
            member = store.read_now(lambda tx, card=card: tx.member_by_card(card))
            assert member is not None
            assert member.name.reveal() == name


def test_what_was_done_in_a_demo_is_there_the_next_time(house):
    file, before = house.path, (house.data / "kiosk.db").stat().st_ino
    again = build(file.parent, width=800, height=480)
    assert (again.data / "kiosk.db").stat().st_ino == before
    assert again.shell.width == 1080


def test_a_demo_can_be_forgotten_and_two_never_have_one_pin(tmp_path):
    pins = set()
    for _ in range(3):
        settings = build(tmp_path / "demo", fresh=True)
        number, pin = staff_pin(settings)
        assert number == "1024"
        assert len(pin) == 6
        pins.add(pin)
    assert len(pins) > 1
    assert (settings.data / "staff-pin").stat().st_mode & 0o777 == 0o600


def test_forgetting_touches_only_what_a_demo_made(tmp_path):
    (tmp_path / "precious").write_text("mine")
    build(tmp_path, fresh=True)
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_port_that_somebody_took_meanwhile_is_given_up(tmp_path):
    first = build(tmp_path)
    assert build(tmp_path).printers == first.printers
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", first.printers[0].port))
        somebody.listen()
        again = build(tmp_path)
    assert again.printers[0].port != first.printers[0].port
    assert again.banks == first.banks


def test_a_demo_that_was_cut_off_begins_again(tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(demo_house, "import_members", lambda *_args, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build(tmp_path)
    assert not (tmp_path / "kiosk.toml").exists()
    assert build(tmp_path).banks


def test_sockets_find_room_when_the_folder_is_deep(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    run = run_folder(deep)
    assert len(str(run / "devices.sock")) < 108
    run.rmdir()


# ------------------------------------------------------------------------------------------ check


def test_check_names_what_is_wrong_and_fails(tmp_path, capsys):
    settings = build(tmp_path)
    with sqlite3.connect(settings.data / "kiosk.db") as other_tool:
        other_tool.execute("UPDATE places SET level = 0 WHERE number = 1")
    other_tool.close()
    assert kiosk("check", settings=settings) == 1
    told = capsys.readouterr().out
    assert "wrong: " in told
    assert "one thing is wrong" in told


def test_a_store_that_is_not_there_is_said_and_not_made(tmp_path, capsys):
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\n')
    assert main(["check", "--settings", str(file)]) == 69
    assert f"there is no {tmp_path / 'data' / 'kiosk.db'}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


# ------------------------------------------------------------------------------------------ plugins


def test_plugins_are_listed_with_state_and_reason(house, capsys):
    assert kiosk("plugins", "--json", settings=house) == 0
    listed = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert listed["lending"]["state"] == "active"
    assert set(listed["lending"]) == {"id", "version", "state", "reason", "strikes"}


def test_a_plugin_with_a_wrong_setting_is_quarantined_with_the_reason(tmp_path, house, capsys):
    file = tmp_path / "kiosk.toml"
    text = house.path.read_text().replace('data = "data"', f'data = "{house.data}"')
    file.write_text(text + "\n[plugins.lending]\numbrella_limit = 99\n")
    assert main(["plugins", "--settings", str(file)]) == 1
    told = capsys.readouterr().out
    assert "quarantined" in told
    assert "umbrella_limit" in told


def test_a_plugin_can_be_switched_off(tmp_path, house, capsys):
    file = tmp_path / "kiosk.toml"
    text = house.path.read_text().replace('data = "data"', f'data = "{house.data}"')
    file.write_text(text.replace("[plugins]\n", '[plugins]\ndisabled = ["lending"]\n'))
    assert main(["plugins", "--json", "--settings", str(file)]) == 0
    (lending,) = (each for each in json.loads(capsys.readouterr().out) if each["id"] == "lending")
    assert (lending["state"], lending["reason"]) == ("disabled", "kiosk.toml")


# ------------------------------------------------------------------------------------------ members


def test_members_are_imported_twice_with_the_same_result(tmp_path, capsys):
    settings = build(tmp_path)
    file = tmp_path / "members.csv"
    file.write_text("会员卡号,姓名\n90010001,新会员\n,没有卡\n")
    dry = main(["members", "import", str(file), "--dry-run", "--settings", str(settings.path)])
    assert (dry, "2 rows: 1 would be added, 0 known" in capsys.readouterr().out) == (1, True)
    for outcome in (
        "1 added, 0 known and unchanged, 1 not taken",
        "0 added, 1 known and unchanged, 1 not taken",
    ):
        assert main(["members", "import", str(file), "--settings", str(settings.path)]) == 1
        told = capsys.readouterr().out
        assert outcome in told
        assert f"{file}: line 3, 会员卡号:" in told


def test_a_file_that_is_no_member_list_is_refused(tmp_path, house, capsys):
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert main(["members", "import", str(file), "--settings", str(house.path)]) == 1
    assert str(file) in capsys.readouterr().err


# ------------------------------------------------------------------------------------------ staff


def at_a_terminal(arguments: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Run a command on a terminal of its own, answering its questions; its status and all that the terminal showed."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", *arguments], stdin=end, stdout=end, stderr=end,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(end, termios.TIOCSCTTY, 0),  # noqa: PLW1509
    )  # fmt: skip
    os.close(end)
    shown = ""
    decoder = codecs.getincrementaldecoder("utf-8")()  # a terminal hands over bytes, also half a character
    for question, answer in answers:
        while question not in shown:
            shown += decoder.decode(os.read(terminal, 4096))
        os.write(terminal, f"{answer}\n".encode())
        shown = shown.replace(question, "…")
    try:
        while data := os.read(terminal, 4096):
            shown += decoder.decode(data)
    except OSError:
        pass  # how a terminal says that the other end has ended
    os.close(terminal)
    return process.wait(60), shown


@pytest.fixture
def empty(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "run"\n')
    return file


def test_an_account_is_made_with_a_pin_that_is_never_shown(empty):
    words = ["staff", "add", "--settings", str(empty)]
    answers = [("Staff number: ", "1024"), ("Name: ", "李"), ("or more): ", "275931"), ("again: ", "275931")]
    status, shown = at_a_terminal(words, answers)
    assert status == 0, shown
    assert "李, number 1024, manager, may sign in." in shown, "the first account of all is a manager's"
    assert "275931" not in shown
    me = [("Your staff number: ", "1024"), ("Your PIN: ", "275931")]
    status, shown = at_a_terminal(words, me + answers)
    assert status == 1
    assert "there is a staff number 1024 already" in shown
    status, shown = at_a_terminal(words, [me[0], ("Your PIN: ", "275932")])
    assert status == 1
    assert "number or PIN is not right; nothing was made" in shown


@pytest.mark.parametrize(
    ("pin", "again", "words"),
    [
        ("275931", "275932", "The two were not the same"),
        ("123456", "123456", "the first that anybody would try"),
        ("12", "12", "too short"),
        ("secret", "secret", "digits only"),
    ],
)
def test_a_pin_that_cannot_be_used_makes_nothing(empty, pin, again, words):
    answers = [("Staff number: ", "1024"), ("Name: ", "李"), ("or more): ", pin), ("again: ", again)]
    status, shown = at_a_terminal(["staff", "add", "--settings", str(empty)], answers)
    assert status == 1
    assert words in shown
    assert "nothing was made" in shown


@pytest.mark.parametrize("number", ["abc", "123456789", ""])
def test_a_number_that_the_keypad_cannot_type_makes_nothing(empty, number):
    status, shown = at_a_terminal(["staff", "add", "--settings", str(empty)], [("Staff number: ", number)])
    assert status == 1
    assert "a staff number is 1 to 8 digits; nothing was made" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("name", ["", "110101199003071234"])
def test_a_name_that_the_store_refuses_makes_nothing(empty, name):
    answers = [("Staff number: ", "1024"), ("Name: ", name), ("or more): ", "275931"), ("again: ", "275931")]
    status, shown = at_a_terminal(["staff", "add", "--settings", str(empty)], answers)
    assert status == 1
    assert "a name has 1 to 64 characters and no long number" in shown
    assert "Traceback" not in shown


def test_a_pin_is_not_read_from_a_pipe(empty):
    told = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "staff", "add", "--settings", str(empty)],
        input="1024\n李\n275931\n275931\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert not (empty.parent / "data").exists()


def test_a_first_code_is_given_only_while_there_is_no_account(empty, house, capsys):
    assert main(["staff", "first-code", "--settings", str(empty)]) == 0
    code = capsys.readouterr().out.replace(" ", "").strip()
    assert code.isdigit()
    assert len(code) == 8
    assert main(["staff", "first-code", "--settings", str(house.path)]) == 1
    assert "there is a staff account already" in capsys.readouterr().err


def test_no_command_takes_a_pin_as_an_argument():
    for path in Path(demo_house.__file__).parent.glob("*.py"):
        assert "--pin" not in path.read_text()


def test_the_watcher_opens_every_screen_that_stands_on_this_box_and_is_ready_without_the_further_ones(
    tmp_path, monkeypatch
):
    added = {}

    class Recorded:
        def __init__(self, *_arguments, **_options):
            self.run = lambda: 0

        def add(self, name, command, *, after=(), besides=False):
            added[name] = (command, besides)

        def stop_with(self, name):
            added.setdefault("stops", []).append(name)

    monkeypatch.setattr("kiosk.cli.watcher.Watcher", Recorded)
    file = tmp_path / "kiosk.toml"
    file.write_text(
        '[paths]\ndata = "data"\nrun = "run"\n[shell]\nfullscreen = false\n'
        '[[position]]\nname = "staff"\n[[position]]\nname = "tablet"\nhere = false\n'
    )
    assert kiosk_run.watch(load(file)) == 0
    command, besides = added["shell-staff"]
    assert command[-2:] == ["--position", "staff"]
    assert besides
    assert "shell-tablet" not in added
    assert not added["shell"][1]
    assert added["stops"] == ["shell"], "closing the staff's window ends nothing"


def test_a_position_that_no_settings_name_is_refused_in_words(house, capsys):
    assert main(["shell", "--position", "nowhere", "--settings", str(house.path)]) == 64
    assert "there is no position 'nowhere'; there are: front" in capsys.readouterr().err
