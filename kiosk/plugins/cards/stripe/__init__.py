"""What stands on a card's stripe, and writing it at the encoder."""
