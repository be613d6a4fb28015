"""The application put together out of its rooms."""

import click
from flask import Blueprint, Flask, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock
from app.config import Settings
from app.db import register_database, register_migrations

csrf = CSRFProtect()


def assemble(settings: Settings | None, *, commands: bool) -> Flask:
    """The only place where everything meets; `commands` are those of the command line."""
    settings = settings or Settings.from_env()
    clock.configure(zone=settings.timezone, offset_seconds=settings.clock_offset)
    app = Flask("app", static_folder=None, instance_path=str(settings.instance.resolve()))
    app.config.from_mapping(settings.flask())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    register_database(app)
    _register_rooms(app)
    if commands:
        _register_commands(app)
    return app


def _register_rooms(app: Flask) -> None:
    from app.desk.navigation import register_navigation
    from app.people.guards import register_guards
    from app.quiz.guards import register_deadlines
    from app.web.kit import register_web

    register_web(app)
    register_guards(app)
    _check_tokens_after_the_door(app)
    register_deadlines(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    register_navigation(app)


def _register_commands(app: Flask) -> None:
    from app.admin.cli import doctor
    from app.server import serve_command, tick_command

    register_migrations(app)
    for command in (*_command_groups(), doctor, serve_command, tick_command):
        app.cli.add_command(command)


def _check_tokens_after_the_door(app: Flask) -> None:
    """Who is not signed in hears so, before anything is said about a form's token."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False

    @app.before_request
    def _token() -> None:
        if app.config["WTF_CSRF_ENABLED"] and request.endpoint:
            csrf.protect()


def _blueprints() -> tuple[Blueprint, ...]:
    """Every room with pages, from the bottom of the house to the top."""
    from app.admin.views import blueprint as admin
    from app.desk.views import blueprint as desk
    from app.learning.views import blueprint as learning
    from app.materials.views import blueprint as materials
    from app.people.desk import blueprint as people
    from app.quiz.views import blueprint as quiz
    from app.reports.views import blueprint as reports
    from app.studio.views import blueprint as studio

    return (
        people,
        materials,
        learning,
        quiz,
        reports,
        studio,
        desk,
        admin,
    )


def _command_groups() -> tuple[click.Group, ...]:
    """Every room with commands."""
    from app.admin.cli import group as backup
    from app.comprehension.cli import group as comprehension
    from app.demo.cli import group as demo
    from app.materials.cli import group as materials
    from app.people.cli import group as people
    from app.quiz.cli import group as quiz

    return (
        people,
        materials,
        quiz,
        comprehension,
        backup,
        demo,
    )
