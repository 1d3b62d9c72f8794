"""Money as people read it: fen become yuan here, and nowhere else, for screens, keys, slips and forms alike.

Left out: how a currency sign is set on paper; the slip printer has the full-width ￥ in Chinese.
"""

from __future__ import annotations

FEN_A_YUAN = 100


def figures(fen: int) -> str:
    """Money in a column that says what it is, and so without a currency sign: 1,234.56."""
    whole, rest = divmod(abs(fen), FEN_A_YUAN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def yuan(fen: int) -> str:
    """Money with its sign, ¥1,234.56; what is below nothing has its minus first: -¥0.05."""
    return f"{'-' if fen < 0 else ''}¥{figures(abs(fen))}"


def with_sign(fen: int) -> str:
    """Money that came in or went out: +¥100.00, -¥20.00."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)
