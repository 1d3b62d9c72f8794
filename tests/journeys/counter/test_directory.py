"""品牌楼层导览: a shop is found by letter, floor or kind, without typing a character, and the page says where it is."""

from __future__ import annotations

from kiosk.cli import demo_brands
from kiosk.core.brands.records import Brand
from kiosk.link.prompts import Menu
from tests.journeys.counter.steps import facts, pick

MALL = {"counter": {"floor": "1F"}}


def to_the_question(kiosk):
    kiosk.touch()
    kiosk.choose("counter.directory")
    kiosk.expect("品牌导览")


def test_by_the_first_letter_of_its_pinyin(make_desk):
    kiosk = make_desk(settings=MALL)
    to_the_question(kiosk)
    kiosk.choose("letters")
    keys = kiosk.expect("品牌首字母")
    assert isinstance(keys, Menu)
    assert keys.layout == "tiles"
    assert len(keys.choices) <= 8
    pick(kiosk, "TUV")
    kiosk.expect("哪个品牌")
    pick(kiosk, "踏歌鞋履")
    shown = kiosk.expect("踏歌鞋履")
    assert facts(kiosk)["楼层"] == "2F"
    assert facts(kiosk)["铺位"] == "211"
    assert facts(kiosk)["怎么走"] == "上 1 层"
    assert str(shown.subtitle) == "鞋包"
    kiosk.choose("found")
    kiosk.expect_attract()


def test_in_english_by_its_english_name(make_desk):
    kiosk = make_desk(settings=MALL)
    kiosk.touch()
    kiosk.speak("en")
    kiosk.choose("counter.directory")
    kiosk.expect("Find a shop")
    kiosk.choose("letters")
    kiosk.expect("First letter of its name")
    pick(kiosk, "TUV")
    kiosk.expect("Which shop?")
    pick(kiosk, "Tage Shoes")
    kiosk.expect("Tage Shoes")
    assert facts(kiosk)["From here"] == "1 floor up"


def test_by_floor_and_by_kind_and_back_to_the_list(make_desk):
    kiosk = make_desk(settings=MALL)
    to_the_question(kiosk)
    kiosk.choose("floor")
    floors = kiosk.expect("在哪一层")
    assert [str(one.title) for one in floors.choices] == ["B1", "1F", "2F", "3F", "4F", "5F"]
    pick(kiosk, "B1")
    kiosk.expect("哪个品牌")
    pick(kiosk, "小满茶铺")
    kiosk.expect("小满茶铺")
    assert facts(kiosk)["怎么走"] == "下 1 层"
    assert facts(kiosk)["今日营业"] == "10:00–21:30"
    kiosk.back()
    kiosk.expect("哪个品牌")
    kiosk.back()
    kiosk.expect("在哪一层")
    kiosk.back()
    kiosk.expect("品牌导览")
    kiosk.choose("category")
    pick(kiosk, "美妆")
    kiosk.expect("哪个品牌")
    pick(kiosk, "白露美妆")
    kiosk.expect("白露美妆")
    assert facts(kiosk)["怎么走"] == "就在本层"


def test_a_kind_with_many_shops_is_narrowed_down_by_floor(make_kiosk):
    many = [Brand(f"M{n}", f"面馆{n}", "", f"{n % 3 + 1}F", f"{n}", "餐饮") for n in range(60)]
    others = [Brand(f"S{n}", f"鞋店{n}", "", "1F", f"1{n}", "鞋包") for n in range(3)]
    kiosk = make_kiosk(
        plugins=("counter",), store="memory", prepare=lambda tx: tx.put_brands([*many, *others])
    )
    to_the_question(kiosk)
    kiosk.choose("category")
    pick(kiosk, "餐饮")
    kiosk.expect("在哪一层")
    pick(kiosk, "3F")
    menu = kiosk.expect("哪个品牌")
    assert len(menu.choices) == 20


def test_a_house_of_few_shops_shows_them_at_once(make_kiosk):
    few = demo_brands.brands()[:5]
    kiosk = make_kiosk(plugins=("counter",), store="memory", prepare=lambda tx: tx.put_brands(few))
    to_the_question(kiosk)
    assert len(kiosk.prompt.choices) == 5
    pick(kiosk, "云间面馆")
    kiosk.expect("云间面馆")
    assert "怎么走" not in facts(kiosk), "where no floor is set, nothing is said of the way"


def test_an_empty_directory_takes_no_room_on_the_home_screen(make_kiosk):
    kiosk = make_kiosk(plugins=("counter",), store="memory")
    kiosk.touch()

    assert "counter.directory" not in [one.key for one in kiosk.prompt.choices]


def test_a_shop_that_has_left_is_shown_no_more(make_desk):
    kiosk = make_desk()
    kiosk.store.write_now(lambda tx: tx.put_brands(demo_brands.brands()[4:], whole=True))
    to_the_question(kiosk)
    kiosk.choose("floor")
    floors = kiosk.expect("在哪一层")

    assert [str(one.title) for one in floors.choices] == ["1F", "2F", "3F", "4F", "5F"]
    assert kiosk.read(lambda tx: tx.brand("M0001")).gone


def test_hours_are_those_of_the_house_where_the_shop_has_none(make_desk):
    kiosk = make_desk(extra='[[site.hours]]\ndays = ["sun"]\nopens = "10:00"\ncloses = "22:00"\n')
    to_the_question(kiosk)
    kiosk.choose("floor")
    pick(kiosk, "2F")
    pick(kiosk, "踏歌鞋履")
    kiosk.expect("踏歌鞋履")

    assert facts(kiosk)["今日营业"] == "10:00–22:00"
