"""The store: one database, one writer, and walls that hold for everybody who writes.

`database.Store` opens it and runs functions in transactions; `transaction.Transaction` is what those
functions get. What is append-only, how migrations are kept in check and what `kiosk check` looks at have a
file each. `dialect.py` says what is needed of a database; `sqlite*.py` and `postgres*.py` are the only files
that know which one it is.
"""
