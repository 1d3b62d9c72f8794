"""Screens with contents as a mall would have them, in both languages, longer than comfortable on purpose.

For the gallery and the tests only; nothing here is ever shown to a customer.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.prompts import (
    Action,
    Choice,
    Confirm,
    Fact,
    Menu,
    Notice,
    Progress,
    Prompt,
    Row,
    Steps,
    Table,
)
from kiosk.shell import samples_asked, samples_calls, samples_setup, samples_walls

Pick = Callable[[str, str], str]


def home(t: Pick, count: int = 8) -> Menu:
    """The home screen."""
    choices = (
        Choice(
            "borrow",
            t("爱心雨伞", "Umbrellas"),
            t("可借 12 把", "12 to borrow"),
            "umbrella",
            "sky",
            short=t("借伞、还伞", "Borrow or return an umbrella"),
        ),
        Choice(
            "stroller",
            t("免费童车", "Strollers"),
            t("可借 5 辆 · 当日归还", "5 free · return today"),
            "stroller",
            "leaf",
            short=t("借童车、还童车", "Borrow a stroller"),
        ),
        Choice(
            "card",
            t("会员卡", "Member card"),
            t("查询 · 申请 · 挂失", "Points · apply · lost card"),
            "badge",
            "primary",
            short=t("会员卡", "My member card"),
        ),
        Choice(
            "gifts",
            t("礼品兑换", "Gifts"),
            t("积分 · 生日 · 小票", "Points, birthday, receipts"),
            "redeem",
            "rose",
            short=t("领礼品", "Collect a gift"),
        ),
        Choice(
            "lost",
            t("失物招领", "Lost and found"),
            t("报失 · 查找", "Report or find"),
            "search_check",
            "plum",
            short=t("丢了东西", "I lost something"),
        ),
        Choice(
            "reviews",
            t("投诉与建议", "Complaints and ideas"),
            t("3 分钟内说完", "Takes three minutes"),
            "reviews",
            "amber",
            short=t("提意见", "Tell us what went wrong"),
        ),
        Choice(
            "shops",
            t("找店铺", "Find a shop"),
            t("楼层 · 品牌", "Floors and brands"),
            "storefront",
            "sky",
            short=t("找店铺", "Find a shop"),
        ),
        Choice(
            "bags",
            t("存包", "Leave a bag"),
            t("暂停：柜门检修中", "Closed: a door is being repaired"),
            "luggage",
            "plain",
            enabled=False,
            short=t("存包", "Leave a bag"),
        ),
    )
    return Menu(
        t("您好，请选择服务", "Hello, how can we help?"),
        choices[:count],
        layout="tiles",
        comfort_title=t("您要办什么？", "What do you need?"),
    )


def loans(t: Pick) -> Menu:
    """A list to choose from."""
    return Menu(
        t("要还哪一把伞？", "Which umbrella is it?"),
        (
            Choice(
                "1",
                t("U-0098 · 灰色", "U-0098 · grey"),
                t("11月21日到期，已过 1 天", "Was due 21 November, a day ago"),
                "umbrella",
                "rose",
            ),
            Choice(
                "2",
                t("U-0117 · 蓝色", "U-0117 · blue"),
                t("11月25日（周三）22:00 前", "By Wednesday 25 November, 22:00"),
                "umbrella",
                "sky",
            ),
            Choice("3", t("都不是", "None of these"), "", "help", "plain"),
        ),
        subtitle=t("也可以扫伞上的标签", "Or scan the tag on the umbrella"),
        actions=(Action("lost", t("伞丢了", "I lost it"), icon="search"),),
        steps=Steps(1, 2),
    )


def review(t: Pick) -> Confirm:
    """Review before commitment."""
    return Confirm(
        t("确认借伞", "Borrow this umbrella?"),
        t("柜门会打开，请取一把。", "A door will open. Please take one umbrella."),
        (
            Fact(t("会员", "Member"), t("尾号 3307", "ending in 3307")),
            Fact(t("归还", "Return by"), t("11月25日（周三）22:00 前", "Wednesday 25 November, 22:00")),
            Fact(t("费用", "Price"), t("免费", "Free")),
            Fact(t("逾期", "If late"), t("每天 ￥1.00，最多 ￥20.00", "￥1.00 a day, ￥20.00 at most")),
        ),
        (
            Action("borrow", t("借一把伞", "Borrow it"), primary=True),
            Action("cancel", t("不借了", "Not now")),
        ),
        "umbrella",
        "sky",
        Steps(2, 3),
    )


def done(t: Pick) -> Notice:
    """Drawing 05."""
    return Notice(
        "done",
        t("借好了，路上小心", "All set, take care"),
        t("凭条正在打印，请取走", "Your slip is printing, please take it"),
        (
            Fact(t("雨伞", "Umbrella"), t("U-0117 · 蓝色", "U-0117 · blue")),
            Fact(t("归还", "Return by"), t("11月25日（周三）22:00 前", "Wednesday 25 November, 22:00")),
            Fact(t("地点", "Where"), t("任一服务柜", "Any service locker")),
            Fact(t("会员", "Member"), t("尾号 3307", "ending in 3307")),
        ),
        steps=Steps(3, 3),
    )


def refused(t: Pick) -> Notice:
    """Drawing 06."""
    return Notice(
        "refused",
        t("您还有一把伞未还", "You still have an umbrella"),
        t(
            "每人同时可借一把。还伞后可马上再借。",
            "One at a time for each person. Return it, and you can borrow again at once.",
        ),
        (
            Fact(t("雨伞", "Umbrella"), t("U-0098 · 灰色", "U-0098 · grey")),
            Fact(t("应还", "Was due"), t("11月21日，已过 1 天", "21 November, a day ago"), alert=True),
        ),
        (
            Action("return", t("现在还伞", "Return it now"), primary=True),
            Action("lost", t("伞丢了", "I lost it")),
            Action("home", t("返回首页", "Back to start")),
        ),
        "umbrella",
    )


def coming(t: Pick) -> Notice:
    """Waiting for a person."""
    return Notice(
        "waiting",
        t("工作人员正在过来", "Our staff are on their way"),
        t(
            "大约两分钟，请不要走开。柜门可以先关上。",
            "About two minutes, please stay here. You may close the door meanwhile.",
        ),
    )


def opening(t: Pick) -> Progress:
    """A moment."""
    return Progress(
        t("正在打开 17 号门", "Opening door 17"),
        t("听到一声响后，请拉开柜门", "You will hear a click; then pull the door open"),
        (),
        Steps(2, 3),
    )


def journal(t: Pick) -> Table:
    """Rows over more than a page."""
    return Table(
        t("今天的记录", "Today's records"),
        (t("时间", "Time"), t("经过", "What happened"), t("门", "Door")),
        tuple(
            Row(
                str(i),
                (
                    f"{14 - i // 4}:{(57 - 7 * i) % 60:02}",
                    t("借出 U-0117，尾号 3307", "U-0117 lent to card ending 3307")
                    if i % 3
                    else t("门未打开，已改用 18 号", "Door did not open, sent to 18"),
                    str(17 - i),
                ),
                alert=i % 3 == 0,
            )
            for i in range(14)
        ),
        t("共 14 条", "14 in all"),
        (2, 6, 2),
        actions=(Action("print", t("打印", "Print"), icon="print"),),
    )


def empty(t: Pick) -> Table:
    """Nothing to show."""
    return Table(
        t("待处理", "To do"),
        (t("时间", "Time"), t("事情", "Matter")),
        (),
        empty=t("都处理好了。", "All done."),
    )


CUSTOMER = Bar(back=True)
STAFF = Bar(back=True, staff=True)

SCENES: dict[str, tuple[Callable[[Pick], Prompt | None], Bar, str]] = {
    "attract": (lambda _t: None, Bar(), "site"),
    "attract-called": (lambda _t: None, Bar(call="ringing"), "site"),
    "attract-closed": (lambda _t: None, Bar(), "site"),
    "attract-away": (lambda _t: None, Bar(call="ringing"), "site"),
    "call-sheet": (samples_calls.sheet, Bar(back=True, home=True, call="ringing"), "lending"),
    "call-fire": (samples_calls.fire, Bar(back=True, home=True, call="ringing"), "lending"),
    "staff-called": (samples_calls.staff_menu, Bar(back=True, staff=True), "wall"),
    "staff-urgent": (samples_calls.staff_menu, Bar(back=True, staff=True), "wall"),
    "wall-urgent": (samples_walls.wall, Bar(back=True, staff=True), "wall"),
    "home": (home, Bar(), "site"),
    "home-one": (lambda t: home(t, 1), Bar(), "site"),
    "home-two": (lambda t: home(t, 2), Bar(), "site"),
    "home-three": (lambda t: home(t, 3), Bar(), "site"),
    "loans": (loans, CUSTOMER, "lending"),
    "present-card": (samples_asked.present, CUSTOMER, "lending"),
    "present-card-error": (
        lambda t: samples_asked.present(t, error=True),
        Bar(back=True, home=True),
        "lending",
    ),
    "present-swipe": (lambda t: samples_asked.present(t, swipe="down"), CUSTOMER, "lending"),
    "present-swipe-right": (
        lambda t: samples_asked.present(t, swipe="right", error=True),
        CUSTOMER,
        "lending",
    ),
    "present-tag": (samples_asked.tag, CUSTOMER, "lending"),
    "present-slip": (samples_asked.slip, CUSTOMER, "lending"),
    "present-badge": (samples_asked.badge, CUSTOMER, "staff"),
    "pin": (lambda t: samples_asked.pin(t, error=True), CUSTOMER, "staff"),
    "approval": (samples_asked.approval, STAFF, "staff"),
    "approval-pin": (lambda t: samples_asked.approval(t, stage="pin"), STAFF, "staff"),
    "approval-error": (lambda t: samples_asked.approval(t, stage="number", error=True), STAFF, "staff"),
    "phone": (samples_asked.phone, CUSTOMER, "card"),
    "confirm": (review, CUSTOMER, "lending"),
    "progress": (opening, Bar(), "lending"),
    "door": (samples_walls.door, Bar(), "lending"),
    "done": (done, Bar(), "lending"),
    "refused": (refused, CUSTOMER, "lending"),
    "waiting": (coming, Bar(call="coming"), "lending"),
    "wall": (samples_walls.wall, STAFF, "wall"),
    "wall-bare": (lambda t: samples_walls.wall(t, story=False), STAFF, "wall"),
    "table": (journal, STAFF, "wall"),
    "table-empty": (empty, STAFF, "wall"),
    "outline": (samples_setup.outline, samples_setup.BAR, "setup"),
    "targets": (samples_setup.targets, samples_setup.BAR, "setup"),
    "targets-again": (lambda t: samples_setup.targets(t, error=True), samples_setup.BAR, "setup"),
}


def screen(name: str, language: str, *, comfort: bool = False) -> Screen:
    """A scene as the desk would send it."""
    chinese = language == "zh_CN"

    def t(zh: str, en: str) -> str:
        return zh if chinese else en

    make, bar, whose = SCENES[name]
    site = t("星河广场 · 服务台", "Galaxy Plaza · Service desk")
    headers = {
        "site": Header(site),
        "lending": Header(t("爱心雨伞 · 借伞", "Umbrellas · borrow"), "umbrella", "sky"),
        "card": Header(t("会员卡", "Member card"), "badge", "primary"),
        "staff": Header(t("员工", "Staff"), "badge", "primary"),
        "setup": Header(t("开机设置", "Setting up"), "tune"),
        "wall": Header(
            t("柜墙 · 员工", "Lockers · staff"),
            "door_sliding",
            "primary",
            t("工号 1024 · 早班 · 2:31 后锁定", "No. 1024 · early shift · locks in 2:31"),
        ),
    }
    offers = t("借伞 还伞 借童车 会员卡 礼品", "Umbrellas Strollers Cards Gifts").split()
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=make(t),
        header=headers[whose],
        bar=bar,
        language=language,
        comfort=comfort,
        site=site,
        attract=tuple(offers),
        signs=("umbrella", "stroller", "luggage") if offers else (),
        **samples_calls.BESIDE.get(name, lambda _t: {})(t),
    )
