"""Each rule of `kiosk plugin check` finds what it is for, at its line, says what to do, and can be excused with a reason."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.testing.quality.endings import endings
from kiosk.testing.quality.home import NoPlugin, find
from kiosk.testing.quality.rules import judge
from tests.testing.conftest import make_known

Change = Callable[[str, str, str], None]

FLOW, INIT, MODELS, TOML = (
    f"zhanggui_queue/{name}" for name in ("flow.py", "__init__.py", "models.py", "plugin.toml")
)
PO = "zhanggui_queue/locale/zh_CN/LC_MESSAGES/queue.po"
TESTS = "tests/test_journeys.py"
THANKS = '            await visit.ask(thanks, within=visit.settings["thanks_seconds"])\n'

FAULTS = {
    "a setting without Chinese": (TOML, 'title_zh = "每天最多服务多少人"\n', "", "manifest", "no Chinese title"),
    "a number without limits": (TOML, "maximum = 999\n", "", "manifest", "without limits"),
    "a setting nobody reads": (FLOW, 'visit.settings["most_a_day"]', "200", "manifest", "read nowhere"),
    "a setting nobody declared": (FLOW, '"thanks_seconds"', '"thank_seconds"', "manifest", "not in plugin.toml"),
    "an act without a name": (FLOW, THANKS, f'{THANKS}            tx.journal_act("queue.seen")\n', "manifest", "[acts.seen]"),
    "two versions": ("pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"', "manifest", "must be the same"),
    "another name": ("pyproject.toml", 'queue = "zhanggui_queue"', 'que = "zhanggui_queue"', "manifest", "'queue'"),
    "no manifest": (TOML, 'host = ">=1,<2"', 'host = ""', "manifest", "not a version range"),
    "the host's own": (FLOW, "from kiosk.core.api", "import kiosk.core.desk\nfrom kiosk.core.api", "import", "api alone"),
    "by another road": (FLOW, "from kiosk.core.api", "from kiosk import link\nfrom kiosk.core.api", "import", "kiosk.link"),
    "the host's own in a test": (TESTS, "import pytest", "import kiosk.cli.main\nimport pytest", "import", "kiosk.testing"),
    "a hold without an end": (MODELS, "    number = ", '    tx.hold("q", "queue:1")\n    number = ', "settle", "kiosk_settle"),
    "a limit in the code": (FLOW, 'visit.settings["most_a_day"]', "200", "constant", "200"),
    "seconds in the code": (FLOW, 'within=visit.settings["thanks_seconds"]', "within=10", "constant", "10"),
    "a product of a limit": (MODELS, "tx.now_ms", "tx.now_ms + 30 * 60_000", "constant", "30"),
    "words in one language": (FLOW, '_("Full for today")', '"Full for today"', "text", "one language only"),
    "words with a number": (FLOW, '_("Thank you.")', 'f"Thank you {number}"', "text", "Thank you"),
    "Chinese in the code": (FLOW, '_("Full for today")', '_("今天满了")', "language", "write it in English"),
    "a text not collected": (FLOW, '_("Full for today")', '_("Closed")', "language", "not collected yet: 'Closed'"),
    "a text no longer said": (FLOW, '_("Full for today")', '_("Closed")', "language", "no longer said: 'Full for today'"),
    "a translation missing": (PO, 'msgstr "谢谢您。"', 'msgstr ""', "language", "not translated"),
    "a placeholder lost": (PO, "您是第 {number} 号", "您是下一位", "language", "placeholders differ"),
    "a character without a glyph": (PO, "谢谢您。", "谢谢您🦄", "language", "the kiosk's font has no 🦄"),
    "not compiled": (PO, "谢谢您。", "谢谢！", "language", "not compiled as it stands"),
    "a title too long": (PO, "今天已经满了", "今天已经有太多人来过了请您明天再来", "title", "longer than 12"),
    "not Python": (FLOW, "async def main", "async main", "manifest", "not Python"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_rule_finds_what_it_is_for(name: str, queue: Path, change: Change) -> None:
    place, old, new, rule, words = FAULTS[name]
    change(place, old, new)
    found = [one for one in judge(find(str(queue)), play=False).complaints if one.rule == rule]
    assert any(words in one.words for one in found), found
    assert all(one.path.is_relative_to(queue) for one in found)


def test_a_new_plugin_keeps_every_rule(queue: Path) -> None:
    assert judge(find(str(queue)), play=False).complaints == []


@pytest.mark.parametrize(
    "plugin", ["lending", "bags", "cards", "counter", str(Path(__file__).parents[1] / "foreign")]
)
def test_ours_and_the_example_keep_the_rules_that_are_read(plugin: str) -> None:
    """What they play is looked at in `make kit`: their journeys are in this suite already."""
    assert [one.told(Path.cwd()) for one in judge(find(plugin), play=False).complaints] == []


def test_a_complaint_names_file_line_and_rule(queue: Path, change: Change) -> None:
    change(FLOW, 'visit.settings["most_a_day"]', "200")
    (one,) = [one for one in judge(find(str(queue)), play=False).complaints if one.rule == "constant"]
    line = next(
        number
        for number, text in enumerate((queue / FLOW).read_text(encoding="utf-8").splitlines(), 1)
        if "200" in text
    )
    assert one.told(queue).startswith(f"{FLOW}:{line}: constant: 200 ")


@pytest.mark.parametrize(
    ("comment", "excuses"),
    [
        ("# allow constant: a week has seven days", True),
        ("# allow constant, text: both at once", True),
        ("# allow constant", False),
        ("# allow constant: ", False),
        ("# allow text: another rule", False),
    ],
)
@pytest.mark.parametrize("above", [False, True])
def test_an_excuse_needs_a_reason(
    comment: str, excuses: bool, above: bool, queue: Path, change: Change
) -> None:
    line = f"{comment}\nWEEK = 7\n" if above else f"WEEK = 7  {comment}\n"
    change(MODELS, "\n\nclass Entry", f"\n{line}\n\nclass Entry")
    left = [one for one in judge(find(str(queue)), play=False).complaints if one.rule == "constant"]
    assert bool(left) is not excuses


@pytest.mark.parametrize(
    "code",
    [
        "rows[2:5]",
        "seconds * 1000",
        "steps(Steps(2, 3))",
        "Row(order=500)",
        "late // 3_600_000",
        "i + 1",
        "x == -1",
    ],
)
def test_no_limit_is_seen_where_none_is(code: str, queue: Path, change: Change) -> None:
    change(
        MODELS,
        "\n\nclass Entry",
        f"\n\ndef other(rows, seconds, steps, Row, late, i, x, Steps):\n    return {code}\n\n\nclass Entry",
    )
    assert [one for one in judge(find(str(queue)), play=False).complaints if one.rule == "constant"] == []


def test_endings_are_what_the_code_can_end_with(queue: Path) -> None:
    assert [one.words for one in endings(find(str(queue)))] == [
        "the end of main",
        "the notice 'Full for today'",
        "a return of main",
        "the notice 'You are number {number}'",
    ]


@pytest.mark.parametrize(
    ("what", "words"),
    [("nowhere", "no folder 'nowhere' and no installed plugin"), (".", "no package with a plugin.toml")],
)
def test_where_no_plugin_is_that_is_said(
    what: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoPlugin, match=words):
        find(what)
    assert main(["plugin", "check", what]) == 2
    assert words in capsys.readouterr().err


# ---------------------------------------------------------------------- the rules that play


def checked(queue: Path) -> subprocess.CompletedProcess[str]:
    """`kiosk plugin check` in the plugin's folder, without its crash walk, which has tests of its own."""
    file = queue / TESTS
    text = file.read_text(encoding="utf-8")
    file.write_text(text.partition("def test_whenever_the_power")[0], encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "plugin", "check"],
        cwd=queue,
        env={**os.environ, "PYTHONPATH": str(queue)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_journeys_of_a_new_plugin_reach_every_ending(queue: Path) -> None:
    done = checked(queue)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("queue keeps every rule; 5 journeys played, 4 of 4 endings reached.\n")


def test_the_journeys_of_the_example_do_too(tmp_path: Path) -> None:
    folder = shutil.copytree(
        Path(__file__).parents[1] / "foreign",
        tmp_path / "foreign",
        ignore=shutil.ignore_patterns("build", "__pycache__", "*.egg-info"),
    )
    make_known(folder, "smiles")
    done = checked(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("smiles keeps every rule; 2 journeys played, 2 of 2 endings reached.\n")


def test_what_only_playing_shows_is_found(queue: Path, change: Change) -> None:
    change(MODELS, "def add(tx):\n", 'def add(tx):\n    log.info("served %s", NAME)\n')
    change(MODELS, "number=number)\n    return", "number=number, who=CARD)\n    return")
    change(
        MODELS,
        "\n\nclass Entry",
        '\nimport logging\n\nlog = logging.getLogger(__name__)\nNAME, CARD = "王芳", "6901234500001"\n\n\nclass Entry',
    )
    change(
        FLOW,
        "            number = await",
        "            if visit.staff:\n                return\n            number = await",
    )
    change(PO, 'msgstr "要给您登记吗？"', 'msgstr "put you down?"')
    change(TESTS, 'kiosk.expect("要给您登记吗")', 'kiosk.expect("put you down")')
    change(TESTS, "def served(kiosk):\n", 'def served(kiosk):\n    kiosk.member(name="王芳")\n')
    done = checked(queue)
    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        "ending: no journey goes on as far as a return of main",
        "personal: a card number stands in the journal, in queue.added",
        "personal: a member's name was logged by zhanggui_queue.models",
        "screen: 'put you down?' is not Chinese on a Chinese screen",
    ):
        assert words in done.stdout, done.stdout
    assert f"{MODELS}:" in next(line for line in done.stdout.splitlines() if "the journal" in line)


def test_tests_that_fail_are_told_first(queue: Path, change: Change) -> None:
    change(TESTS, '"您是第"', '"您是头一个"')
    change("pyproject.toml", 'testpaths = ["tests"]', 'testpaths = ["tests"]\naddopts = "-x"')
    change(TESTS, "def served(kiosk):", "def served(kiosk):\n    raise RuntimeError('not today')\n")
    done = checked(queue)
    assert done.returncode == 1
    assert "the tests do not pass; mend them first" in done.stdout
    assert "not today" in done.stdout
