"""From a blank box to the first loan: no kiosk.toml, an emulated world, a technician who touches."""

from __future__ import annotations

from aids import Screenless

from kiosk.core.clock import ManualClock
from kiosk.link.settings import load
from kiosk.testing.box import NOON_MS
from kiosk.testing.journey import Journey
from kiosk.testing.people import STAFF_NUMBER, STAFF_PIN

MOST_TOUCHES = 15
CARD = "80010013307"


def stick(box: Screenless) -> None:
    """A stick with the site's pack, in the box's one USB port."""
    folder = box.layout.run_folder / "usb" / "zhanggui"
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(
        '[site]\nname = "云间广场"\nname_en = "Yunjian Plaza"\nopens = "09:30"\n'
    )
    (folder / "members.csv").write_text(
        f"会员卡号,姓名,电话,生日,卡种\n{CARD},张明,10013803307,1988-03-14,金卡\n"
    )
    (folder / "items.csv").write_text(
        "tag,kind,label,label_zh,door\nU-0001,umbrella,blue,蓝色,1\nU-0002,umbrella,red,红色,2\n"
    )


def test_from_a_blank_box_to_the_first_loan(make_box):
    box = make_box(doors=3, family="8a")
    stick(box)
    code = box.code()
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match()
    box.touch_targets()
    box.expect("云间广场")
    box.scan("6901234567892")
    box.expect("扫码器: scanner.tty")
    box.choose("use")
    box.choose("open")
    box.expect("开了 3 扇门")
    box.choose("order")
    box.expect("请关好所有柜门")
    box.close_doors()
    box.type(STAFF_NUMBER)
    box.type(STAFF_PIN)
    box.type(STAFF_PIN)
    box.finished()

    settings = load(box.layout.path)
    assert settings.site.name == "云间广场"
    assert [door.lock for door in settings.banks[0].compartments] == [1, 2, 3]
    kiosk = Journey(settings, ManualClock(NOON_MS))
    kiosk.start()
    try:
        kiosk.touch()
        kiosk.choose("lending.umbrella")
        kiosk.scan(CARD)
        number = kiosk.world.opened()
        kiosk.world.world.contents[number] = ["U-0001" if number == 1 else "U-0002"]
        kiosk.world.take(number)
        kiosk.world.close(number)
        kiosk.until(lambda: "lending.borrowed" in kiosk.events(), "the loan")
        assert not [one for one in kiosk.check() if one.severity == "wrong"]
    finally:
        kiosk.end()
    loans = 2  # "touch to begin", and the tile
    assert box.touches + loans <= MOST_TOUCHES
