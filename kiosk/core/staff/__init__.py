"""Who works here: accounts and their roles, what a role may do, and how a person proves who they are."""

from __future__ import annotations

from kiosk.core.staff.accounts import add_staff, has_staff
from kiosk.core.staff.first_code import issue_first_code, redeem_first_code
from kiosk.core.staff.policy import (
    CODE_DIGITS,
    NUMBER_DIGITS,
    PIN_FLOOR,
    POLICY,
    StaffPolicy,
    number_problem,
    pin_problem,
)
from kiosk.core.staff.refusals import FirstCodeRefused, NumberRefused, NumberTaken, PinRefused
from kiosk.core.staff.signing_in import SignInRefused, Strangers, sign_in

__all__ = [
    "CODE_DIGITS", "NUMBER_DIGITS", "PIN_FLOOR", "POLICY", "FirstCodeRefused", "NumberRefused", "NumberTaken",
    "PinRefused", "SignInRefused", "StaffPolicy", "Strangers", "add_staff", "has_staff", "issue_first_code",
    "number_problem", "pin_problem", "redeem_first_code", "sign_in",
]  # fmt: skip
