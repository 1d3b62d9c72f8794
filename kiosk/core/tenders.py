"""How people pay (现金, 银行卡, …), in words. The keys are those of `[counter] tenders` in `kiosk.toml`."""

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
