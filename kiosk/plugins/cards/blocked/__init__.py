"""挂失 · 冻结: cards that are blocked, and how staff end that."""
