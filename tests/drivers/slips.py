"""Slips as the lending service makes them, for the printer's tests. Names and figures are placeholders."""

from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip

FOOT = (
    Rule(),
    Line("投诉与建议：本机首页，或 12315", "centre", "small"),
    Line("单号 K1-20261122-0042", "centre", "small"),
)
FOOT_EN = (
    Rule(),
    Line("Questions: this kiosk's home screen, or dial 12315", "centre", "small"),
    Line("No. K1-20261122-0042", "centre", "small"),
)
LOAN = "0198f3c2-7d1e-7a60-9b7e-3c1b5f0a2d42"

BORROWED = Slip(
    "lending.borrowed",
    (
        Line("星河广场 服务台", "centre", "large", bold=True),
        Line("爱心雨伞 · 借出凭条", "centre"),
        Rule(),
        Pair("雨伞", "U-0117（蓝色）"),
        Pair("借出", "2026-11-22 14:08"),
        Pair("柜门", "1F 东门 17 号"),
        Pair("会员", "尾号 3307"),
        Frame("请于下列时间前归还", "11月25日（周三）22:00"),
        Line("任一服务柜均可归还。遗失请告知服务台，押金：¥0.00。"),
        Code(LOAN, "还伞时可扫此码"),
        *FOOT,
    ),
)
RETURNED = Slip(
    "lending.returned",
    (
        Line("星河广场 服务台", "centre", "large", bold=True),
        Line("爱心雨伞 · 归还凭条", "centre"),
        Rule(),
        Pair("雨伞", "U-0117（蓝色）"),
        Pair("归还", "2026-11-24 18:31"),
        Frame("借用时长", "2 天 4 小时"),
        Line("已归还，谢谢！欢迎下次再用。", "centre"),
        *FOOT,
    ),
    copy=True,
)
UNLOCKED = Slip(
    "lending.unlocked",
    (
        Line("星河广场 服务台", "centre", "large", bold=True),
        Line("柜门开锁记录", "centre"),
        Rule(),
        Pair("柜门", "1F 东门 17 号"),
        Pair("时间", "2026-11-24 18:31:07"),
        Pair("原因", "顾客遗落物品在柜内，经核对会员卡后由服务台人员开锁取出"),
        Pair("结果", "柜门已打开"),
        Rule(),
        Line("经办人签字：____________________"),
    ),
)
BORROWED_EN = Slip(
    "lending.borrowed",
    (
        Line("Galaxy Plaza Service Desk", "centre", "large", bold=True),
        Line("Umbrella · Borrowed", "centre"),
        Rule(),
        Pair("Umbrella", "U-0117 (blue)"),
        Pair("Borrowed", "22 Nov 2026, 14:08"),
        Pair("Door", "1F East Gate, No. 17"),
        Pair("Member", "card ending 3307"),
        Frame("Please bring it back by", "Wed 25 Nov, 22:00"),
        Line(
            "Return it at any service locker. If it is lost, please tell the service desk. Deposit: ￥0.00."
        ),
        Code(LOAN, "Scan this code when you return the umbrella"),
        *FOOT_EN,
    ),
    language="en",
)
ALL = {"borrowed": BORROWED, "returned": RETURNED, "unlocked": UNLOCKED, "borrowed_en": BORROWED_EN}
