"""The demo's shops: an invented directory on six floors, brought by the same door as a real one."""

from __future__ import annotations

from kiosk.core.brands.importer import with_letters
from kiosk.core.brands.records import Brand
from kiosk.core.records import Context
from kiosk.core.store.database import Store

KINDS = {
    "fashion": ("服装", "Fashion"),
    "shoes": ("鞋包", "Shoes and bags"),
    "beauty": ("美妆", "Beauty"),
    "food": ("餐饮", "Food and drink"),
    "children": ("儿童", "Children"),
    "home": ("家居", "Home"),
    "digital": ("数码", "Electronics"),
}
SHOPS = (
    # floor, unit, kind, name, English name
    ("B1", "B102", "food", "云间面馆", "Yunjian Noodles"),
    ("B1", "B105", "food", "小满茶铺", "Xiaoman Tea"),
    ("B1", "B110", "food", "麦田面包", "Wheatfield Bakery"),
    ("B1", "B121", "home", "竹里生活", "Zhuli Living"),
    ("1F", "101", "beauty", "白露美妆", "Bailu Beauty"),
    ("1F", "103", "beauty", "素颜研究所", "Suyan Lab"),
    ("1F", "106", "shoes", "远行箱包", "Yuanxing Bags"),
    ("1F", "108", "digital", "光年数码", "Lightyear Electronics"),
    ("1F", "112", "fashion", "青禾女装", "Qinghe Women"),
    ("1F", "118", "food", "拾光咖啡", "Shiguang Coffee"),
    ("2F", "203", "fashion", "木棉衣坊", "Mumian Clothing"),
    ("2F", "205", "fashion", "北岸男装", "North Bank Men"),
    ("2F", "209", "fashion", "一针一线", "Needle and Thread"),
    ("2F", "211", "shoes", "踏歌鞋履", "Tage Shoes"),
    ("2F", "213", "shoes", "鹿鸣皮具", "Luming Leather"),
    ("2F", "220", "beauty", "花时香氛", "Huashi Fragrance"),
    ("3F", "302", "children", "童梦玩具", "Tongmeng Toys"),
    ("3F", "306", "children", "小树苗童装", "Sapling Kids"),
    ("3F", "309", "children", "星星乐园", "Star Playground"),
    ("3F", "315", "home", "暖居家纺", "Nuanju Textiles"),
    ("3F", "318", "home", "原木家具", "Yuanmu Furniture"),
    ("4F", "401", "food", "蜀香火锅", "Shuxiang Hotpot"),
    ("4F", "405", "food", "江南小厨", "Jiangnan Kitchen"),
    ("4F", "408", "food", "海之味寿司", "Umi Sushi"),
    ("4F", "412", "digital", "极客影音", "Geek Audio"),
    ("5F", "501", "food", "云顶西餐", "Cloud Top Grill"),
    ("5F", "503", "children", "亲子书屋", "Family Books"),
    ("5F", "508", "home", "一间花店", "A Flower Shop"),
)
WAYS = {"1F": ("总服务台旁", "Beside the service desk"), "4F": ("出电梯右转", "Right after the lift")}


def brands() -> list[Brand]:
    """All of them, with numbers as a till would write them."""
    found = []
    for index, (floor, unit, kind, name, english) in enumerate(SHOPS, start=1):
        chinese_kind, english_kind = KINDS[kind]
        way, way_en = WAYS.get(floor, ("", ""))
        brand = Brand(
            key=f"M{index:04d}",
            name=name,
            name_en=english,
            floor=floor,
            unit=unit,
            category=chinese_kind,
            category_en=english_kind,
            phone=f"0571-1000{index:04d}" if kind == "food" else "",
            hours="10:00–21:30" if kind == "food" else "",
            way=way,
            way_en=way_en,
        )
        found.append(with_letters(brand))
    return found


def furnish(store: Store, actor: str) -> None:
    """In somebody's name."""
    store.write_now(lambda tx: tx.put_brands(brands(), whole=True), context=Context(actor))
