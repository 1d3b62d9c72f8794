"""`python -m kiosk.cli`: what the watcher starts, so that a child runs with exactly the watcher's
interpreter."""

from kiosk.cli.main import main

raise SystemExit(main())
