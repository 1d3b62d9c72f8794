"""换取, 补办 and 加磁: another card for a member, or the same number written on the stripe again."""
