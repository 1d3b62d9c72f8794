"""The doctor: what is wrong with this box, in words that a technician can act on.

`examine` looks at a `Case` and gives back a list of findings. Each kind of finding is one class, and its instances are
data: the same list is printed by `kiosk doctor`, written as JSON, put into a support archive and shown on the technician's
screen.

Left out: repairing anything. The doctor claims no device, changes no setting and opens no store by itself.
"""
