"""What each fault is called, what happens then, and what its number means. A fault without an entry is offered all the same,
under its own name; a test asks for the entry.

Texts are written for the person who switches it, not for a customer: what one will see, in a dozen words.
"""

from __future__ import annotations

from kiosk.bench.catalogue import LANGUAGES, Say, words_of
from kiosk.bench.protocol import FaultFamily, FaultWords
from kiosk.drivers.world.faults import FAMILIES

NUMBERS: dict[str, tuple[int, str]] = {
    "slow": (4000, "ms"),
    "bounces": (8, "times"),
    "paper_out_at": (2000, "bytes"),
    "sluggish": (2000, "bytes_a_second"),
    "disconnect_at": (2000, "bytes"),
    "short_writes": (777, "bytes"),
    "halt_at": (2000, "bytes"),
    "split": (40, "ms"),
    "keys_lost": (5, "key"),
    "bus_split": (40, "ms"),
    "i2c_nack": (3, "times"),
    "msr_slow": (2000, "ms"),
    "msr_split": (40, "ms"),
    "msr_cut_at": (3, "bytes"),
    "msr_wrong_status": (52, "status"),
    "msr_bad_swipe": (1, "swipes"),
}
"""What a fault's `value` begins with, and its unit, where it has one."""


def words_for(_: Say) -> dict[str, tuple[str, str]]:
    """Name and meaning of each fault in one language."""
    return {
        "sticks": (_("Sticks"), _("Released, but it does not spring open until somebody pulls.")),
        "jammed": (_("Jammed"), _("It does not move at all, whatever the lock does.")),
        "slow": (_("Opens late"), _("It springs open this much later.")),
        "bounces": (_("Switch chatters"), _("The door switch goes on and off so many times.")),
        "will_not_close": (_("Blocked"), _("Something is in the way: it cannot be pushed shut.")),
        "sensor_reads_open": (_("Switch says open"), _("The door switch reports open, always.")),
        "sensor_reads_closed": (_("Switch says closed"), _("The door switch reports closed, always.")),
        "coil_dead": (_("Coil dead"), _("The lock gets its pulse and does nothing.")),
        "paper_out_at": (_("Paper ends"), _("The roll ends after so many more bytes.")),
        "near_end": (_("Paper low"), _("The sensor says that the roll is nearly used up.")),
        "cover_open": (_("Cover open"), _("The cover stands open: nothing is printed.")),
        "mute": (_("Mute"), _("It prints and answers nothing.")),
        "sluggish": (_("Sluggish"), _("It takes only so many bytes a second.")),
        "disconnect_at": (_("Hangs up"), _("The connection breaks after so many more bytes.")),
        "refuses": (_("Unreachable"), _("Nobody listens at its address.")),
        "no_in_order_status": (_("No GS r"), _("It does not know the status request in the data.")),
        "no_unasked_status": (_("No GS a"), _("It never reports by itself.")),
        "asb": (_("Reports unasked"), _("Status bytes come that nobody asked for.")),
        "nonsense": (_("Nonsense status"), _("It answers bytes that are no status.")),
        "usb_unplugged": (_("USB plug out"), _("The printer's plug is out.")),
        "usb_taken": (_("Taken"), _("Another program holds the printer.")),
        "short_writes": (_("Small bites"), _("Each transfer takes at most so many bytes.")),
        "halt_at": (_("Endpoint halts"), _("The endpoint halts after so many more bytes.")),
        "unplugged": (_("Unplugged"), _("The scanner's port is gone.")),
        "no_suffix": (_("No end mark"), _("Set up wrongly: a code ends without its end mark.")),
        "split": (_("In two halves"), _("A code comes in two halves, this far apart.")),
        "garbage": (_("Noise before codes"), _("Bytes that mean nothing come before each code.")),
        "keys_lost": (_("Keys lost"), _("In keyboard mode, the queue runs over at this key.")),
        "bus_unplugged": (_("Line unplugged"), _("The lock boards' port is gone.")),
        "bus_mute": (_("Boards mute"), _("They hear, and do not answer.")),
        "bus_deaf": (_("Boards deaf"), _("They hear nothing.")),
        "bus_echo": (_("Line echoes"), _("The adapter repeats what is sent.")),
        "bus_noise": (_("Line noise"), _("Half a frame comes before each answer.")),
        "bus_split": (_("Answers in two halves"), _("The halves of an answer are this far apart.")),
        "bus_wrong_sum": (_("Wrong checksum"), _("The checksum of each answer is wrong.")),
        "i2c_unplugged": (_("Expanders without power"), _("The I/O expanders have no power.")),
        "i2c_nack": (_("Not acknowledged"), _("The next so many transactions are not acknowledged.")),
        "i2c_stuck": (_("Bus stuck"), _("Something holds the bus.")),
        "i2c_wrong_readback": (_("Wrong bit"), _("What is read back has a wrong bit.")),
        "i2c_reset": (_("Power blinks"), _("They lose their power for a moment.")),
        "msr_unplugged": (_("Encoder unplugged"), _("The card encoder's port is gone.")),
        "msr_mute": (_("Encoder mute"), _("It obeys, and does not answer.")),
        "msr_noise": (_("Noise before answers"), _("Bytes that mean nothing come before each answer.")),
        "msr_garbage": (_("Garbage answers"), _("Bytes that mean nothing come instead of each answer.")),
        "msr_slow": (_("Answers late"), _("Each answer comes this much later.")),
        "msr_split": (_("Encoder's answers split"), _("The halves of an answer are this far apart.")),
        "msr_cut_at": (
            _("Plug pulled mid-answer"),
            _("The plug comes out after so many bytes of the next answer."),
        ),
        "msr_wrong_status": (_("Wrong status"), _("It answers this status each time.")),
        "msr_bad_swipe": (_("Bad swipes"), _("The next so many swipes are too slow to be read.")),
        "msr_paced": (_("Real line speed"), _("Bytes take the time that they take on a real line.")),
        "msr_605x": (_("It is an MSR605X"), _("Another model: answers in small letters, knows no tests.")),
    }


def families() -> list[FaultFamily]:
    """Every fault that the world knows, with its words in every language."""
    said = {language: words_for(words_of(language)) for language in LANGUAGES}
    return [
        FaultFamily(family, [_offered(kind, said) for kind in kinds]) for family, kinds in FAMILIES.items()
    ]


def _offered(kind: str, said: dict[str, dict[str, tuple[str, str]]]) -> FaultWords:
    value, unit = NUMBERS.get(kind, (0, ""))
    unknown = (kind.replace("_", " "), "")
    return FaultWords(
        kind,
        {language: words.get(kind, unknown)[0] for language, words in said.items()},
        {language: words.get(kind, unknown)[1] for language, words in said.items()},
        value,
        unit,
    )
