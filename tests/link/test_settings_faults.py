"""Wrong settings files, and exactly what is said about each: where, what is wrong, what would be right."""

import pytest

from kiosk.link.settings import SettingsRefused, parse

BOARDS = '[[bank]]\nname = "wall"\ndriver = "board"\nfamily = "8a"\nport = "/dev/x"\n'
BANK = '[[bank]]\nname = "wall"\n'
WORLD = '[[bank]]\nname = "wall"\nfactory = "world"\n'


def door(number: int = 1, coil: int = 17, sensor: int = 27, row: int = 0, column: int = 0) -> str:
    """Six lines."""
    return f"[[bank.compartment]]\nnumber = {number}\ncoil = {coil}\nsensor = {sensor}\nrow = {row}\ncolumn = {column}\n"


def expanders(name: str, *doors: tuple[int, int, int, int]) -> str:
    """Four lines, and seven for each door of (number, address, coil, sensor)."""
    text = f'[[bank]]\nname = "{name}"\ndriver = "expander"\nport = "/dev/i2c-1"\n'
    for number, address, coil, sensor in doors:
        text += (
            f"[[bank.compartment]]\nnumber = {number}\nboard = {address}\ncoil = {coil}\nsensor = {sensor}\n"
        )
        text += f"row = 0\ncolumn = {number}\n"
    return text


NAME = 'a name of small letters, digits, - and _, like "front"'
BAUDS = "1200 or 2400 or 4800 or 9600 or 19200 or 38400 or 57600 or 115200"
SECTIONS = (
    "site, closing, calls, paths, store, backup, identity, shell, position, session, staff, counter, rights, scanner,"
    " printer, encoder, device, bank, row, host, plugins, link"
)
TOML = 'keys are written name = value, and text stands in "double quotes"'

FAULTS = {
    # ---- not TOML at all
    "text without quotes": ("[site]\nname = 掌柜\n", f"2: not TOML: invalid value; {TOML}"),
    "a key twice": ('[site]\nname = "a"\nname = "b"\n', f"3: not TOML: cannot overwrite a value; {TOML}"),
    "a section twice": ("[site]\n[shell]\n[site]\n", f"3: not TOML: cannot declare ('site',) twice; {TOML}"),
    "an open header": ("[site\n", f"1: not TOML: expected ']' at the end of a table declaration; {TOML}"),
    "an open string at the end": ('[site]\nname = "a', f"2: not TOML: unterminated string; {TOML}"),
    "yes instead of true": ("[shell]\nsound = yes\n", f"2: not TOML: invalid value; {TOML}"),
    "not UTF-8": (
        "[site]\nname = '掌柜'\n".encode("gb18030"),
        "2: these bytes are not UTF-8; save the file as UTF-8",
    ),
    # ---- keys and sections that do not exist
    "a key mistyped": (
        "[shell]\nwidht = 1080\n",
        '2: there is no key "widht" in [shell]; did you mean "width"?',
    ),
    "a key with a hyphen": (
        "[session]\nidle-seconds = 60\n",
        '2: there is no key "idle-seconds" in [session]; did you mean "idle_seconds"?',
    ),
    "a key in capitals": ("[shell]\nPPI = 102\n", '2: there is no key "PPI" in [shell]; did you mean "ppi"?'),
    "a key from nowhere": (
        '\n[store]\npassword = "secret"\n',
        '3: there is no key "password" in [store]; its keys are url',
    ),
    "a section mistyped": ("[scaner]\n", '1: there is no section "scaner"; did you mean "scanner"?'),
    "a section from nowhere": ("[wifi]\n", f'1: there is no section "wifi"; the sections are {SECTIONS}'),
    "a key outside every section": (
        "zip = 3\n[site]\n",
        f'1: there is no section "zip"; the sections are {SECTIONS}',
    ),
    "a key in a door": (
        BANK + door() + 'kinds = ["umbrella"]\n',
        '9: there is no key "kinds" in [[bank.compartment]]; did you mean "kind"?',
    ),
    # ---- what staff who leave the desk are offered
    "an absence for too long": (
        "[calls]\naway_longest_hours = 1\naway_minutes = [5, 90]\n",
        "3: away_minutes has 90, and away_longest_hours is 1; right would be at most 60",
    ),
    "the same minutes twice": (
        "[calls]\naway_minutes = [5, 5]\n",
        '2: away_minutes has "5" twice; right would be each once',
    ),
    "the same reason twice": (
        '[calls]\naway_reasons = ["meal", "errand=a", "errand=b"]\n',
        '2: away_reasons has "errand" twice; right would be each once',
    ),
    "a reason without words": (
        '[calls]\naway_reasons = ["meal="]\n',
        '2: "meal=" says nothing; right would be "key=text"',
    ),
    "open for too little": (
        "[closing]\nstay_open_minutes = 1\n",
        "2: stay_open_minutes is 1; right would be a whole number from 5 to 240 (usually 30)",
    ),
    # ---- values of the wrong kind
    "a number in quotes": (
        '[shell]\nwidth = "1080"\n',
        '2: width is "1080"; right would be a whole number from 320 to 7680 (usually 1080)',
    ),
    "a number too large": (
        "[session]\nidle_seconds = 9000\n",
        "2: idle_seconds is 9000; right would be a whole number from 10 to 900 (usually 60)",
    ),
    "a number too small": (
        "[shell]\nppi = 1\n",
        "2: ppi is 1; right would be a number from 40 to 600 (usually 102.4)",
    ),
    "a fraction": (
        "[staff]\nattempts = 2.5\n",
        "2: attempts is 2.5; right would be a whole number from 1 to 20 (usually 5)",
    ),
    "a pulse beyond the hard cap": (
        BANK + "pulse_ms = 2001\n" + door(),
        "3: pulse_ms is 2001; right would be a whole number from 20 to 2000 (usually 300)",
    ),
    "dots that are no whole bytes": (
        '[[printer]]\nname = "p"\nhost = "h"\nwidth_dots = 570\n',
        "4: width_dots is 570; right would be a whole number from 192 to 1024 that is a multiple of 8 (usually 576)",
    ),
    "text instead of true": (
        '[shell]\nfullscreen = "true"\n',
        '2: fullscreen is "true"; right would be true or false (usually true)',
    ),
    "a language that is not spoken": (
        '[site]\nlanguage = "zh"\n',
        '2: language is "zh"; right would be "en" or "zh_CN" (usually "zh_CN")',
    ),
    "a time of day that is none": (
        '[site]\nopens = "25:00"\n',
        '2: opens is "25:00"; right would be a time of day like "22:00" (usually "10:00")',
    ),
    "a time without quotes": (
        "[site]\nopens = 10:00:00\n",
        '2: opens is 10:00:00; right would be a time of day like "22:00" (usually "10:00")',
    ),
    "a baud rate that no scanner has": (
        '[[scanner]]\nname = "s"\nport = "/dev/x"\nbaud = 9601\n',
        f"4: baud is 9601; right would be {BAUDS} (usually 9600)",
    ),
    "a name with a space": (
        '[[scanner]]\nname = "front scanner"\nport = "/dev/x"\n',
        f'2: name is "front scanner"; right would be {NAME}',
    ),
    "a name that is too long": (
        f'[site]\nname = "{"长" * 41}"\n',
        f'2: name is "{"长" * 41}"; right would be text in "double quotes" of at most 40 characters (usually "掌柜服务台")',
    ),
    "a database of another kind": (
        '[store]\nurl = "mysql://db/kiosk"\n',
        '2: url is "mysql://db/kiosk"; right would be "" for SQLite in the data folder, or "postgresql://host/database"',
    ),
    "one thing where a list should be": (
        BANK + door() + 'holds = "umbrella"\n',
        f'9: holds is "umbrella"; right would be a list in square brackets, each {NAME} (usually ["umbrella"])',
    ),
    "a list with a stranger in it": (
        "[link]\ndesk_uids = [\n  990,\n  -1,\n]\n",
        (
            '2: desk_uids is [990, -1]; right would be user numbers or user names, like [990] or ["kiosk-shell"]'
            " (usually [])"
        ),
    ),
    "a section written as a value": (
        "shell = 3\n",
        "1: shell is a section; write its keys under a line [shell]",
    ),
    "one device written as a section": (
        '[scanner]\nname = "s"\n',
        "1: each scanner is a section of its own; write its keys under a line [[scanner]]",
    ),
    # ---- what is missing
    "a scanner without a port": (
        '\n[[scanner]]\nname = "s"\n',
        '2: this [[scanner]] has no "port"; right would be text in "double quotes"',
    ),
    "a door without a sensor": (
        BANK + "[[bank.compartment]]\nnumber = 1\ncoil = 17\nrow = 0\ncolumn = 0\n",
        "4: door 1 has no sensor; right would be a line like sensor = 17",
    ),
    "a lock board without a port": (
        '[[bank]]\nname = "wall"\ndriver = "board"\n[[bank.compartment]]\nnumber = 1\nlock = 0\nrow = 0\ncolumn = 0\n',
        '3: driver "board" needs a serial port; right would be a line like port = "/dev/serial/by-id/…"',
    ),
    "a lock that its board does not have": (
        BOARDS + "[[bank.compartment]]\nnumber = 1\nboard = 1\nlock = 0\nrow = 0\ncolumn = 0\n",
        "9: no 8a board has lock 0; right would be one from 1 to 50",
    ),
    "a door on no lock": (
        BOARDS + "[[bank.compartment]]\nnumber = 1\nboard = 1\nrow = 0\ncolumn = 0\n",
        "7: door 1 has no lock; right would be one from 1 to 50",
    ),
    "two doors on one lock": (
        BOARDS
        + "[[bank.compartment]]\nnumber = 1\nboard = 1\nlock = 4\nrow = 0\ncolumn = 0\n"
        + "[[bank.compartment]]\nnumber = 2\nboard = 1\nlock = 4\nrow = 0\ncolumn = 1\n",
        "15: board 1, lock 4 is already door 1's; right would be a lock of its own",
    ),
    "a bank without doors": (
        BANK,
        '1: this [[bank]] has no "compartment"; right would be at least one section of its own',
    ),
    "a bank with an empty list of doors": (
        BANK + "compartment = []\n",
        '3: the bank "wall" has no doors; right would be at least one [[bank.compartment]]',
    ),
    "a network printer without an address": (
        '[[printer]]\nname = "p"\ndriver = "network"\n',
        '3: a printer with driver "network" needs a host; right would be a line like host = "192.168.1.50"',
    ),
    "a file printer without a path": (
        '[[printer]]\nname = "p"\ndriver = "file"\n',
        '3: a printer with driver "file" needs a path; right would be a line like path = "/dev/usb/lp0"',
    ),
    # ---- values that do not go together
    "two doors on one coil": (
        BANK + door(1, 17, 27) + door(2, 17, 22, column=1),
        '11: coil is pin 17, which is already the coil of door 1 in bank "wall"; right would be a pin of its own',
    ),
    "a switch on another door's coil": (
        BANK + door(1, 17, 27) + door(2, 22, 17, column=1),
        '12: sensor is pin 17, which is already the coil of door 1 in bank "wall"; right would be a pin of its own',
    ),
    "two banks on one pin": (
        BANK + door(1, 17, 27) + BANK.replace("wall", "other") + door(1, 22, 27),
        '14: sensor is pin 27, which is already the sensor of door 1 in bank "wall"; right would be a pin of its own',
    ),
    "two doors with one number": (
        BANK + door(1, 17, 27) + door(1, 22, 23, column=1),
        '10: the bank "wall" already has a door 1; right would be a number of its own',
    ),
    "two doors in one square": (
        BANK + door(1, 17, 27) + door(2, 22, 23),
        "13: row 0, column 0 is already door 1's; right would be a square of its own on the wall",
    ),
    "a pin that the header does not have": (
        BANK + door(1, 40, 27),
        "5: coil is 40, which is no free pin of the 40-pin header; right would be a BCM number from 2 to 27",
    ),
    "a single that holds many": (
        WORLD + door() + "capacity = 12\n",
        '10: capacity is 12 for a single compartment; right would be 1, or kind = "rack"',
    ),
    "a coil that may not rest": (
        BANK + "pulse_ms = 500\ncooldown_ms = 600\n" + door(),
        (
            "4: cooldown_ms is 600: a coil rests at least twice as long as its pulse; "
            "right would be 1000 or more (pulse_ms is 500)"
        ),
    ),
    "a world half meant": (
        BANK + 'driver = "world"\n' + door(),
        (
            '3: driver "world" is for emulated doors, and factory "lgpio" for real ones; '
            'right would be factory = "world" too, or driver = "gpio"'
        ),
    ),
    "two devices of one name": (
        '[[scanner]]\nname = "a"\nport = "/dev/x"\n[[printer]]\nname = "a"\nhost = "h"\n',
        '5: name "a" is already a scanner\'s; right would be a name of its own',
    ),
    "an encoder at the port of a scanner": (
        '[[scanner]]\nname = "a"\nport = "/dev/x"\n[[encoder]]\nname = "b"\nport = "/dev/x"\n',
        '6: port "/dev/x" is already the scanner "a"; right would be another port',
    ),
    "an encoder with a printer's name": (
        '[[printer]]\nname = "a"\nhost = "h"\n[[encoder]]\nname = "a"\nport = "/dev/x"\n',
        '5: name "a" is already a printer\'s; right would be a name of its own',
    ),
    "an encoder at a position that is not": (
        '[[encoder]]\nname = "a"\nport = "/dev/x"\nposition = "back"\n',
        '4: there is no position "back"; right would be "front" (from [shell]), or "" for a device of the whole box',
    ),
    "an encoder without a port": (
        '\n[[encoder]]\nname = "e"\n',
        '2: this [[encoder]] has no "port"; right would be text in "double quotes"',
    ),
    "an encoder that waits for ever": (
        '[[encoder]]\nname = "e"\nport = "/dev/x"\nswipe_seconds = 600\n',
        "4: swipe_seconds is 600; right would be a whole number from 5 to 60 (usually 30)",
    ),
    "an encoder of no coercivity": (
        '[[encoder]]\nname = "e"\nport = "/dev/x"\ncoercivity = "HiCo"\n',
        '4: coercivity is "HiCo"; right would be "high" or "low" (usually "high")',
    ),
    "two scanners on one port": (
        '[[scanner]]\nname = "a"\nport = "/dev/x"\n[[scanner]]\nname = "b"\nport = "/dev/x"\n',
        '6: port "/dev/x" is already the scanner "a"; right would be another port',
    ),
    "a position that no screen has": (
        '[[scanner]]\nname = "a"\nport = "/dev/x"\nposition = "back"\n',
        '4: there is no position "back"; right would be "front" (from [shell]), or "" for a device of the whole box',
    ),
    "two positions of one name": (
        '[[position]]\nname = "front"\n',
        '2: there is already a position "front"; right would be a name of its own',
    ),
    "a right given to a role that does not exist": (
        '[rights]\n"desk.repair" = ["owner"]\n',
        (
            '2: desk.repair is ["owner"]; right would be a list in square brackets, each "attendant" or "auditor" or '
            '"finance" or "manager" or "shift_lead" or "supervisor" or "technician"'
        ),
    ),
    "rights that are no section": (
        "rights = 3\n",
        "1: rights is a section; write its keys under a line [rights]",
    ),
    "a zone that is none": (
        '[site]\nzone = "Asia/Peking"\n',
        '2: there is no time zone "Asia/Peking"; right would be a name like "Asia/Shanghai"',
    ),
    "a holiday that is no date": (
        '[[site.special_day]]\ndate = "Spring Festival"\n',
        '2: date is "Spring Festival"; right would be a date like 2027-02-06',
    ),
    "a weekday that is none": (
        '[[site.hours]]\ndays = ["friday"]\n',
        (
            '2: days is ["friday"]; right would be a list in square brackets, each "fri" or "mon" or "sat" or "sun" or "thu"'
            ' or "tue" or "wed"'
        ),
    ),
    "a special day of no length": (
        '[[site.special_day]]\ndate = 2027-02-06\nopens = "22:00"\n',
        '1: closes is "22:00", which is when the site opens; right would be another time, or closed = true',
    ),
    "a day that is special twice": (
        "[[site.special_day]]\ndate = 2027-02-06\ndays = 3\n[[site.special_day]]\ndate = 2027-02-08\n",
        "5: 2027-02-08 is already in the special day of 2027-02-06; right would be each day once",
    ),
    "a site that closes when it opens": (
        '[site]\nopens = "09:00"\ncloses = "09:00"\n',
        '3: closes is "09:00", which is when the site opens; right would be another time',
    ),
    "a password in the url": (
        '[store]\nurl = "postgresql://kiosk:hunter2@db/kiosk"\n',
        (
            "2: url has a password in it, and secrets never stand here; right would be the url without it, "
            "and the password in a pgpass file or a systemd credential"
        ),
    ),
    "a database without a name": (
        '[store]\nurl = "postgresql://db"\n',
        '2: url names no database; right would be "postgresql://host/database"',
    ),
    "a user who does not exist": (
        '[link]\nshell_uids = ["nobody-of-that-name"]\n',
        '2: there is no user "nobody-of-that-name" on this machine; right would be a user that exists',
    ),
    "a run folder too deep for sockets": (
        f'[paths]\nrun = "/{"d" * 100}"\n',
        "2: run is 7 bytes too long for the sockets in it; right would be a shorter path, like /run/kiosk",
    ),
    "one folder for everything": (
        '[paths]\ndata = "/srv/kiosk"\nrun = "/srv/kiosk"\n',
        "3: run is the same folder as data; right would be one of its own, like /run/kiosk",
    ),
    "one folder, written in two ways": (
        '[paths]\ndata = "/srv/kiosk"\nrun = "/srv/x/../kiosk"\n',
        "3: run is the same folder as data; right would be one of its own, like /run/kiosk",
    ),
    "a path that no system has": (
        '[paths]\ndata = "/srv/\\u0000kiosk"\n',
        "2: data has a zero character in it; right would be the path of a folder",
    ),
    "a time with a line feed": (
        '[site]\ncloses = "22:00\\n"\n',
        (
            '2: closes is "22:00\\n"; right would be a time of day like "22:00", or "24:00" for the midnight that ends the day'
            ' (usually "22:00")'
        ),
    ),
    "a name that nobody can see": (
        '[site]\nname = "  "\n',
        "2: name is blank or has characters in it that nobody can see; right would be the name as customers know it",
    ),
    "a password behind the question mark": (
        '[store]\nurl = "postgresql://db/kiosk?password=hunter2"\n',
        (
            "2: url has a password in it, and secrets never stand here; right would be the url without it, "
            "and the password in a pgpass file or a systemd credential"
        ),
    ),
    "a database at no port": (
        '[store]\nurl = "postgresql://db:99999/kiosk"\n',
        '2: url is not one; right would be "postgresql://host/database"',
    ),
    "an expander without its bus": (
        expanders("w", (1, 0x20, 0, 1)).replace('port = "/dev/i2c-1"\n', ""),
        '3: driver "expander" needs the bus that the chips are on; right would be a line like port = "/dev/i2c-1"',
    ),
    "an expander at an address that there is not": (
        expanders("w", (1, 0x28, 0, 1)),
        "7: no MCP23017 has the address 0x28; right would be board = 0x20 to 0x27, as its address pins are wired",
    ),
    "a switch at a pin that is an output only": (
        expanders("w", (1, 0x20, 0, 7)),
        "9: sensor is 7, which an MCP23017 has as an output only (GPA7 and GPB7); right would be another pin, and a coil here",
    ),
    "a coil beyond an expander's pins": (
        expanders("w", (1, 0x20, 16, 1)),
        "8: coil is 16, and an expander has 16 pins; right would be one from 0 (GPA0) to 15 (GPB7)",
    ),
    "two doors at one pin of an expander": (
        expanders("w", (1, 0x20, 0, 1), (2, 0x20, 0, 2)),
        "15: coil is pin 0, which is already the coil of door 1; right would be a pin of its own",
    ),
    "two banks at one expander": (
        expanders("w", (1, 0x20, 0, 1)) + expanders("v", (1, 0x20, 2, 3)),
        '18: the expander 0x20 at /dev/i2c-1 is already the bank "w"\'s; right would be a chip for each bank',
    ),
    "two printers at USB under one name": (
        '[[printer]]\nname = "p"\ndriver = "usb"\n[[printer]]\nname = "q"\ndriver = "usb"\n',
        '6: driver "usb" is already the printer "p"; right would be another port',
    ),
    "a USB printer by a name of lsusb's": (
        '[[printer]]\nname = "p"\ndriver = "usb"\nusb = "EPSON"\n',
        '4: usb is "EPSON"; right would be vendor and product as lsusb has them, like "04b8:0e15"',
    ),
    "a printer at a web page": (
        '[[printer]]\nname = "p"\nhost = "http://192.168.1.50"\n',
        '3: host is "http://192.168.1.50", which is neither a name nor an address; right would be "192.168.1.50"',
    ),
    "a user number beyond all users": (
        "[link]\nshell_uids = [99999999999]\n",
        '2: shell_uids is [99999999999]; right would be user numbers or user names, like [990] or ["kiosk-shell"] (usually [])',
    ),
    "a door that is given up before its pulse ends": (
        WORLD + "pulse_ms = 500\ncooldown_ms = 1000\nopen_within_ms = 300\n" + door(),
        "6: open_within_ms is 300, and the pulse alone takes 500; right would be 500 or more (usually 3000)",
    ),
    "brackets without end": (
        "[site]\nname = " + "[" * 5000 + "\n",
        " its brackets are nested too deep to be read",
    ),
    # ---- plugins' own sections
    "a plugin's setting outside its section": (
        "[plugins]\nlending = 3\n",
        '2: there is no key "lending" in [plugins]; a plugin\'s settings stand under a line [plugins.lending]',
    ),
    "disabled mistyped": (
        '[plugins]\ndisable = ["lending"]\n',
        '2: there is no key "disable" in [plugins]; did you mean "disabled"?',
    ),
    "disabled as one word": (
        '[plugins]\ndisabled = "lending"\n',
        '2: disabled is "lending"; right would be a list in square brackets, each text in "double quotes" (usually [])',
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_wrong_file_is_refused_with_its_line_and_what_would_be_right(name):
    text, words = FAULTS[name]
    with pytest.raises(SettingsRefused) as refusal:
        parse(text)
    assert str(refusal.value) == f"kiosk.toml:{words}"


def test_there_are_at_least_the_twenty_five_that_were_asked_for():
    assert len(FAULTS) >= 25


def test_a_secret_is_not_repeated():
    for name in ("a password in the url", "a password behind the question mark", "a key from nowhere"):
        with pytest.raises(SettingsRefused) as refusal:
            parse(FAULTS[name][0])
        assert "hunter2" not in str(refusal.value)
        assert 'secret"' not in str(refusal.value)
