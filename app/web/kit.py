"""Puts the page kit into an application: one call from `create_app`."""

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect

from app.web.addresses import here, page_numbers, page_url
from app.web.assets import register_assets
from app.web.display import display, display_attributes, display_choices
from app.web.errors import register_errors
from app.web.filters import register_filters
from app.web.forms import problems_of
from app.web.headers import register_headers
from app.web.icons import hatch, icon, sprite, sprite_needs
from app.web.input import register_input
from app.web.lean import register_lean
from app.web.logs import register_logs
from app.web.templating import register_templating
from app.web.views import blueprint

TEMPLATE_FUNCTIONS = (
    display,
    display_attributes,
    display_choices,
    hatch,
    here,
    icon,
    page_numbers,
    page_url,
    problems_of,
    sprite,
    sprite_needs,
)
PACKED = ["text/html", "text/csv", "application/json", "text/javascript", "image/svg+xml"]


def register_web(app: Flask) -> None:
    """Frames, components, filters, error pages, headers, static files, logs."""
    register_lean(app)
    register_logs(app)
    register_input(app)
    register_headers(app)
    register_errors(app)
    register_assets(app)
    register_templating(app)
    register_filters(app)
    for function in TEMPLATE_FUNCTIONS:
        app.jinja_env.globals[function.__name__] = function
    _pack_answers(app)
    if "csrf" not in app.extensions:
        CSRFProtect(app)
    app.register_blueprint(blueprint)
    if not app.config["PAHAM"].production:
        from app.web.gallery import blueprint as gallery

        app.register_blueprint(gallery)


def _pack_answers(app: Flask) -> None:
    """Compress pages where no proxy does; the static files bring their own."""
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 4)
    app.config.setdefault("COMPRESS_MIMETYPES", PACKED)
    Compress(app)
