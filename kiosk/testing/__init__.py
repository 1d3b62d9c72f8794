"""The plugin author's kit: a whole desk in one process, a person at its screen, and a small world of doors and
paper.

Installs without Kivy, evdev or lgpio. As a pytest plugin (`pytest_plugins = ["kiosk.testing.plugin"]`, or the
entry point) it gives the fixture `kiosk`; a journey is then a script:

    def test_a_member_borrows_an_umbrella(kiosk):
        kiosk.touch()
        kiosk.choose("lending.umbrella")
        kiosk.scan(kiosk.member())
        door = kiosk.world.opened()
        kiosk.expect("号门已打开")
        kiosk.world.close(door)
        kiosk.expect("借好了")
"""
