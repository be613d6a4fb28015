"""The room's one blueprint; its pages are registered by the modules beside this one."""

from typing import Any

from flask import Blueprint

from app.errors import NotFound

blueprint = Blueprint("quiz", __name__, template_folder="../templates")


@blueprint.url_value_preprocessor
def _only_words(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """An address with control characters is nobody's: PostgreSQL would not even look for it."""
    if any(not value.isprintable() for value in (values or {}).values() if isinstance(value, str)):
        raise NotFound
