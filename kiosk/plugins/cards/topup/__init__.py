"""充值: money onto a card, at the desk, and from paper once the box is back."""
