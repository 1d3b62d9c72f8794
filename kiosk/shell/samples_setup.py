"""Screens of setting a box up, for the gallery and the tests."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.messages import Bar
from kiosk.link.prompts import Action, Outline, Targets

Pick = Callable[[str, str], str]

BAR = Bar(back=True, call="none")


def outline(t: Pick) -> Outline:
    """How large is the panel?"""
    return Outline(
        t("对齐一张银行卡", "Match a bank card"),
        t(
            "把卡的左上角贴着框的左上角，调到一样大。",
            "Hold a card to the upper left corner, and make the frame its size.",
        ),
        actions=(Action("match", t("一样大", "Same size"), icon="check", primary=True),),
    )


def targets(t: Pick, *, error: bool = False) -> Targets:
    """Where do touches land?"""
    return Targets(
        t("点一下十字", "Touch the cross"),
        t("一共五处，用指尖点正中。", "Five of them; touch the middle with a fingertip."),
        error=t("左右颠倒了：请检查触摸线。", "Left and right are swapped: check the touch panel.")
        if error
        else "",
    )
