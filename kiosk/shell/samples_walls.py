"""Screens with the locker wall, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.prompts import Action, Board, Chip, Detail, Place, Steps, Tone

Pick = Callable[[str, str], str]


def _places(t: Pick, lit: int, *, words: bool) -> tuple[Place, ...]:
    states = {2: "out", 3: "out", 5: "wet", 8: "out", 9: "wet", 12: "out", 17: "stuck", 21: "wet", 26: "off"}
    look: dict[str, tuple[str, Tone]] = {
        "out": (t("借出", "Out"), "plain"),
        "wet": (t("晾", "Wet"), "sky"),
        "stuck": (t("卡住", "Jam"), "rose"),
        "off": (t("停用", "Off"), "plain"),
        "": ("", "leaf"),
    }
    places = []
    for index in range(30):
        word, tone = look[states.get(index + 1, "")]
        places.append(
            Place(
                str(index + 1),
                str(index + 1),
                index // 6,
                index % 6,
                word if words else "",
                tone if words else "plain",
                index + 1 == lit,
            )  # type: ignore[arg-type]
        )
    return tuple(places)


def door(t: Pick) -> Board:
    """Drawing 04."""
    return Board(
        t("17 号门已打开", "Door 17 is open"),
        _places(t, 17, words=False),
        t("请取伞，然后关好柜门", "Take an umbrella, then close the door"),
        "map",
        t("您在这里，右手第二列", "You are here; second column on your right"),
        actions=(Action("shut", t("门没有开", "It did not open")), Action("cancel", t("不借了", "Not now"))),
        steps=Steps(2, 3),
    )


def wall(t: Pick, *, story: bool = True) -> Board:
    """Drawing 07."""
    return Board(
        t("柜墙", "Locker wall"),
        _places(t, 17 if story else 0, words=True),
        mode="wall",
        chips=(
            Chip(t("雨伞 12 / 24", "Umbrellas 12 / 24"), "primary"),
            Chip(t("童车 5 / 8", "Strollers 5 / 8")),
            Chip(t("待处理 2", "To do 2"), "rose"),
        ),
        detail=Detail(
            t("17 号门 · 卡住", "Door 17 · jammed"),
            t("13:58 起", "since 13:58"),
            (
                t(
                    "开锁两次，门未动。伞 U-0117 在柜内。",
                    "Unlocked twice, the door did not move. Umbrella U-0117 is inside.",
                ),
                t("上一位顾客已改用 18 号门。", "The last customer was sent to door 18."),
            ),
        )
        if story
        else None,
        actions=(
            Action("unlock", t("开锁（填原因）", "Unlock, with a reason"), primary=True),
            Action("off", t("停用此门", "Take out of use")),
            Action("dry", t("已晾干", "It is dry")),
            Action("log", t("记录", "History")),
        )
        if story
        else (),
    )
