"""The bare rung: Flask, session cookie, CSRF, Jinja; every statement by hand on the driver."""

import os

from flask import Flask, abort, render_template, request, session
from flask_wtf import CSRFProtect

from bench.rungs.drivers import Driver, driver
from bench.rungs.schema import SECRET

USER = "SELECT id, name, role FROM users WHERE token = ?"
SECTION = "SELECT id, position, title, html FROM sections WHERE slug = ? AND anchor = ?"
CONTENTS = (
    "SELECT s.anchor, s.title, r.user_id IS NOT NULL AS done FROM sections s"
    " LEFT JOIN reads r ON r.section_id = s.id AND r.user_id = ? WHERE s.slug = ? ORDER BY s.position"
)
ATTEMPT = "SELECT state FROM attempts WHERE id = ? AND user_id = ?"
SAVE = (
    "INSERT INTO answers (attempt_id, item, revision, response) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (attempt_id, item) DO UPDATE SET revision = excluded.revision, response = excluded.response"
    " WHERE answers.revision < excluded.revision RETURNING revision"
)


def create() -> Flask:
    """The application on the database that BENCH_DATABASE names."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=SECRET, WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    database = driver(os.environ["BENCH_DATABASE"])
    _register_page(app, database)
    _register_save(app, database)
    return app


def _register_page(app: Flask, database: Driver) -> None:
    @app.get("/modul/<slug>/<anchor>/")
    def section(slug: str, anchor: str) -> str:
        user_id, name = _user(database)
        found = database.all(SECTION, (slug, anchor))
        if not found:
            abort(404)
        _, position, title, html = found[0]
        contents = [
            {"anchor": each[0], "title": each[1], "done": each[2]}
            for each in database.all(CONTENTS, (user_id, slug))
        ]
        section = {"anchor": anchor, "position": position, "title": title, "html": html}
        return render_template("section.html", name=name, slug=slug, section=section, contents=contents)


def _register_save(app: Flask, database: Driver) -> None:
    @app.post("/upaya/<int:attempt_id>/jawaban/<int:item>")
    def save(attempt_id: int, item: int) -> dict[str, object]:
        user_id, _ = _user(database)
        revision, response = int(request.form["revisi"]), request.form["pilihan"]
        with database.writing() as execute:
            state = execute(ATTEMPT, (attempt_id, user_id)).fetchone()
            if state is None or state[0] != "in_progress":
                abort(404)
            stored = execute(SAVE, (attempt_id, item, revision, response)).fetchone()
        return {"tersimpan": True, "revisi": stored[0] if stored else revision}


def _user(database: Driver) -> tuple[int, str]:
    rows = database.all(USER, (session.get("_user_id", ""),))
    if not rows:
        abort(401)
    return rows[0][0], rows[0][1]
