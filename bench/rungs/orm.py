"""The usual stack: Flask-SQLAlchemy entities, Flask-Login, Flask-WTF; and the submit rung on top of it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, abort, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import String, Text, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, defer, mapped_column

from bench.rungs.schema import SECRET


class Base(DeclarativeBase):
    """Declarative base of the rung."""


db = SQLAlchemy(model_class=Base)
Model: Any = db.Model
lock = threading.Lock()


class User(UserMixin, Model):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))


class Section(Model):
    __tablename__ = "sections"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    anchor: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text)


class Read(Model):
    __tablename__ = "reads"
    user_id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(primary_key=True)


class Attempt(Model):
    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))


class Answer(Model):
    __tablename__ = "answers"
    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    response: Mapped[str] = mapped_column(String(400))


def create() -> Flask:
    """The application on the database that BENCH_DATABASE names."""
    app = Flask(__name__)
    url = os.environ["BENCH_DATABASE"]
    app.config.update(SECRET_KEY=SECRET, WTF_CSRF_TIME_LIMIT=None, SQLALCHEMY_DATABASE_URI=url)
    db.init_app(app)
    CSRFProtect(app)
    login = LoginManager(app)

    @login.user_loader
    def load(token: str) -> User | None:
        return db.session.scalar(select(User).where(User.token == token))

    with app.app_context():
        _teach_sqlite()
    _register_page(app)
    _register_save(app)
    _register_submit(app)
    return app


def _teach_sqlite() -> None:
    if db.engine.dialect.name != "sqlite":
        return

    @event.listens_for(db.engine, "connect")
    def _settings(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            driver.execute(f"PRAGMA {pragma}")


def _register_page(app: Flask) -> None:
    @app.get("/modul/<slug>/<anchor>/")
    @login_required
    def section(slug: str, anchor: str) -> str:
        found = db.session.scalar(select(Section).where(Section.slug == slug, Section.anchor == anchor))
        if found is None:
            abort(404)
        rows = db.session.execute(
            select(Section, Read)
            .outerjoin(Read, (Read.section_id == Section.id) & (Read.user_id == current_user.id))
            .where(Section.slug == slug)
            .options(defer(Section.html))
            .order_by(Section.position)
        )
        contents = [
            {"anchor": each.anchor, "title": each.title, "done": read is not None} for each, read in rows
        ]
        return render_template(
            "section.html", name=current_user.name, slug=slug, section=found, contents=contents
        )


def _register_save(app: Flask) -> None:
    @app.post("/upaya/<int:attempt_id>/jawaban/<int:item>")
    @login_required
    def save(attempt_id: int, item: int) -> dict[str, object]:
        revision, response = int(request.form["revisi"]), request.form["pilihan"]
        user_id = current_user.id
        with _writing():
            attempt = db.session.get(Attempt, attempt_id)
            if attempt is None or attempt.user_id != user_id or attempt.state != "in_progress":
                abort(404)
            answer = db.session.get(Answer, (attempt_id, item))
            if answer is None:
                row = {"attempt_id": attempt_id, "item": item, "revision": revision, "response": response}
                db.session.add(Answer(**row))
            elif answer.revision < revision:
                answer.revision, answer.response = revision, response
        return {"tersimpan": True, "revisi": revision}


def _register_submit(app: Flask) -> None:
    """Ten marks, the state and the summary cell: the user by the ORM, the rest on the driver."""

    @app.post("/kirim")
    @login_required
    def submit() -> dict[str, object]:
        user_id = current_user.id
        given = [int(each) for each in request.form.getlist("pilihan")]
        with _writing() as driver:
            sent_id = driver.execute(
                _own("INSERT INTO sent (user_id, state) VALUES (?, 'in_progress') RETURNING id"), (user_id,)
            ).fetchone()[0]
            driver.cursor().executemany(
                _own("INSERT INTO marks (sent_id, item, points) VALUES (?, ?, ?)"),
                [(sent_id, item, points) for item, points in enumerate(given)],
            )
            driver.execute(_own("UPDATE sent SET state = 'submitted' WHERE id = ?"), (sent_id,))
            driver.execute(
                _own(
                    "INSERT INTO summary (user_id, sent_id, correct) VALUES (?, ?, ?) ON CONFLICT (user_id)"
                    " DO UPDATE SET sent_id = excluded.sent_id, correct = excluded.correct"
                    " WHERE summary.sent_id < excluded.sent_id"
                ),
                (user_id, sent_id, sum(given)),
            )
        return {"terkirim": sent_id}


@contextmanager
def _writing() -> Iterator[Any]:
    """One transaction; on SQLite IMMEDIATE and behind one lock a process."""
    connection = db.session.connection()
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield driver
        db.session.commit()
        return
    with lock:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield driver
            db.session.commit()
        finally:
            db.session.rollback()


def _own(statement: str) -> str:
    return statement if db.engine.dialect.name == "sqlite" else statement.replace("?", "%s")
