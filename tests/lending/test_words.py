"""The words: complete in both languages, within their length, and none that the law forbids."""

from __future__ import annotations

import ast
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

import kiosk.plugins.lending as lending
from kiosk.core.host.host import CATALOGUES
from kiosk.core.records import Item, PlaceRecord
from kiosk.link.texts import Translator
from kiosk.plugins.lending import items_desk, words, words_staff
from kiosk.plugins.lending.cases import open_case  # noqa: F401  the reasons below are what it is called with

FOLDER = Path(lending.__file__).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
CATALOGUE = FOLDER / "locale" / "zh_CN" / "LC_MESSAGES" / "lending.po"

UNLAWFUL = ("最终解释权", "概不退款", "概不补办", "概不负责", "身份证")
"""Clauses that are void, or promises that are not ours to make (domain.md 1.8), and the document that is never held."""


def say(language: str):
    return Translator(language, {"core": CATALOGUES, "lending": FOLDER / "locale"}).say


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


def chinese() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    return {
        (message.id[0] if isinstance(message.id, tuple) else message.id): (
            message.string[0] if isinstance(message.string, tuple) else message.string
        )
        for message in catalogue
        if message.id
    }


def texts_in_the_sources() -> set[str]:
    """Every literal given to `_` or `_.plural`."""
    found = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func)
                if name in ("_", "_.plural") and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_every_text_has_its_chinese_and_no_chinese_is_left_over():
    assert set(chinese()) == texts_in_the_sources()
    assert all(chinese().values())


def test_no_chinese_stands_in_the_sources_where_a_text_should():
    for text in texts_in_the_sources():
        assert not re.search(r"[\u4e00-\u9fff]", text), text


def test_chinese_uses_full_width_punctuation():
    for text in chinese().values():
        assert not re.search(r"[\u4e00-\u9fff][,.!?;:()]", text), text
        assert "¥" not in text, text


def test_nothing_unlawful_is_said():
    forbidding = "不得扣押身份证", "不填身份证", "这是身份证号，这里不登记"  # what staff are told not to do
    lawful = [said for said in chinese().values() if not any(words in said for words in forbidding)]
    everything = " ".join(lawful) + (FOLDER / "plugin.toml").read_text(encoding="utf-8").split("source")[0]
    for phrase in UNLAWFUL:
        assert phrase not in everything


def test_no_text_speaks_of_errors_or_codes():
    for text, said in chinese().items():
        assert not re.search(r"\berror\b", text, re.IGNORECASE), text
        assert "错误" not in said, said


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-11-25T22:00", "11月25日（周三）22:00", "Wed, 25 Nov, 22:00"),
        ("2027-01-03T09:05", "1月3日（周日）09:05", "Sun, 3 Jan, 09:05"),
    ],
)
def test_a_moment_in_both_languages(moment, zh, en):
    message = words.moment(at(moment), SHANGHAI)

    assert say("zh_CN")(message) == zh
    assert say("en")(message) == en


@pytest.mark.parametrize(
    ("then", "text"),
    [("2026-11-24T00:00", "00:00"), ("2026-11-23T22:34", "11-23 22:34"), ("2025-11-24T22:34", "11-24 22:34")],
)
def test_a_table_names_the_day_of_whatever_is_not_of_today(then, text):
    assert words.when(at(then), at("2026-11-24T23:59"), SHANGHAI) == text


def test_no_two_questions_read_alike_unless_they_ask_the_same():
    said: dict[str, set[str]] = {}
    for (kind, _reason), text in words_staff.REASONS.items():
        said.setdefault(say("zh_CN")(text), set()).add("/".join(words_staff.RESOLUTIONS[kind]))
    assert [text for text, asked in said.items() if len(asked) > 1] == []


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        (Item("i", "U-0117", "umbrella", label="blue"), "U-0117 · 蓝色", "U-0117 · blue"),
        (Item("i", "U-0117", "umbrella", label="Blue", label_zh="蓝色"), "U-0117 · 蓝色", "U-0117 · blue"),
        (Item("i", "U-0117", "umbrella", label="dots", label_zh="波点"), "U-0117 · 波点", "U-0117 · 波点"),
        (Item("i", "U-0117", "umbrella", label="dots"), "U-0117 · dots", "U-0117 · dots"),
        (Item("i", "U-0117", "umbrella"), "U-0117", "U-0117"),
    ],
)
def test_an_umbrella_is_its_tag_and_its_colour(item, zh, en):
    assert say("zh_CN")(words.item_name(item)) == zh
    assert say("en")(words.item_name(item)) == en


def test_every_question_that_is_opened_anywhere_has_words():
    source = " ".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    literal = re.findall(r'open_case\(\s*tx,\s*"(\w+)",\s*"(\w+)"', source)

    assert len(literal) >= 10
    assert set(literal) <= set(words_staff.REASONS)


def test_every_event_about_a_place_has_words():
    source = " ".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    events = set(re.findall(r'"(lending\.[a-z_]+)"', source))
    said = set(words_staff.EVENTS)

    silent = events - said
    assert silent <= {
        "lending.umbrella", "lending.wall", "lending.waiting", "lending.borrow", "lending.return", "lending.unlock",
        "lending.stroller", "lending.clean", "lending.desk", "lending.deposit", "lending.no_borrower", "lending.row",
        "lending.no_item", "lending.item_inside", "lending.item_gone", "lending.opening", "lending.unasked",
        "lending.not_returned", "lending.no_member", "lending.out_unlent", "lending.overdue", "lending.stock",
        "lending.count", "lending.approve_stock", "lending.staff_door", "lending.reminder",
    }  # fmt: skip


def test_the_plural_of_days_in_english():
    from kiosk.plugins.lending.words import _

    for count, expected in ((1, "1 day over"), (2, "2 days over")):
        text = _.plural("{day}, {count} day over", "{day}, {count} days over", count, day="21 Nov")
        assert say("en")(text) == f"21 Nov, {expected}"
        assert say("zh_CN")(text) == f"21 Nov，已过 {count} 天"


def test_one_of_a_thing_is_said_as_one():
    menu = items_desk.menu({"all": 1, "desk": 1, "transit": 2, "aside": 0, "expiring": 1})
    assert [
        say("en")(choice.note) for choice in menu.choices if choice.key in ("desk", "transit", "expiring")
    ] == [
        "1 item",
        "2 items",
        "1 item",
    ]
    doors = items_desk.doors_with_room(
        [PlaceRecord("p", "A", 1, 0, 0, "single", 1, ("umbrella",), in_service=True, level=0, held=False)]
    )
    assert say("en")(doors.rows[0].cells[1]) == "1 item"
    assert say("zh_CN")(doors.rows[0].cells[1]) == "1 件"
