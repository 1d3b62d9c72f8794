"""How people pay, and what shifts are called. The keys are those of `[counter]` in `kiosk.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

TENDERS: Mapping[str, Text] = {
    "cash": _("Cash"),
    "bank_card": _("Bank cards"),
    "wechat": _("WeChat Pay"),
    "alipay": _("Alipay"),
    "transfer": _("Bank transfers"),
}

SHIFTS: Mapping[str, Text] = {
    "early": _("Early shift"),
    "middle": _("Middle shift"),
    "late": _("Late shift"),
    "day": _("Whole-day shift"),
}
