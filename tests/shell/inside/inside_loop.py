"""The event loop: what it leans on in Kivy, and that it sleeps and wakes."""

from __future__ import annotations

import threading
import time
from typing import Any

from kiosk.shell.samples import screen as sample


def test_the_names_of_kivy_that_the_loop_leans_on(window: Any) -> None:
    import kivy
    from kivy.clock import Clock
    from kivy.core.window import Window

    assert kivy.__version__ == "2.3.1"
    event = Clock.schedule_once(lambda _s: None, 60)
    assert isinstance(event._last_dt, float)
    assert event.timeout == 60
    assert event in Clock.get_events()
    event.cancel()
    assert isinstance(Clock._last_tick, float)
    assert callable(Window.mainloop)
    assert Clock.idle == window.loop._idle


def test_a_call_from_another_thread_wakes_the_loop(window: Any) -> None:
    from kivy.clock import Clock

    heard: list[str] = []
    for event in Clock.get_events():
        event.cancel()
    window.turn(3)

    def later() -> None:
        time.sleep(0.05)
        window.loop.call(lambda: heard.append(threading.current_thread().name))

    thread = threading.Thread(target=later)
    thread.start()
    window.until(lambda: heard, "the call was never made")
    thread.join()
    assert heard == [threading.main_thread().name]


def test_calls_are_made_in_their_order(window: Any) -> None:
    heard: list[int] = []
    for number in range(100):
        window.loop.call(lambda number=number: heard.append(number))
    window.until(lambda: len(heard) == 100)
    assert heard == list(range(100))


def test_a_call_that_raises_costs_nothing_else(window: Any) -> None:
    heard: list[int] = []

    def broken() -> None:
        raise ValueError("on purpose")

    window.loop.call(broken)
    window.loop.call(lambda: heard.append(1))
    window.until(lambda: heard == [1], "the loop stopped at a fault")


def test_a_timer_fires_though_nobody_touches(window: Any) -> None:
    from kivy.clock import Clock

    fired: list[float] = []
    Clock.schedule_once(fired.append, 0.05)
    window.until(lambda: fired, "the timer never fired")


def test_the_wait_ends_with_the_next_timer_and_is_never_long(window: Any) -> None:
    from kivy.clock import Clock

    from kiosk.shell.loop import FRAME, LONGEST_WAIT

    window.turn(2)
    now = Clock.time()
    assert window.loop._seconds_to_wait(now) <= LONGEST_WAIT
    event = Clock.schedule_once(lambda _s: None, 0.1)
    assert window.loop._seconds_to_wait(Clock.time()) <= 0.1 + FRAME
    event.cancel()


def test_a_still_screen_is_not_drawn_again(window: Any) -> None:
    from kivy.core.window import Window

    window.show(sample("home", "zh_CN"))
    window.turn(3)
    flips: list[object] = []
    Window.bind(on_flip=lambda _w: flips.append(1))
    window.turn(20)
    assert flips == []


def test_a_press_draws_only_the_button_and_the_rest_stays(window: Any) -> None:
    from kivy.core.window import Window

    from kiosk.shell.damage import damage, software_rendered

    assert software_rendered(), "this test is for Mesa's software drawing"
    window.show(sample("refused", "zh_CN"))
    window.turn(2)
    before = _pixels()
    button = window.target("return")
    hulls: list[Any] = []
    Window.bind(on_draw=lambda _w: hulls.append(damage._hull))
    window.down(*button.center)
    after = _pixels()
    window.up(*button.center)
    assert any(hull is not None and hull.width < window.stage.width for hull in hulls)
    changed = _difference(before, after)
    height = window.stage.height
    left, upper, right, lower = changed
    assert left >= button.x - 2
    assert right <= button.right + 2
    assert upper >= height - button.top - 2
    assert lower <= height - button.y + 2


def _pixels() -> Any:
    """What stands in the window now, without drawing it again."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    size = int(Window.width), int(Window.height)
    data = glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGB", size, data).transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def _difference(one: Any, other: Any) -> tuple[int, int, int, int]:
    from PIL import ImageChops

    box = ImageChops.difference(one, other).getbbox()
    assert box is not None, "nothing changed"
    return box
