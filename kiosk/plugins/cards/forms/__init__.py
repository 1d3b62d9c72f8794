"""The manual's forms of cards (F01, F02, F03), read from the ledger."""
