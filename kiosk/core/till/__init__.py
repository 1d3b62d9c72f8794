"""What the tills of the house tell once a day: receipts, points they earn, cards that were paid with."""
