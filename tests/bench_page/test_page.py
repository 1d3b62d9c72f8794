"""What a page is told, what it can do, and what becomes of it when something is away or it talks nonsense."""

import asyncio
import base64
import json
from io import BytesIO

from PIL import Image

from kiosk.bench.protocol import JournalLine
from kiosk.bench.screens import HEAD


def door_of(truth, number):
    return next(each for each in truth["doors"] if each["number"] == number)


def test_a_page_is_told_its_house_and_what_is_so(stage):
    async def play(stage):
        async with stage.page() as page:
            house = page.house
            assert house["site"] == "云间广场"
            assert [len(each["doors"]) for each in house["walls"]] == [42]
            assert {"kind": "member", "code": "80010013307", "label": "张明", "label_en": ""} in house[
                "shelf"
            ]
            assert house["notes"]["staff"].startswith("1024 ")
            truth = await page.hear("truth")
            assert door_of(truth, 1)["items"] == ["U-0101"]
            assert [each["name"] for each in truth["cards"]] == [
                "member",
                "blank",
                "blank-loco",
                "worn",
                "bank",
            ]

    stage(play)


def test_no_number_of_a_bank_card_is_sent(stage):
    async def play(stage):
        async with stage.page() as page:
            truth = await page.hear("truth")
            bank = next(each for each in truth["cards"] if each["name"] == "bank")
            assert bank["bank"]
            assert "4111111111111111" not in json.dumps(truth)
            assert all(each.endswith("1111") for each in bank["tracks"] if each)

    stage(play)


def test_hands_do_in_the_world_what_they_do_at_a_box(stage):
    async def play(stage):
        async with stage.page() as page, stage.page() as other:
            assert await page.do("open_by_force", compartment=1) == {
                "say": "answer",
                "id": 1,
                "what": "",
                "cannot": {},
            }
            assert (await page.do("take", compartment=1, tag="U-0101"))["what"] == "U-0101"
            seen = await other.hear("truth", lambda truth: truth["holding"] == ["U-0101"])
            assert door_of(seen, 1)["open"]
            assert door_of(seen, 1)["items"] == []
            await other.do("put", compartment=1, tag="U-0101")
            await page.do("close_door", compartment=1)
            await page.hear("truth", lambda truth: not door_of(truth, 1)["open"])
            await page.do("present_code", scanner="scanner", data=base64.b64encode(b"80010013307").decode())
            await page.hear("truth", lambda truth: truth["scanners"][0]["presented"] == 1)
            await page.do("set_fault", kind="jammed", compartment=5, on=True)
            await other.hear("truth", lambda truth: door_of(truth, 5)["faults"] == {"jammed": 0})
            await other.do("mend_all")
            await page.hear("truth", lambda truth: door_of(truth, 5)["faults"] == {})

    stage(play)


def test_what_the_world_cannot_do_is_said_in_both_languages(stage):
    async def play(stage):
        async with stage.page() as page:
            refused = (await page.do("pull_door", compartment=4))["cannot"]
            assert refused == {
                "zh_CN": "4 号门锁着，由服务台来开。",
                "en": "Door 4 is locked. The kiosk opens it.",
            }
            refused = (await page.do("pull_door", compartment=99))["cannot"]
            assert refused["en"] == "no compartment 99 in any bank"

    stage(play)


HOSTILE = [
    "",
    "{",
    "[]",
    "null",
    '"look"',
    "1e999",
    "[" * 5000,
    '{"do":"deed"}',
    '{"do":"deed","id":1,"deed":{"type":"stock","compartment":1,"tags":[]}}',
    '{"do":"deed","id":1,"deed":{"type":"await_door","compartment":1}}',
    '{"do":"deed","id":1,"deed":{"type":"pulse","pin":1,"milliseconds":60000}}',
    '{"do":"deed","id":-1,"deed":{"type":"mend_all"}}',
    '{"do":"finger","what":"down","x":2,"y":0}',
    '{"do":"finger","what":"down","x":NaN,"y":0}',
    '{"do":"finger","what":"stab"}',
    '{"do":"look","screen":"front","width":1e9}',
    '{"do":"drawn","frame":"../../etc"}',
    '{"do":"quit"}',
]


def test_what_is_no_message_is_answered_and_harms_nobody(stage):
    async def play(stage):
        async with stage.page() as page:
            for text in HOSTILE:
                await page.socket.send_str(text)
                assert (await page.hear("answer"))["cannot"]["en"] == "not understood", text
            await page.socket.send_bytes(b"\x00\xff" * 100)
            assert (await page.hear("answer"))["cannot"]
            await page.say(do="look", screen="nowhere")
            await page.say(do="drawn", frame=77)
            await page.say(do="finger", what="down", x=0.5, y=0.5)
            assert (await page.do("mend_all"))["cannot"] == {}
        assert stage.glass.touches == []

    stage(play)


def test_a_message_that_is_too_long_ends_that_page_only(stage):
    async def play(stage):
        async with stage.page() as page, stage.page() as other:
            await page.socket.send_str("x" * 300_000)
            async with asyncio.timeout(10):
                while not page.socket.closed:
                    await page.socket.receive()
            assert (await other.do("mend_all"))["cannot"] == {}

    stage(play)


def test_a_world_that_goes_away_is_said_and_comes_back_by_itself(stage):
    async def play(stage):
        async with stage.page() as page:
            await page.hear("truth")
            await stage.no_world()
            await page.hear("away")
            refused = (await page.do("mend_all"))["cannot"]
            assert refused["en"] == "The world does not answer. Look whether it was done."
            await stage.world()
            await page.hear("truth")
            assert (await page.do("mend_all"))["cannot"] == {}

    stage(play)


def test_the_journal_is_shown_and_goes_on_also_after_it_could_not_be_read(stage):
    async def play(stage):
        async with stage.page() as page:
            assert [each["seq"] for each in (await page.hear("journal"))["lines"]] == [1]
            stage.readable = False
            await asyncio.sleep(0.8)
            stage.rows.append(JournalLine(2, 0, "lending.borrowed", "", "front", "{}"))
            stage.readable = True
            assert [each["event"] for each in (await page.hear("journal"))["lines"]] == ["lending.borrowed"]

    stage(play)


# ---------------------------------------------------------------------------------------------- the screen


def part_of(message):
    frame, x, y, width, height, _ = HEAD.unpack(message[: HEAD.size])
    return frame, (x, y), (width, height), Image.open(BytesIO(message[HEAD.size :]))


def test_a_page_is_sent_the_screen_at_its_width_and_then_only_what_differs(stage):
    async def play(stage):
        async with stage.page() as page:
            await page.say(do="look", screen="front", width=100)
            frame, at, size, picture = part_of(await page.hear("picture"))
            assert (at, size, picture.size) == ((0, 0), (100, 150), (100, 150))
            red, green, blue = picture.convert("RGB").getpixel((50, 50))
            assert abs(red - 10) + abs(green - 20) + abs(blue - 30) < 15
            stage.glass.spot = (60, 40)
            await asyncio.sleep(0.5)
            await page.say(do="drawn", frame=frame)
            _, at, size, picture = part_of(await page.hear("picture"))
            assert (at, size, picture.size) == ((30, 20), (100, 150), (5, 5))

    stage(play)


def test_a_page_that_has_not_drawn_is_sent_no_more(stage):
    async def play(stage):
        async with stage.page() as page:
            await page.say(do="look", screen="front", width=100)
            frame, *_ = part_of(await page.hear("picture"))
            for colour in ((200, 0, 0), (0, 200, 0), (0, 0, 200)):
                stage.glass.colour = colour
                await asyncio.sleep(0.3)
            await page.say(do="drawn", frame=frame)
            _, _, _, picture = part_of(await page.hear("picture"))
            assert picture.convert("RGB").getpixel((50, 50))[2] > 150  # the latest, not the next

    stage(play)


def test_a_screen_that_goes_away_is_said_and_comes_back(stage):
    async def play(stage):
        async with stage.page() as page:
            await page.say(do="look", screen="front", width=100)
            frame, *_ = part_of(await page.hear("picture"))
            await page.say(do="drawn", frame=frame)
            stage.glass.there = False
            await page.hear("screen_away")
            stage.glass.there = True
            assert part_of(await page.hear("picture"))[2] == (100, 150)

    stage(play)


def test_nobody_looks_at_the_screen_while_no_page_does(stage):
    async def play(stage):
        async with stage.page() as page:
            await page.hear("truth")
            assert stage.glass.opened == 0
            await page.say(do="look", screen="front", width=100)
            await page.hear("picture")
            await page.say(do="look", screen="")
            await page.do("mend_all")
            assert stage.bench.screens["front"]._thread is None

    stage(play)


def test_a_finger_touches_where_the_mouse_does_and_is_lifted_when_its_page_goes(stage):
    async def play(stage):
        async with stage.page() as page, stage.page() as other:
            for each in (page, other):
                await each.say(do="look", screen="front", width=100)
            await page.say(do="finger", what="down", x=0.5, y=1)
            await page.do("mend_all")
            await other.say(do="finger", what="down", x=0, y=0)
            await other.say(do="finger", what="up", x=0, y=0)
            await other.do("mend_all")
            assert stage.glass.touches == [("down", 100, 299)]
            await page.say(do="finger", what="move", x=0.25, y=0)
            await page.do("mend_all")
        await stage.no_page()
        assert stage.glass.touches == [("down", 100, 299), ("move", 50, 0), ("up",)]

    stage(play)


def test_a_slip_is_shown_as_a_picture_with_the_code_that_is_on_it(stage):
    async def play(stage):
        printer = stage.settings.printers[0]
        _reader, writer = await asyncio.open_connection(printer.host, printer.port)
        loan = "0198f3c2-7d1e-7a60-9b7e-3c1b5f0a2d42"
        async with stage.page() as page:
            await page.hear("truth")
            writer.write(escpos_qr(loan))
            await writer.drain()
            seen = await page.hear("truth", lambda truth: truth["printers"][0]["slips"] == 1)
            assert seen["printers"][0]["codes"] == {"0": loan}
            answer = await stage.browser.get(f"{stage.base}/slip/{printer.name}/0")
            assert answer.headers["Content-Type"] == "image/png"
            assert Image.open(BytesIO(await answer.read())).width == printer.width_dots
            assert (await stage.browser.get(f"{stage.base}/slip/{printer.name}/1")).status == 404
        writer.close()

    stage(play)


def escpos_qr(text):
    """A QR code and a cut, as bytes for the printer."""
    import segno

    rows = list(segno.make(text, error="m").matrix_iter(scale=6, border=4))
    width = (len(rows[0]) + 7) // 8
    packed = b"".join(
        bytes(
            sum((0x80 >> bit) for bit, dark in enumerate(row[8 * n : 8 * n + 8]) if dark)
            for n in range(width)
        )
        for row in rows
    )
    head = b"\x1d\x76\x30\x00" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return b"\x1b@" + head + packed + b"\x1dV\x42\x00"
