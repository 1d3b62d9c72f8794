"""The command line: starts the others, and does what staff of the house do at a terminal.

One small file a command, imported only when it is asked for: `kiosk shell` must not pay for the database's
import, and what the command line costs at start is part of what a customer waits for.
"""
