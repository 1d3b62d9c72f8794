"""The columns of a till's file (docs/operations.md), and from a cell to what is stored, or a reason why not."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from kiosk.core.members.values import MAXIMUM_AMOUNT, BadValue
from kiosk.core.texts import Texts

_ = Texts("core")

COLUMNS: dict[str, tuple[str, ...]] = {
    "merchant": ("商户号", "商户", "柜组", "店铺", "merchant", "shop"),
    "terminal": ("收银机号", "款台号", "机号", "终端号", "terminal", "till"),
    "receipt": ("小票号", "流水号", "收据号", "receipt", "receiptno", "receiptnumber"),
    "date": ("日期", "交易日期", "date"),
    "time": ("时间", "交易时间", "time"),
    "amount": ("金额", "实收金额", "实付金额", "amount"),
    "card": ("会员卡号", "积分卡号", "card", "membercard"),
    "paid_card": ("付款卡号", "储值卡号", "paidcard", "paymentcard"),
    "paid": ("卡付金额", "储值支付", "paid", "paidbycard"),
    "undiscounted": ("原价金额", "应收金额", "undiscounted", "fullprice"),
    "original": ("原小票号", "原流水号", "original", "originalreceipt"),
    "original_date": ("原日期", "原交易日期", "originaldate"),
}
REQUIRED = ("merchant", "terminal", "receipt", "date", "time", "amount")

_CODE = re.compile(r"[\w./#-]{1,40}")
_AMOUNT = re.compile(r"[¥￥]?\s*(-?)\s*[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*元?")
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?|(\d{2})(\d{2})(\d{2})")


def code(text: str) -> str:
    """A merchant, a till, a receipt's number: as the till writes it."""
    plain = unicodedata.normalize("NFKC", text)
    if not _CODE.fullmatch(plain):
        raise BadValue("code", _("a merchant, till or receipt is 1 to 40 letters and digits"))
    return plain


def amount(text: str) -> int:
    """Fen, below nothing for a refund; 0 where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return 0
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise BadValue("amount", _("it is no amount"))
    fen = int(Decimal(match[2].replace(",", "") + (match[3] or "")) * 100)
    if fen > MAXIMUM_AMOUNT:
        raise BadValue("amount_large", _("the amount cannot be right"))
    return -fen if match[1] else fen


def day(text: str) -> int:
    """A day, yyyymmdd; 0 where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return 0
    match = _DATE.fullmatch(plain)
    if match is None:
        raise BadValue("day", _("a day is written like 2026-11-22"))
    year, month, number = (int(part) for part in match.groups() if part is not None)
    return year * 10_000 + month * 100 + number


def moment(date: str, time: str, zone: ZoneInfo, now_ms: int) -> int:
    """When it was sold, on the site's clock."""
    day, clock = (
        _DATE.fullmatch(unicodedata.normalize("NFKC", date)),
        _TIME.fullmatch(unicodedata.normalize("NFKC", time)),
    )
    if day is None or clock is None:
        raise BadValue("moment", _("date and time are written like 2026-11-22 and 14:08:30"))
    year, month, number = (int(part) for part in day.groups() if part is not None)
    hour, minute, second = ([int(part) for part in clock.groups() if part is not None] + [0])[:3]
    try:
        at = datetime(year, month, number, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise BadValue("moment", _("there is no such day or time")) from None
    at_ms = int(at.timestamp() * 1000)
    if at_ms > now_ms:
        raise BadValue("to_come", _("it has not happened yet"))
    if year < 2000:
        raise BadValue("moment", _("there is no such day or time"))
    return at_ms
