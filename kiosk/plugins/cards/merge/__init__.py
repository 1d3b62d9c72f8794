"""合并: two cards of one person become one."""
