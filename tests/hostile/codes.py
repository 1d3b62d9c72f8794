"""What people, programs and broken scanners put before a scanner: texts and bytes, by what they try."""

from __future__ import annotations

import random

PAYMENT_CODE = "134567890123456789"
UNKNOWN = "6909999999999"

# fmt: off
TEXTS: dict[str, tuple[str, ...]] = {
    "nearly nothing": ("", " ", "0", "A", "-1", "\u3000", "\u2028", "\ufeff", "\u200b\u200b"),
    "words of programs": ("1e309", "NaN", "None", "null", "true", "\\", "\\0", "%", "/", "../../etc/passwd", "$HOME", "`id`"),
    "format strings": (
        "{", "}", "{}", "{0}", "{number}", "{tag}", "{0.__class__.__mro__}", "{{}}", "{!r}", "{:>99999999}",
        "%", "%s", "%d%n", "%(tag)s", "%%", "%99999999d", "${x}",
    ),
    "quotes and SQL": (
        "'", '"', "'; DROP TABLE items; --", "U-0101' OR '1'='1", '" OR ""="', "1; SELECT pg_sleep(9)", "--", "/*",
        "x' UNION SELECT pin_hash FROM staff --", "U-%", "U-____",
    ),
    "markup and catalogues": (
        "[b]bold[/b]", "[ref=x]y[/ref]", "[/b]", "&bl;", "<script>alert(1)</script>", "&amp;",
        "Project-Id-Version: x", "zh_CN", "msgid", "ctx\x04msg",
    ),
    "almost ours": (
        "ZG1:", "zg1:AAAA", "ZG1:" + "A" * 400, "ZG2:ABCDEFGH", "ZG1:'; --", "U-", "u-9999", "U-01011", "80010000001x",
        "8001 0000 0009 9", "item:x", "member:x", "lending.umbrella", "back", "done",
    ),
    "other people's letters": (
        "☂", "👩\u200d👩\u200d👧", "🇨🇳", "\u202eevil", "\ufeffbom", "a\u0301" * 50, "会员卡八千", "１２３４５６７８９０１",
        "Ω≈ç√∫", "\U000e0041\U000e0042", "\u0661\u0662\u0663", "ﷺ" * 40, "\U0010ffff",
    ),
    "GS1 and AIM": (
        "\x1d", "\x1d\x1d\x1d", "\x1d0106901234567892\x1d10ABC\x1d21XYZ", "]C10106901234567892\x1d10A", "]d2\x1d",
        "]Q3https://example.com/?a=b", "]Q3", "]zz", "]C1]C1]C1",
    ),
    "control characters": (
        *(chr(code) for code in range(32)),
        *(f"U-{chr(code)}9999" for code in (0, 4, 7, 8, 9, 27, 28, 29, 30, 127, 0x85, 0x9B)),
        "\x1b[2J\x1b[1;1H", "\x1b]0;title\x07", "\x02STX\x03ETX", "a\tb\tc", "line\nline", "one\rtwo\rthree", "\r\n\r\n",
    ),
    "money": ("28" + "1" * 14, "30" + "9" * 22, PAYMENT_CODE, "10" + "0" * 16, "15" + "9" * 16, "9" * 18),
}

BYTES: dict[str, tuple[bytes, ...]] = {
    "invalid UTF-8": (
        b"\xff", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\xc3\x28", b"\xe4\xbc", b"\xf0\x9f\x98", b"\xc0\xaf", b"\xed\xa0\x80",
        b"\x80" * 64, b"\xf4\x90\x80\x80", b"\x00\xff\x1b[A\x80",
    ),
    "GB18030": (
        "会员卡".encode("gb18030"), "会员卡".encode("gb18030")[:-1], "龘𠮷".encode("gb18030"), b"\x81\x30\x81",
        "卡".encode("utf-16"), "伞".encode("big5", "replace"),
    ),
    "lengths": tuple(b"A" * length for length in (1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 9_999, 10_000)),
    "ten thousand": (*(byte * 10_000 for byte in (b"\x00", b"\xff", b"\x1d", b"9", b"\r")), "伞".encode() * 3_333),
}
# fmt: on


def noise(seed: int, count: int) -> list[bytes]:
    """Bytes at random, of 0 to 10,000, the same for the same seed; short ones more often."""
    dice = random.Random(seed)
    return [dice.randbytes(int(10_000 * dice.random() ** 4)) for _ in range(count)]


def everything() -> list[tuple[str, bytes]]:
    """Each code with the name of what it tries."""
    texts = [(name, text.encode("utf-8")) for name, some in TEXTS.items() for text in some]
    return texts + [(name, data) for name, some in BYTES.items() for data in some]
