"""The counter that a box stands at, as `kiosk.toml` names it: whose money and stock a shift answers for.

Left out: floats, prices and denominations, which are dated data in the store.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kiosk.link.settings_devices import Name

Tender = Literal["cash", "bank_card", "wechat", "alipay", "transfer"]
"""How somebody pays: 现金, 银行卡, 微信, 支付宝, 转账."""

ShiftName = Literal["early", "middle", "late", "day"]
"""早班, 中班, 晚班, 全天."""


class Counter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The counter (柜台) that this box stands at. `shifts` in the order of the day."""

    name: Name = "desk"
    tenders: Annotated[tuple[Tender, ...], Meta(min_length=1, max_length=5)] = (
        "cash",
        "bank_card",
        "wechat",
        "alipay",
        "transfer",
    )
    shifts: Annotated[tuple[ShiftName, ...], Meta(min_length=1, max_length=3)] = ("early", "late")
