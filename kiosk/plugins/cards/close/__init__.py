"""退卡: cancelling a card, what is paid back for it, and the transfers that finance makes later."""
