"""What every visit of the tour does: what the screen says in a language, from the attract screen to home, and away again.

A visit is a function of a `Customer` and the language's words; it returns when the kiosk is ready for the next person, and
raises `TourStuck` when anything else happens than should.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from kiosk.cli.customer import Customer

Language = Literal["zh", "en"]
Visit = Callable[[Customer, Language], None]

WORDS = {
    "present": ("请出示会员卡", "Show your member card"),
    "open": ("号门已打开", "is open"),
    "borrowed": ("借好了", "It is yours"),
    "put_in": ("请放入", "Put it into"),
    "returned": ("已归还", "Returned"),
    "nothing_lent": ("没有借出", "No umbrella was lent"),
    "put_back": ("请把伞放回", "Put the umbrella back"),
    "close": ("请关好柜门", "Please close the door"),
    "limit": ("您还有", "You still have"),
    "overdue": ("已到期", "overdue"),
    "unknown": ("没有认出", "Not known"),
    "payment": ("付款码", "payment code"),
    "no_card": ("没有会员卡怎么借", "Borrowing without a card"),
    "own": ("未还", "out"),
    "parting": ("雨伞已借出", "Umbrella lent"),
    "sorry": ("柜门没有打开", "do not open"),
    "full": ("柜子暂时放满了", "All lockers are full"),
    "none": ("借完了", "No umbrella left"),
    "matched": ("已记下", "noted"),
    "reason": ("号门的原因", "why?"),
    "number": ("请输入工号", "Staff number"),
    "pin": ("请输入密码", "Your PIN"),
    "staff": ("请选择工作", "What needs doing?"),
    "safety": ("孩子的安全", "your child's safety"),
    "push_in": ("请推入", "Push it into"),
    "condition": ("用得都正常吗", "Was everything in order?"),
    "to_clean": ("待清洁", "To be cleaned"),
}

HOME_TILE = "lending.umbrella"


def words(key: str, language: Language) -> str:
    """What the screen says in this language."""
    return WORDS[key][0 if language == "zh" else 1]


def begin(c: Customer, language: Language) -> None:
    """From the attract screen to home, in the visit's language."""
    if c.wait(_at_rest, "the attract or the home screen")["kind"] == "":
        c.press("start")
    seen = c.wait(_ready_at_home, "the home screen, and a scanner that works")
    wanted = "en" if language == "en" else "zh_CN"
    if seen["language"] != wanted:
        c.press("language")
        c.wait(lambda seen: seen["language"] == wanted, f"the home screen in {wanted}")


def leave(c: Customer) -> None:
    """Back to the home or the attract screen by whatever way there is, as a customer in a hurry would."""
    c.wait(lambda seen: _at_rest(seen) or _step_out(c), "the home screen")


def _at_home(seen: dict[str, Any]) -> bool:
    return any(one["key"] == HOME_TILE for one in seen["targets"])


def _ready_at_home(seen: dict[str, Any]) -> bool:
    """Home says that one may simply scan once there is something that scans: a kiosk that has just started may be sooner."""
    return _at_home(seen) and bool(seen["subtitle"])


def _at_rest(seen: dict[str, Any]) -> bool:
    return seen["kind"] == "" or _at_home(seen)


def _step_out(c: Customer) -> bool:
    for key in ("end", "home", "lock", "done"):
        if _has(c, key):
            c.press(key)
            break
    return False


def _has(c: Customer, key: str) -> bool:
    return any(one["key"] == key and one["enabled"] for one in c.look().get("targets", ()))
