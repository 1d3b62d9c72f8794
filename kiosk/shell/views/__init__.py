"""One view for each kind of prompt. The family is closed: a new kind is a change of the protocol, and a file here."""

from __future__ import annotations

from kiosk.link.prompts import (
    Approval,
    Board,
    Confirm,
    Keypad,
    Menu,
    Notice,
    Outline,
    PresentCard,
    Progress,
    Table,
    Targets,
)
from kiosk.shell.views.approval import ApprovalView
from kiosk.shell.views.base import View
from kiosk.shell.views.board import BoardView
from kiosk.shell.views.confirm import ConfirmView
from kiosk.shell.views.keypad import KeypadView
from kiosk.shell.views.menu import MenuView
from kiosk.shell.views.notice import NoticeView
from kiosk.shell.views.outline import OutlineView
from kiosk.shell.views.present_card import PresentCardView
from kiosk.shell.views.progress import ProgressView
from kiosk.shell.views.table import TableView
from kiosk.shell.views.targets import TargetsView

VIEWS: dict[type, type[View]] = {
    Menu: MenuView,
    PresentCard: PresentCardView,
    Keypad: KeypadView,
    Confirm: ConfirmView,
    Notice: NoticeView,
    Progress: ProgressView,
    Board: BoardView,
    Table: TableView,
    Approval: ApprovalView,
    Outline: OutlineView,
    Targets: TargetsView,
}
