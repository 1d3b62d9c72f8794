"""What is heard when a call rings: tones made here, played through the SDL that the window is drawn with.

A board without a sound card, or without the right to it, is silent and says so once in the log: the banner is there as
well, and no call depends on being heard at this screen alone. Left out: ticks, chimes and speech.
"""

from __future__ import annotations

import array
import ctypes
import logging
import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

from kivy.clock import Clock

from kiosk.shell.environment import sdl_library

log = logging.getLogger(__name__)

Ring = Literal["", "soft", "loud", "urgent"]

RATE = 22_050
_SDL_INIT_AUDIO, _AUDIO_S16SYS = 0x10, 0x8010
_FADE_SECONDS = 0.012
"""Each tone swells and dies so quickly; without it a tone begins with a crack."""

TUNES: dict[Ring, tuple[tuple[tuple[float, float], ...], float, float]] = {
    # (hertz, seconds) one after the other, 0 hertz for silence; loudness up to 1; seconds until it is repeated.
    "soft": (((784, 0.18), (659, 0.32)), 0.35, 5.0),
    "loud": (((784, 0.18), (659, 0.18), (0, 0.08), (784, 0.18), (659, 0.32)), 0.9, 4.0),
    "urgent": (((988, 0.12), (0, 0.05)) * 4 + ((740, 0.3),), 1.0, 2.0),
}


def samples(notes: Sequence[tuple[float, float]], loudness: float) -> bytes:
    """The tones as signed 16-bit samples of this machine's own byte order, one channel."""
    wave = array.array("h")
    for hertz, seconds in notes:
        count = round(RATE * seconds)
        fade = round(RATE * _FADE_SECONDS)
        for n in range(count):
            swell = min(1.0, n / fade, (count - n) / fade)
            wave.append(round(32_000 * loudness * swell * math.sin(2 * math.pi * hertz * n / RATE)))
    return wave.tobytes()


class _Spec(ctypes.Structure):
    """SDL_AudioSpec (SDL_audio.h)."""

    _fields_ = (
        ("freq", ctypes.c_int), ("format", ctypes.c_uint16), ("channels", ctypes.c_uint8), ("silence", ctypes.c_uint8),
        ("samples", ctypes.c_uint16), ("padding", ctypes.c_uint16), ("size", ctypes.c_uint32), ("callback", ctypes.c_void_p),
        ("userdata", ctypes.c_void_p),
    )  # fmt: skip


class Speaker:
    """The sound card, opened when something is to be heard for the first time."""

    def __init__(self) -> None:
        self._sdl: Any = None
        self._device = 0

    def play(self, wave: bytes) -> None:
        """Play after what is playing; silent where nothing can be heard."""
        if self._sdl is None:
            self._open()
        if self._device:
            self._sdl.SDL_QueueAudio(self._device, wave, len(wave))

    def _open(self) -> None:
        self._sdl = sdl = sdl_library()
        sdl.SDL_GetError.restype = ctypes.c_char_p
        sdl.SDL_QueueAudio.argtypes = (ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint32)
        wanted = _Spec(freq=RATE, format=_AUDIO_S16SYS, channels=1, samples=2048)
        if sdl.SDL_InitSubSystem(_SDL_INIT_AUDIO) == 0:
            self._device = sdl.SDL_OpenAudioDevice(None, 0, ctypes.byref(wanted), None, 0)
        if self._device:
            sdl.SDL_PauseAudioDevice(self._device, 0)
        else:
            log.warning("no sound here: %s", (sdl.SDL_GetError() or b"").decode("utf-8", "replace"))


class Ringer:
    """Rings until it is told to stop; `play` is a speaker's."""

    def __init__(self, play: Callable[[bytes], None]) -> None:
        self._play = play
        self._ring: Ring = ""
        self._repeat: Any = None

    def ring(self, ring: Ring) -> None:
        """Ring so from now on; a ring that goes on is not begun anew."""
        if ring == self._ring:
            return
        self._ring = ring
        self.stop()
        if ring:
            notes, loudness, pause = TUNES[ring]
            wave = samples(notes, loudness)
            self._play(wave)
            self._repeat = Clock.schedule_interval(lambda _seconds: self._play(wave), pause)

    def stop(self) -> None:
        """No more."""
        if self._repeat is not None:
            self._repeat.cancel()
            self._repeat = None
