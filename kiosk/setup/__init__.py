"""Setting a new box up by touch, without a keyboard and without a network: from no `kiosk.toml` to one that is whole.

A room of its own beside the desk's (ADR 0007), because it does what the desk never may: it touches wires, and it writes the
settings. It runs instead of the desk, the shell in front of it is the usual one, and when it has ended the kiosk starts as
usual; nothing of it is loaded then.

    desk.py       the desk of one screen: asks, shows, hears answers
    flow.py       the steps, in their order
    steps/        one file for each step
    draft.py      what has been answered so far, kept over a power cut
    gate.py       who may do this at all
    finding.py    what is plugged in, asked by the drivers' own probes
    wiring.py     "which door just opened?"
    pack.py       the site's name, hours and texts from a USB stick
    writing.py    `kiosk.toml`, whole or not at all
    process.py    as a process
"""
