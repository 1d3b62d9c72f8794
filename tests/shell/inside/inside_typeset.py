"""Lines broken as a typesetter would, and texts that are never cut."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("window")

CHINESE = "每人同时可借一把。还伞后可马上再借，请保管好凭条。"
ENGLISH = "One at a time for each person. Return it, and you can borrow again at once."


@pytest.mark.parametrize(
    "text", [CHINESE, ENGLISH, "您还有一把伞未还", "11月25日（周三）22:00 前", "￥1.00，最多 ￥20.00"]
)
@pytest.mark.parametrize("width", [90, 140, 200, 330, 500, 900])
def test_lines_are_within_the_width_and_say_everything(text: str, width: int) -> None:
    from kiosk.shell.typeset import width_of, wrap

    setting = wrap(text, width, 34)
    assert all(width_of(line, 34) <= width for line in setting.lines)
    assert "".join(setting.lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", range(120, 700, 37))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(width: int) -> None:
    from kiosk.shell.typeset import wrap

    for line in wrap(CHINESE + "（周三）22:00 前。", width, 34).lines:
        assert line[0] not in "，。）"
        assert line[-1] not in "（￥"


def test_a_figure_keeps_its_measure_word() -> None:
    from kiosk.shell.typeset import _pieces

    assert _pieces("可借 12 把") == ["可", "借", " 12 把"]


def test_two_lines_are_about_as_long_as_each_other() -> None:
    from kiosk.shell.typeset import width_of, wrap

    setting = wrap("请把会员卡的条码对准下面的扫描窗口", 560, 40)
    assert len(setting.lines) == 2
    short, long = sorted(width_of(line, 40) for line in setting.lines)
    assert short > long * 0.8


def test_two_lines_rather_break_after_a_comma() -> None:
    from kiosk.shell.typeset import wrap

    assert wrap("密码不对，还可以试 4 次。", 300, 40).lines == ("密码不对，", "还可以试 4 次。")


def test_a_list_with_dots_breaks_at_its_dots_only() -> None:
    from kiosk.shell.typeset import wrap

    assert wrap("查询 · 申请 · 挂失", 200, 34).lines == ("查询 · 申请", "挂失")


def test_a_word_is_broken_only_when_nothing_else_helps() -> None:
    from kiosk.shell.typeset import fit, wrap

    assert not wrap("Incomprehensibilities", 100, 34).whole
    assert fit("Umbrella", 400, (68, 50, 34), "bold").size == 68
    assert fit("Umbrella", 180, (68, 50, 34), "bold").whole


def test_the_largest_size_that_fits_is_taken() -> None:
    from kiosk.shell.typeset import fit

    sizes = (68, 50, 40, 34)
    assert fit("请出示会员卡", 500, sizes, "bold", lines=1).size == 68
    assert fit("请出示会员卡", 350, sizes, "bold", lines=1).size == 50
    assert not fit("请出示会员卡", 100, sizes, "bold", lines=1).whole


def test_our_face_has_every_character_of_our_own_texts() -> None:
    from fontTools.ttLib import TTFont

    from kiosk.shell.catalogue import FOLDER
    from kiosk.shell.typeset import FONTS

    known = set(TTFont(FONTS / "ZhangguiSans-Regular.otf").getBestCmap())
    text = (FOLDER / "zh_CN" / "LC_MESSAGES" / "shell.po").read_text("utf-8")
    assert {one for one in text if ord(one) > 31} <= {chr(code) for code in known}


def test_every_icon_that_the_shell_names_is_in_the_icon_font() -> None:
    import re
    from pathlib import Path

    import kiosk.shell
    from kiosk.shell.icons import icons

    source = "".join(path.read_text("utf-8") for path in Path(kiosk.shell.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'Icon\(\s*"(\w+)"', source)) | set(re.findall(r'Chrome\("\w+", "(\w+)"', source))
    assert named
    assert named <= set(icons())


def test_an_unknown_icon_is_the_service_bell() -> None:
    from kiosk.shell.icons import glyph

    assert glyph("no such icon") == glyph("concierge")


def test_quotation_marks_are_straight_in_english_and_full_width_in_chinese() -> None:
    from kiosk.shell.typeset import wrap

    assert wrap("Press “Call staff” below", 2000, 34).text == 'Press "Call staff" below'
    assert wrap("请按“呼叫工作人员”", 2000, 34).text == "请按“呼叫工作人员”"


def test_a_name_in_quotation_marks_or_brackets_is_not_broken() -> None:
    from kiosk.shell.typeset import width_of, wrap

    for text, whole in (
        ("请到服务台，或按“呼叫工作人员”，马上就好", "“呼叫工作人员”"),
        ('Please press "Call staff"; you can borrow', '"Call staff"'),
        ("开锁（填原因）", "（填原因）"),
    ):
        least = width_of(whole + "，", 40, "bold")
        for limit in range(least, width_of(text, 40, "bold"), 16):
            assert any(whole in line for line in wrap(text, limit, 40, "bold").lines), limit


def test_what_no_line_can_hold_is_broken_in_quotation_marks_too() -> None:
    from kiosk.shell.typeset import width_of, wrap

    limit = width_of("呼叫工作", 40)
    setting = wrap("请按“呼叫工作人员”", limit, 40)
    assert setting.width <= limit
    assert "".join(setting.lines) == "请按“呼叫工作人员”"


def test_the_number_of_a_row_stays_with_its_words() -> None:
    from kiosk.shell.typeset import width_of, wrap

    text = "您在这里，第 3 排，左起第 5 列"
    for limit in range(width_of("左起第 5 列，", 40), width_of(text, 40), 12):
        assert not any(
            line.endswith("第") or line.strip()[0].isdigit() for line in wrap(text, limit, 40).lines
        )
