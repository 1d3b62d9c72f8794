"""Screens on which a person shows or types something, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from kiosk.link.prompts import Action, Approval, Fact, Keypad, PresentCard, Steps, SwipeWay

Pick = Callable[[str, str], str]


def present(t: Pick, *, error: bool = False, swipe: SwipeWay = "") -> PresentCard:
    """The member card."""
    return PresentCard(
        t("请出示会员卡", "Present your member card"),
        t("刷磁条，或把条码对准扫描窗", "Swipe the stripe, or hold the barcode to the window"),
        (
            t("磁条朝左，从上往下匀速刷过", "Stripe to the left, from top to bottom, at an even pace"),
            t("会员码请调亮手机屏幕", "A code on a phone: turn up its brightness"),
        ),
        "card",
        (Action("no_card", t("没有会员卡", "I have no member card"), icon="person_off"),),
        Steps(1, 3),
        t("没认出这张卡，请再试一次。", "We could not read that card. Please try once more.")
        if error
        else "",
        swipe,
    )


def tag(t: Pick) -> PresentCard:
    """An item's tag."""
    return PresentCard(
        t("请扫伞上的标签", "Scan the umbrella's tag"),
        t("标签在伞柄上", "It is on the handle"),
        (t("把条码对准扫描窗", "Hold the barcode to the window"),),
        "tag",
        (Action("slip", t("用凭条", "Use my slip")), Action("card", t("用会员卡", "Use my card"))),
        Steps(1, 2),
    )


def slip(t: Pick) -> PresentCard:
    """A slip's code."""
    return PresentCard(
        t("请扫凭条上的码", "Scan the code on your slip"),
        "",
        (t("把二维码对准扫描窗", "Hold the square code to the window"),),
        "slip",
    )


def badge(t: Pick) -> PresentCard:
    """A staff badge."""
    return PresentCard(
        t("请刷工牌", "Present your staff badge"),
        t("仅限工作人员", "For staff only"),
        (),
        "badge",
        (Action("number", t("输入工号", "Type my number"), icon="dialpad"),),
    )


def pin(t: Pick, *, error: bool = False) -> Keypad:
    """A secret number."""
    return Keypad(
        t("请输入员工密码", "Enter your staff code"),
        t("工号 1024", "Staff number 1024"),
        6,
        12,
        secret=True,
        error=t("密码不对，还可以试 4 次。", "That code is wrong. Four more tries.") if error else "",
    )


def approval(
    t: Pick, *, stage: Literal["review", "number", "pin"] = "review", error: bool = False
) -> Approval:
    """A second person's yes: a review, then keys under its title alone, as the desk asks."""
    title = t("更正库存账面？", "Correct the stock?")
    if stage != "review":
        said = t("这是您自己提出的，须由他人批准。", "You asked for this yourself.")
        return Approval(title, stage=stage, error=said if error else "")
    return Approval(
        title,
        t("盘点与账面不一致。", "The count differs from the book."),
        (
            Fact(t("位置", "Place"), t("1F 东门 · 29 号架", "1F East Gate · rack 29")),
            Fact(t("账面", "Book"), "12"),
            Fact(t("实点", "Counted"), "11", alert=True),
        ),
        who=t("可批准：领班、主管、经理", "Approves: shift lead, supervisor, manager"),
        actions=(Action("later", t("稍后再批", "Ask later"), icon="schedule"),),
    )


def phone(t: Pick) -> Keypad:
    """A number that is not secret."""
    return Keypad(
        t("请输入手机号", "Enter your phone number"),
        t("用来找到您的会员卡", "To find your member card"),
        11,
        11,
        actions=(Action("card", t("改用会员卡", "Use my card instead"), icon="badge"),),
        steps=Steps(1, 3),
    )
