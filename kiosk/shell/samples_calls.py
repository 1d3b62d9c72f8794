"""Screens of calls, closing and absence for the gallery and the tests, with contents as a mall would have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.link.messages import Banner, Told
from kiosk.link.prompts import Action, Choice, Menu, Notice

Pick = Callable[[str, str], str]


def sheet(t: Pick) -> Menu:
    """After the ring: what is it?"""
    return Menu(
        t("已呼叫工作人员", "Staff have been called"),
        (
            Choice("fire", t("着火或有危险", "Fire or danger"), icon="local_fire_department", tone="rose"),
            Choice(
                "injury", t("有人受伤或不适", "Somebody is hurt or ill"), icon="medical_services", tone="rose"
            ),
            Choice("lost_child", t("孩子走失", "A child is lost"), icon="child_care", tone="rose"),
            Choice("other", t("其他事", "Something else"), icon="notifications_active", tone="amber"),
        ),
        subtitle=t("还没有人应答，也可以拨打 8888。", "Nobody has answered yet. You can also dial 8888."),
        actions=(
            Action("mistake", t("按错了", "Pressed by mistake"), icon="close"),
            Action("carry_on", t("继续办理", "Carry on"), icon="arrow_forward", primary=True),
        ),
    )


def fire(t: Pick) -> Notice:
    """What to do now."""
    return Notice(
        "refused",
        t("请马上离开", "Leave the building now"),
        t(
            "请立即从最近的安全出口离开，不要乘坐电梯，不要返回取物",
            "Leave by the nearest exit now. Do not use the lifts. Do not go back for anything",
        ),
        actions=(
            Action("mistake", t("按错了", "Pressed by mistake")),
            Action("carry_on", t("关闭", "Close"), primary=True),
        ),
        icon="local_fire_department",
    )


def staff_menu(t: Pick) -> Menu:
    """What staff choose from, with a call that somebody has gone to."""
    return Menu(
        t("请选择工作", "What needs doing?"),
        (
            Choice(
                "call.1",
                t("有客人呼叫", "A customer called"),
                t("14:01", "14:01"),
                "notifications_active",
                "amber",
            ),
            Choice("wall", t("柜墙", "Locker wall"), icon="door_sliding"),
            Choice("waiting", t("待处理", "Waiting for you"), t("2 项", "2 waiting"), "fact_check", "rose"),
            Choice("absence", t("离台告示", "Away from the desk"), icon="schedule"),
        ),
    )


def banner(t: Pick) -> Banner:
    """A call that nobody has answered."""
    return Banner(
        "c1",
        t("有客人呼叫", "A customer called"),
        t("14:05 · 爱心雨伞 · 无人应答 · 还有 2 个", "14:05 · Umbrellas · nobody has answered · 2 more"),
        t("我马上到", "I'm coming"),
        level=1,
    )


def urgent(t: Pick) -> Banner:
    """One that overtakes the others."""
    return Banner(
        "c2",
        t("有人受伤或不适", "Somebody is hurt"),
        t("14:05 · 首页", "14:05 · Home screen"),
        t("我马上到", "I'm coming"),
        icon="medical_services",
        tone="rose",
        level=2,
    )


BESIDE: dict[str, Callable[[Pick], dict[str, Any]]] = {
    "attract-closed": lambda t: {
        "greeting": t(
            "春节 休息\n2月9日（周二）10:00 开门", "Spring Festival: we are closed.\nOpens Tue, 9 Feb, 10:00"
        ),
        "told": (Told(t("现在仍可归还", "You can still return things"), "assignment_turned_in", "leaf"),),
    },
    "attract-away": lambda t: {
        "told": (Told(t("工作人员 14:10 回来。", "Staff are back at 14:10."), "schedule", "amber"),)
    },
    "staff-called": lambda t: {"banner": banner(t)},
    "staff-urgent": lambda t: {"banner": urgent(t)},
    "wall-urgent": lambda t: {"banner": urgent(t)},
}
"""What the screen says besides its prompt, by the scene's name."""
