"""A number as an author writes it: exact, with a comma or a point before its decimals."""

import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{1,9})?|[.,][0-9]{1,9})\Z")
LOOKS_LIKE_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")


def read_number(text: str) -> Decimal | None:
    """The value of `3,80`, `3.80` or `-2`; None for other words, and for `1.250`, which reads two ways."""
    written = text.strip().replace("\u2212", "-")
    if not NUMBER.match(written) or LOOKS_LIKE_THOUSANDS.match(written):
        return None
    return Decimal(written.replace(",", "."))
