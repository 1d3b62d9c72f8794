"""购物卡售卖: cards without a name, sold by the piece or by the run."""
