"""The built-in services, one folder each. They enter by the same door as a stranger's and use no other."""
