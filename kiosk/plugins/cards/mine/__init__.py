"""会员卡查询: a member at their own card: what is on it, what moved, loss report, own data."""
