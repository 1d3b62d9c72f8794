"""充值: money onto a card, at the desk."""
