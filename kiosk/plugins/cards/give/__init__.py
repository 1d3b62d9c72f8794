"""积兑卡 and 洗车票: what a member has for points or by their tier."""
