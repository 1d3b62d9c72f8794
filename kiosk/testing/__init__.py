"""The plugin author's kit: a whole desk in one process, a person at its screen, and a small world of doors and
paper.

Installs without Kivy, evdev or lgpio (`pip install zhanggui[testing]`), and is a pytest plugin: a test that asks for the
fixture `kiosk` is a journey, and a journey is a script:

    def test_a_member_borrows_an_umbrella(kiosk):
        kiosk.touch()
        kiosk.choose("lending.umbrella")
        kiosk.scan(kiosk.member())
        door = kiosk.world.opened()
        kiosk.expect("号门已打开")
        kiosk.world.close(door)
        kiosk.expect("借好了")

    plugin.py    the fixtures
    kiosks.py    kiosks by the dozen, and the two walks over a script
    journey.py   the person at the screen, and the clock
    hands.py     the person's hands: doors, items
    world.py     the small physical truth behind them
    slips.py     what was printed, as text and as a picture
    screens.py   what every screen owes the person
    crash.py     the points at which a journey can end
    full_disk.py a disk that is full from one commit on, and what nobody may be told then
    box.py       the settings of the small kiosk, on disk or in memory
    people.py    invented members and an attendant
"""
