"""What runs inside the machine, as root: helpers, and one file `shows_….py` for each thing that is shown."""
