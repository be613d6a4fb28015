"""A world for the benchmark: the real material, invented people, sittings in the middle of their way.

People and sittings are written in bulk, in the shape in which the services would have written them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, insert, select, update

from app import create_app
from app.clock import now
from app.config import Settings
from app.db import db, session, transaction
from app.materials import queries as materials
from app.materials.rules import ModulePage, Question, QuestionSet
from app.people import services as people
from app.people.rules import JobLevel, Role
from app.quiz.rules import (
    SEED_BYTES,
    AttemptState,
    Marking,
    Round,
    draw_options,
    draw_questions,
    question_token,
)
from app.server import load_content
from bench.requests import Visitor, visitor

SECRET = "kunci-pengukuran-produk-" + "0" * 40
SINCE = date(2025, 1, 6)
READERS = 512
TEN = 10
DEVICE = "tab-pengukuran"


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a sitting under its opaque name, with the opaque names of its options."""

    token: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open attempt of one reader."""

    public_id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What the requests need to know: sign-ins, sections of the module that is read, open sittings."""

    tokens: tuple[str, ...]
    leader: str
    slug: str
    anchors: tuple[str, ...]
    sittings: tuple[Sitting, ...]
    tests: tuple[Sitting, ...]


def environment(url: str) -> dict[str, str]:
    """The environment in which the product serves: production, on this machine alone."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "PAHAM_ENV": "production",
        "PAHAM_BASE_URL": "http://127.0.0.1",
    }


def application(url: str) -> Flask:
    """The product on that database."""
    root = Path(__file__).resolve().parents[2]
    return create_app(Settings.from_env(environment(url), instance=root / "instance"))


def build(url: str, *, submissions: int) -> World:
    """Migrate, publish `content/`, let people in and begin their sittings; `submissions` tests to send."""
    app = application(url)
    root = Path(__file__).resolve().parents[2]
    with app.app_context():
        upgrade()
        problems = load_content(root / "content", at=now())
        if problems:
            raise RuntimeError("\n".join(problems))
        with transaction():
            world = _fill(max(READERS, submissions), submissions)
        _settle()
        db.engine.dispose()
    return world


def _fill(count: int, submissions: int) -> World:
    at = now()
    ids = _people(count, at)
    tokens = tuple(people.open_session(person_id=each, device="Pengukuran", at=at, hours=24) for each in ids)
    module, test = _module_and_test()
    quiz = materials.question_set(module.card.quiz_slug or "")
    assert quiz is not None
    _begin_reading(ids[:READERS], module, at)
    people.grant_role(ids[-1], Role.PIMPINAN, opd_id=None, by=None, at=at)
    return World(
        tokens=tokens,
        leader=tokens[-1],
        slug=module.card.slug,
        anchors=tuple(line.anchor for line in module.sections),
        sittings=_sittings(ids[:READERS], quiz, at=at),
        tests=_sittings(ids[:submissions], test, at=at, standard=_standard_code(), answered=True),
    )


def _module_and_test() -> tuple[ModulePage, QuestionSet]:
    module = materials.module(materials.modules()[0].slug)
    standard = materials.current_standard()
    assert module is not None
    assert standard is not None
    test = materials.question_set(standard.test_slug)
    assert test is not None
    return module, test


def _standard_code() -> str:
    standard = materials.current_standard()
    assert standard is not None
    return standard.code


def table(name: str) -> Any:
    """A table of the product by its name."""
    return db.metadata.tables[name]


def _people(count: int, at: datetime) -> list[int]:
    rows = [
        {
            "surel": f"pengukuran{number}@contoh.test",
            "name": f"Orang Rekaan {number}",
            "job_level": JobLevel.PELAKSANA,
            "active": True,
            "demo": False,
            "created_at": at,
        }
        for number in range(count)
    ]
    session.execute(insert(table("person")), rows)
    ids = list(session.scalars(select(table("person").c.id).order_by(table("person").c.id)))
    opd = session.scalars(select(table("opd").c.id).order_by(table("opd").c.id)).all()
    session.execute(
        insert(table("membership")),
        [
            {"person_id": each, "opd_id": opd[number % len(opd)], "unit": "", "start_on": SINCE}
            for number, each in enumerate(ids)
        ],
    )
    granted = [{"person_id": each, "role": Role.PESERTA, "granted_at": at} for each in ids]
    session.execute(insert(table("role_grant")), granted)
    return ids


def _begin_reading(ids: Sequence[int], module: ModulePage, at: datetime) -> None:
    """Every reader has begun the module and marked half of its sections."""
    reading, read = table("reading"), table("section_read")
    session.execute(
        insert(reading),
        [
            {
                "person_id": each,
                "module_slug": module.card.slug,
                "module_version_id": module.card.version_id,
                "started_at": at,
            }
            for each in ids
        ],
    )
    half = [line.anchor for line in module.sections[: len(module.sections) // 2]]
    rows = [
        {"reading_id": reading_id, "anchor": anchor, "read_at": at}
        for reading_id in session.scalars(select(reading.c.id))
        for anchor in half
    ]
    session.execute(insert(read), rows)


def _sittings(
    ids: Sequence[int],
    question_set: QuestionSet,
    *,
    at: datetime,
    standard: str | None = None,
    answered: bool = False,
) -> tuple[Sitting, ...]:
    """One open attempt a person; `answered`: every question, by the first option."""
    attempt = table("attempt")
    seeds = [secrets.token_hex(SEED_BYTES) for _ in ids]
    public_ids = [secrets.token_hex(16) for _ in ids]
    rows = [
        {
            "public_id": public_id,
            "person_id": each,
            "question_set_version_id": question_set.version_id,
            "slug": question_set.slug,
            "standard_code": standard,
            "number": 1,
            "round": Round.PRATES if standard else Round.UTAMA,
            "state": AttemptState.IN_PROGRESS,
            "started_at": at,
            "seed": seed,
            "writer": DEVICE,
        }
        for each, public_id, seed in zip(ids, public_ids, seeds, strict=True)
    ]
    session.execute(insert(attempt), rows)
    wanted = select(attempt.c.public_id, attempt.c.id).where(attempt.c.slug == question_set.slug)
    attempt_ids = {row.public_id: row.id for row in session.execute(wanted)}
    questions = {question.id: question for question in materials.questions(question_set.version_id)}
    count = TEN if standard else question_set.draw  # a test is sent with ten answers, as its rung is
    orders = [_order(question_set, questions, seed, count) for seed in seeds]
    session.execute(
        insert(table("attempt_item")),
        [
            _item(question, attempt_ids[public_id], position, seed, question_set)
            for public_id, seed, order in zip(public_ids, seeds, orders, strict=True)
            for position, question in enumerate(order, start=1)
        ],
    )
    if answered:
        _answer(question_set.slug, at)
    return tuple(
        Sitting(public_id, tuple(_names(question, seed) for question in order))
        for public_id, seed, order in zip(public_ids, seeds, orders, strict=True)
    )


def _order(
    question_set: QuestionSet, questions: dict[int, Question], seed: str, count: int | None
) -> list[Question]:
    drawn = draw_questions(seed, list(questions), shuffled=question_set.shuffle_questions, count=count)
    return [questions[each] for each in drawn]


def _item(
    question: Question, attempt_id: int, position: int, seed: str, question_set: QuestionSet
) -> dict[str, object]:
    return {
        "attempt_id": attempt_id,
        "position": position,
        "question_id": question.id,
        "token": question_token(seed, question.id),
        "marking": Marking(question.type.value),
        "options": len(question.choices),
        "asks_confidence": question_set.ask_confidence and question.diagnostic is not None,
    }


def _names(question: Question, seed: str) -> Item:
    options = draw_options(seed, question.id, len(question.choices), shuffled=False)
    return Item(question_token(seed, question.id), tuple(each.token for each in options))


def _answer(slug: str, at: datetime) -> None:
    attempt, item = table("attempt"), table("attempt_item")
    wanted = select(item.c.id).join(attempt, attempt.c.id == item.c.attempt_id).where(attempt.c.slug == slug)
    rows = [
        {"attempt_item_id": each, "revision": 1, "device": DEVICE, "response": "0", "saved_at": at}
        for each in session.scalars(wanted)
    ]
    session.execute(insert(table("answer")), rows)


def trainer(url: str, world: World) -> Visitor:
    """Let one of those who are in be a trainer, and sign their requests."""
    app = application(url)
    with app.app_context():
        with transaction():
            person = table("person")
            last_but_one = f"pengukuran{len(world.tokens) - 2}@contoh.test"
            found = session.scalars(select(person.c.id).where(person.c.surel == last_but_one)).one()
            people.grant_role(found, Role.NARASUMBER, opd_id=None, by=None, at=now())
        db.engine.dispose()
    let_go(app)
    return visitor(secret=SECRET, cookie_name="paham", token=world.tokens[-2])


def unsend(url: str) -> None:
    """Open the sent tests again, so that the same ones can be sent in the next run."""
    app = application(url)
    with app.app_context(), transaction():
        attempt, item = table("attempt"), table("attempt_item")
        sent = select(attempt.c.id).where(attempt.c.state == AttemptState.SUBMITTED)
        session.execute(delete(table("standing")))
        items = select(item.c.id).where(item.c.attempt_id.in_(sent))
        session.execute(delete(table("item_result")).where(table("item_result").c.attempt_item_id.in_(items)))
        session.execute(delete(table("result")))
        opened = {"state": AttemptState.IN_PROGRESS, "submitted_at": None}
        session.execute(update(attempt).where(attempt.c.state == AttemptState.SUBMITTED).values(**opened))
    with app.app_context():
        _settle()
    let_go(app)


def another_quiz(url: str) -> str:
    """The quiz of a module that no reader of this world has begun."""
    app = application(url)
    with app.app_context():
        slug = materials.modules()[1].quiz_slug
        session.remove()
    let_go(app)
    assert slug
    return slug


def let_go(app: Flask) -> None:
    """Close the connections of an application that was made for a moment."""
    with app.app_context():
        db.engine.dispose()


def _settle() -> None:
    """Let the database know its own statistics and forget what was undone, as its housekeeping does."""
    from sqlalchemy import text

    clean = "VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(clean))
