"""The command itself: finds what was asked for, imports nothing else, and says in one line what kept it from working."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli import main, rooms, run
from kiosk.link.build import build_id
from kiosk.link.frames import LinkRefused
from kiosk.link.settings import parse

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings_file(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "run"\n')
    return file


def test_the_version_is_the_build(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"kiosk {build_id()}\n"


def test_without_a_command_it_lists_them_and_fails(capsys):
    assert main.main([]) == 2
    listed = capsys.readouterr().out
    assert all(f"    {name} " in listed for name in main.COMMANDS)


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["lend"])
    assert ended.value.code == 2
    assert "invalid choice: 'lend'" in capsys.readouterr().err


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main.main([name, "--help"])
    assert ended.value.code == 0
    assert main.COMMANDS[name][1].capitalize()[:20] in capsys.readouterr().out


def test_a_room_is_found_without_importing_the_others():
    """What a customer waits for at start: the shell's process must not load the database, nor the desk's Kivy."""
    check = (
        "import sys\n"
        "from kiosk.cli import main, rooms\n"
        "rooms.ENTRIES = dict.fromkeys(rooms.ENTRIES, ('builtins', 'vars'))\n"
        "try:\n"
        "    main.main(['shell', '--settings', sys.argv[1]])\n"
        "except TypeError:\n"
        "    pass\n"
        "print([name for name in ('kivy', 'peewee', 'asyncio', 'gpiozero', 'argon2', 'subprocess') if name in sys.modules])\n"
    )
    sample = ROOT / "kiosk" / "kiosk.sample.toml"
    told = subprocess.run(
        [sys.executable, "-c", check, sample], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("desk", ()), ("devices", ()), ("world", ()), ("shell", ("front",))],
)
def test_a_room_gets_the_settings_and_returns_its_status(name, arguments, settings_file, monkeypatch):
    got = []

    def room(settings, *rest, **options):
        got.append((settings.path, rest, options))
        return 5

    monkeypatch.setattr(
        rooms.importlib, "import_module", lambda _path: type("Room", (), {rooms.ENTRIES[name][1]: room})
    )
    parsed = main.argparse.Namespace(
        command=name, settings=settings_file, position=None, lines_low=False, safe="reviewed", dev=False
    )
    assert rooms.run(parsed) == 5
    options = {"shell": {"cursor": False}, "desk": {"safe": "reviewed", "dev": False}}.get(name, {})
    assert got == [(settings_file, arguments, options)]


def test_every_room_has_the_function_that_is_called():
    for path, name in rooms.ENTRIES.values():
        source = ROOT / (path.replace(".", "/") + ".py")
        assert f"\ndef {name}(settings: Settings" in source.read_text()


def test_lines_low_drives_no_device_process(settings_file, monkeypatch):
    lowered = []
    monkeypatch.setattr(
        "kiosk.drivers.lockers.choose.lines_low", lambda settings: lowered.append(settings) or []
    )
    assert main.main(["devices", "--lines-low", "--settings", str(settings_file)]) == 0
    assert lowered[0].path == settings_file


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (
            LinkRefused("another process already listens at x"),
            75,
            "kiosk desk: another process already listens at x",
        ),
        (FileNotFoundError(2, "", "/no/kiosk.db"), 69, "kiosk desk: there is no /no/kiosk.db"),
        (PermissionError(13, "", "/dev/x"), 69, "kiosk desk: this user may not use /dev/x"),
        (IsADirectoryError(21, "", "/etc"), 69, "kiosk desk: /etc is a folder, not a file"),
        (
            NotADirectoryError(20, "", "/etc/fstab/x"),
            69,
            "kiosk desk: /etc/fstab/x is below a file, not a folder",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_keeps_it_from_working_is_one_line_and_a_status(fault, status, words, capsys):
    def command(_parsed):
        raise fault

    assert main.run(command, main.argparse.Namespace(command="desk")) == status
    assert capsys.readouterr().err.strip() == words


def test_wrong_settings_are_told_with_their_line(settings_file, capsys):
    settings_file.write_text("[shell]\nwidht = 3\n")
    assert main.main(["check", "--settings", str(settings_file)]) == 78
    assert (
        capsys.readouterr().err
        == f'{settings_file}:2: there is no key "widht" in [shell]; did you mean "width"?\n'
    )


def test_settings_come_from_the_environment_when_nobody_names_them(settings_file, monkeypatch, capsys):
    monkeypatch.setenv("KIOSK_SETTINGS", str(settings_file))
    assert main.main(["check"]) == 69  # the settings are right, and there is no store yet
    assert f"{settings_file}: the settings are right" in capsys.readouterr().out


def test_the_world_is_started_only_where_wires_end_in_it():
    assert run.rooms(parse("")) == ["shell", "desk", "devices"]
    door = "[[bank.compartment]]\nnumber = 1\ncoil = 100\nsensor = 101\nrow = 0\ncolumn = 0\n"
    assert run.rooms(parse('[[bank]]\nname = "w"\nfactory = "world"\n' + door)) == [
        "shell",
        "desk",
        "world",
        "devices",
    ]


def test_a_child_runs_with_the_same_interpreter_and_the_same_file(settings_file):
    command = run.command("desk", parse("", settings_file))
    assert command == [sys.executable, "-m", "kiosk.cli", "desk", "--settings", str(settings_file)]
