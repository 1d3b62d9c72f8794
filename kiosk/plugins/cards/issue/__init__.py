"""办卡: a card for a new member, from the blank in the drawer to the slip."""
