"""The rules that a good plugin keeps, as `kiosk plugin check` looks at them.

What the host refuses at load (a wrong manifest, a hook that does not fit) is the host's. These are what a mall, a customer
and the next developer are owed besides: a sentence in each language, a limit that the site can change, a journey to every
ending, no name in a log. Each complaint names file, line, rule and what to do.

    home.py        where a plugin is, and its sources, parsed once
    complaint.py   one complaint; and the comment that excuses one, with its reason
    manifest.py    plugin.toml, and whether the code keeps to it
    imports.py     the one module of ours that a plugin may import; what holds must settle
    constants.py   numbers that are a site's to choose
    texts.py       words outside the catalogues; titles that are too long
    catalogues.py  collecting texts; translations that are missing, wrong, not compiled, or that the font cannot draw
    endings.py     where a conversation can end, and which of them the journeys reach
    journeys.py    runs the plugin's own tests with `recorder` watching: endings, screens, personal data
    recorder.py    the pytest plugin that watches
    rules.py       all of them
"""
