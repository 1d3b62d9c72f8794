"""The brands of the house (品牌): which shops there are and where, as plain data; read from a file, and chosen at a screen."""
