"""The desk's own staff services: lines of the staff menu that no plugin offers.

A flow here is written like a plugin's, and is given the same visit; its transactions are the host's own (no plugin in
their context), and `visit.desk` is the position that it runs at. What it raises is the desk's own fault and nobody's
strike.
"""

from __future__ import annotations

from kiosk.core.service import Service
from kiosk.core.session import plugins_page, who_may
from kiosk.core.texts import Texts

_ = Texts("core")

HOUSE: tuple[Service, ...] = (
    Service(
        "core.rights",
        _("Who may do what"),
        who_may.who_may,
        icon="badge",
        tone="plain",
        audience="staff",
        order=900,
        right="desk.look",
    ),
    Service(
        plugins_page.KEY,
        _("Plugins"),
        plugins_page.plugins_page,
        icon="extension",
        tone="plain",
        audience="staff",
        order=910,
        right="desk.look",
    ),
)
