"""The bench: one web page on which a person is the hands of a box that they do not own.

It shows the kiosk's real screen and takes touches to it, and it does in the emulated world what hands do before a real box:
hold up a card, take an umbrella, push a door shut, break something. It never speaks to the desk: what it knows of it is what a
person standing there would see, and the journal, which it is given to read.

Left out: any rule. Whether something is possible, the world says.
"""
