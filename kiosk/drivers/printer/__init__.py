"""Receipt printers: a slip as a document becomes marks on paper.

wrapping.py     where a line may be broken, in Chinese and in English (pure)
fonts.py        our own typeface, and what it cannot draw
layout.py       a slip as positioned marks on a sheet of dots (pure)
bitmap.py       the sheet as a picture, and the picture as GS v 0 stripes: the back end that any firmware prints
text.py         the slip as GB18030 lines: quicker, where the firmware has a Chinese font
commands.py     the ESC/POS bytes that we use
status.py       what a printer answers, every byte validated; silence is unknown
connectors.py   python-escpos's connectors with our own time-outs and write loop
usb_wire.py     a printer at USB, found by its ids, its number or its port
job.py          a slip as the bytes of one print job
driver.py       the driver for a printer that answers
file.py         the driver that writes each slip into a file
choose.py       which driver the settings ask for
interpreter.py  a strict reader of ESC/POS that draws what a printer would
emulator.py     a printer on a TCP port or a serial line, for the world
usb_emulator.py the same printer as a USB device, behind pyusb
"""
