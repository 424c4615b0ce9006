"""Whole numbers out of what a browser sent."""

# No row and no version has more; Python itself refuses thousands of digits with an error.
MOST_DIGITS = 9


def number_in(text: str, otherwise: int = 0) -> int:
    """A number that a form of ours sent; `otherwise` for anything else, whatever its length."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else otherwise
