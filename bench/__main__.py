"""`python -m bench [PART …]`."""

from bench.run import main

raise SystemExit(main())
