"""Exact numbers in a column: readable, never computed with in SQL."""

from decimal import Decimal
from fractions import Fraction

from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Ratio(TypeDecorator[Fraction]):
    """`7/10` in the database, `Fraction(7, 10)` in Python."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:  # noqa: ARG002
        return None if value is None else Fraction(value)


class Amount(TypeDecorator[Decimal]):
    """`0.01` in the database, `Decimal("0.01")` in Python."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value)
