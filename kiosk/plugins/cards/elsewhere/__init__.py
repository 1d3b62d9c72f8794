"""会员系统在别处: a top-up whose card is in a remote member system, from the money in the drawer to its answer."""
