"""The manual's forms (000), made out of the ledger and never typed. One file each, named after the form's number."""
