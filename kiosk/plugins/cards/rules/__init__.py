"""What a site decides of cards: dated, versioned, in force once a second person has approved it."""
