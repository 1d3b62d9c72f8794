"""The world: what is physically there, in a process of its own, for the demo, the bench and the tests only.

It holds the truth that the others can only see through wires: doors and latches, items by their tags, what the person in front
of the kiosk has in hand, paper and what was printed on it. Desk, shell and devices may be killed around it; it remembers.
Nothing in production starts it, and no driver knows whether a wire ends in it.

    messages.py   the protocol of `world.sock`: pins, hands, faults
    faults.py     what can be wrong with each kind of device
    pins.py       `WorldFactory`, a gpiozero pin factory whose pins are here
    truth.py      the truth and its file
    server.py     the process: emulators of all devices in the settings, and the socket
    hands.py      `WorldHands`: a person, for tests and the tour
"""
