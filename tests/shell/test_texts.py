"""No string outside the catalogues: what the shell says, it says through gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.shell
from kiosk.shell.catalogue import NAMES, next_language, words_of

FOLDER = Path(kiosk.shell.__file__).parent
SOURCES = [path for path in sorted(FOLDER.rglob("*.py")) if not path.name.startswith("samples")]
HAN = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
PUNCTUATION = re.compile(r"^[^\u4e00-\u9fff]*$")
ALLOWED = set(NAMES.values()) | {"掌柜 Zhanggui", "国"}
"""What languages call themselves, the product's name, and a ruler."""


def strings(path: Path) -> Iterator[ast.Constant]:
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_chinese_in_the_sources(path: Path) -> None:
    found = [
        one.value
        for one in strings(path)
        if re.search(r"[\u4e00-\u9fff]", one.value) and one.value not in ALLOWED
    ]
    assert not found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_english_sentence_is_drawn_without_the_catalogue(path: Path) -> None:
    """Whatever has a space or a capital, and goes to a function that sets or draws a text, must come through `_`."""
    tree = ast.parse(path.read_text("utf-8"))
    drawing = {"fit", "wrap", "line", "Words", "Button", "label_setting", "Chrome"}
    for node in ast.walk(tree):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name not in drawing:
            continue
        assert isinstance(node, ast.Call)
        for argument in [*node.args, *(word.value for word in node.keywords)]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                assert not re.search(r"[A-Z ]", argument.value), (
                    f"{path.name}:{node.lineno} {argument.value!r}"
                )


def test_every_text_is_said_in_chinese() -> None:
    said = words_of("zh_CN")
    for text in ("Back", "Call staff", "One moment, please", "Touch to start", "I'm still here", "OK"):
        assert HAN.search(said(text)), text
    assert words_of("en")("Back") == "Back"


def test_chinese_punctuation_is_full_width() -> None:
    source = (FOLDER / "locale" / "zh_CN" / "LC_MESSAGES" / "shell.po").read_text("utf-8")
    for said in re.findall(r'^msgstr "(.*)"$', source, re.MULTILINE):
        assert not re.search(r"[\u4e00-\u9fff][,.!?:;]", said), said


def test_the_language_button_goes_round() -> None:
    assert next_language("zh_CN") == "en"
    assert next_language("en") == "zh_CN"
    assert next_language("xx") == "zh_CN"
