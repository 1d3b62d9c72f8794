"""The lab: a virtual machine in which scanner, printer and pins are real to the kernel, and our own drivers and units run.

Emulators on ptys and sockets (`kiosk.drivers.world`) hold the drivers to their protocols. What they cannot show is what only a
kernel does: a grab that is refused, a device file that moves, a short write, a line that is lowered when its owner dies,
a sandbox that keeps a process from a device, a watchdog that resets the machine. `make lab` shows these, in software
emulation, so that it needs no virtualisation and no hardware. See `lab/README.md`.

    needs.py      what this machine must have, and the words when it has not
    image.py      the machine's disk, built once from Debian's packages and kept
    cargo.py      the project as it stands, as one archive that the machine reads
    machine.py    the machine: started, listened to, ended
    results.py    what it showed: the lines it sends, and the table in docs/devices.md
    recipe/       what runs while the disk is being built
    guest/        what runs inside: one file for each thing that is shown

Left out: a Raspberry Pi's own hardware. Its pins, its watchdog and its kernel are other ones (docs/not-validated.md).
"""
