"""Members: card numbers, and the import of a member list."""
