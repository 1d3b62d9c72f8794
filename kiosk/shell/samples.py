"""Screens with contents as a mall would have them, in both languages, longer than comfortable on purpose.

For the gallery and the tests only; nothing here is ever shown to a customer. One long list of contents rather than code,
which is why it may be longer than other files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.prompts import (
    Action,
    Approval,
    Board,
    Chip,
    Choice,
    Confirm,
    Detail,
    Fact,
    Keypad,
    Menu,
    Notice,
    Place,
    PresentCard,
    Progress,
    Prompt,
    Row,
    Steps,
    SwipeWay,
    Table,
    Tone,
)
from kiosk.shell import samples_calls, samples_setup

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


def present(t: Pick, *, error: bool = False, swipe: SwipeWay = "") -> PresentCard:
    """The member card."""
    return PresentCard(
        t("请出示会员卡", "Present your member card"),
        t("刷磁条，或把条码对准扫描窗", "Swipe the stripe, or hold the barcode to the window"),
        (
            t("磁条朝左，从上往下匀速刷过", "Stripe to the left, from top to bottom, at an even pace"),
            t("会员码请调亮手机屏幕", "A code on a phone: turn up its brightness"),
        ),
        "card",
        (Action("no_card", t("没有会员卡", "I have no member card"), icon="person_off"),),
        Steps(1, 3),
        t("没认出这张卡，请再试一次。", "We could not read that card. Please try once more.")
        if error
        else "",
        swipe,
    )


def tag(t: Pick) -> PresentCard:
    """An item's tag."""
    return PresentCard(
        t("请扫伞上的标签", "Scan the umbrella's tag"),
        t("标签在伞柄上", "It is on the handle"),
        (t("把条码对准扫描窗", "Hold the barcode to the window"),),
        "tag",
        (Action("slip", t("用凭条", "Use my slip")), Action("card", t("用会员卡", "Use my card"))),
        Steps(1, 2),
    )


def slip(t: Pick) -> PresentCard:
    """A slip's code."""
    return PresentCard(
        t("请扫凭条上的码", "Scan the code on your slip"),
        "",
        (t("把二维码对准扫描窗", "Hold the square code to the window"),),
        "slip",
    )


def badge(t: Pick) -> PresentCard:
    """A staff badge."""
    return PresentCard(
        t("请刷工牌", "Present your staff badge"),
        t("仅限工作人员", "For staff only"),
        (),
        "badge",
        (Action("number", t("输入工号", "Type my number"), icon="dialpad"),),
    )


def pin(t: Pick, *, error: bool = False) -> Keypad:
    """A secret number."""
    return Keypad(
        t("请输入员工密码", "Enter your staff code"),
        t("工号 1024", "Staff number 1024"),
        6,
        12,
        secret=True,
        error=t("密码不对，还可以试 4 次。", "That code is wrong. Four more tries.") if error else "",
    )


def approval(
    t: Pick, *, stage: Literal["review", "number", "pin"] = "review", error: bool = False
) -> Approval:
    """A second person's yes: a review, then keys under its title alone, as the desk asks."""
    title = t("更正库存账面？", "Correct the stock?")
    if stage != "review":
        said = t("这是您自己提出的，须由他人批准。", "You asked for this yourself.")
        return Approval(title, stage=stage, error=said if error else "")
    return Approval(
        title,
        t("盘点与账面不一致。", "The count differs from the book."),
        (
            Fact(t("位置", "Place"), t("1F 东门 · 29 号架", "1F East Gate · rack 29")),
            Fact(t("账面", "Book"), "12"),
            Fact(t("实点", "Counted"), "11", alert=True),
        ),
        who=t("可批准：领班、主管、经理", "Approves: shift lead, supervisor, manager"),
        actions=(Action("later", t("稍后再批", "Ask later"), icon="schedule"),),
    )


def phone(t: Pick) -> Keypad:
    """A number that is not secret."""
    return Keypad(
        t("请输入手机号", "Enter your phone number"),
        t("用来找到您的会员卡", "To find your member card"),
        11,
        11,
        actions=(Action("card", t("改用会员卡", "Use my card instead"), icon="badge"),),
        steps=Steps(1, 3),
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


def _places(t: Pick, lit: int, *, words: bool) -> tuple[Place, ...]:
    states = {2: "out", 3: "out", 5: "wet", 8: "out", 9: "wet", 12: "out", 17: "stuck", 21: "wet", 26: "off"}
    look: dict[str, tuple[str, Tone]] = {
        "out": (t("借出", "Out"), "plain"),
        "wet": (t("晾", "Wet"), "sky"),
        "stuck": (t("卡住", "Jam"), "rose"),
        "off": (t("停用", "Off"), "plain"),
        "": ("", "leaf"),
    }
    places = []
    for index in range(30):
        word, tone = look[states.get(index + 1, "")]
        places.append(
            Place(
                str(index + 1),
                str(index + 1),
                index // 6,
                index % 6,
                word if words else "",
                tone if words else "plain",
                index + 1 == lit,
            )  # type: ignore[arg-type]
        )
    return tuple(places)


def door(t: Pick) -> Board:
    """Drawing 04."""
    return Board(
        t("17 号门已打开", "Door 17 is open"),
        _places(t, 17, words=False),
        t("请取伞，然后关好柜门", "Take an umbrella, then close the door"),
        "map",
        t("您在这里，右手第二列", "You are here; second column on your right"),
        actions=(Action("shut", t("门没有开", "It did not open")), Action("cancel", t("不借了", "Not now"))),
        steps=Steps(2, 3),
    )


def wall(t: Pick, *, story: bool = True) -> Board:
    """Drawing 07."""
    return Board(
        t("柜墙", "Locker wall"),
        _places(t, 17 if story else 0, words=True),
        mode="wall",
        chips=(
            Chip(t("雨伞 12 / 24", "Umbrellas 12 / 24"), "primary"),
            Chip(t("童车 5 / 8", "Strollers 5 / 8")),
            Chip(t("待处理 2", "To do 2"), "rose"),
        ),
        detail=Detail(
            t("17 号门 · 卡住", "Door 17 · jammed"),
            t("13:58 起", "since 13:58"),
            (
                t(
                    "开锁两次，门未动。伞 U-0117 在柜内。",
                    "Unlocked twice, the door did not move. Umbrella U-0117 is inside.",
                ),
                t("上一位顾客已改用 18 号门。", "The last customer was sent to door 18."),
            ),
        )
        if story
        else None,
        actions=(
            Action("unlock", t("开锁（填原因）", "Unlock, with a reason"), primary=True),
            Action("off", t("停用此门", "Take out of use")),
            Action("dry", t("已晾干", "It is dry")),
            Action("log", t("记录", "History")),
        )
        if story
        else (),
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
    "wall-urgent": (wall, Bar(back=True, staff=True), "wall"),
    "home": (home, Bar(), "site"),
    "home-one": (lambda t: home(t, 1), Bar(), "site"),
    "home-two": (lambda t: home(t, 2), Bar(), "site"),
    "home-three": (lambda t: home(t, 3), Bar(), "site"),
    "loans": (loans, CUSTOMER, "lending"),
    "present-card": (present, CUSTOMER, "lending"),
    "present-card-error": (lambda t: present(t, error=True), Bar(back=True, home=True), "lending"),
    "present-swipe": (lambda t: present(t, swipe="down"), CUSTOMER, "lending"),
    "present-swipe-right": (lambda t: present(t, swipe="right", error=True), CUSTOMER, "lending"),
    "present-tag": (tag, CUSTOMER, "lending"),
    "present-slip": (slip, CUSTOMER, "lending"),
    "present-badge": (badge, CUSTOMER, "staff"),
    "pin": (lambda t: pin(t, error=True), CUSTOMER, "staff"),
    "approval": (approval, STAFF, "staff"),
    "approval-pin": (lambda t: approval(t, stage="pin"), STAFF, "staff"),
    "approval-error": (lambda t: approval(t, stage="number", error=True), STAFF, "staff"),
    "phone": (phone, CUSTOMER, "card"),
    "confirm": (review, CUSTOMER, "lending"),
    "progress": (opening, Bar(), "lending"),
    "door": (door, Bar(), "lending"),
    "done": (done, Bar(), "lending"),
    "refused": (refused, CUSTOMER, "lending"),
    "waiting": (coming, Bar(call="coming"), "lending"),
    "wall": (wall, STAFF, "wall"),
    "wall-bare": (lambda t: wall(t, story=False), STAFF, "wall"),
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
