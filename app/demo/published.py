"""The curriculum as it is published now."""

from collections.abc import Iterable
from datetime import date

from app.demo.curriculum import Curriculum, ModuleShape, QuestionShape, SetShape
from app.errors import Conflict
from app.materials import queries as materials
from app.materials.rules import QuestionSet


class NothingPublished(Conflict):
    """There is no standard with its test and at least one module to act on."""

    message = "Materi belum terbit. Jalankan `flask content publish`, lalu muat dunia demo lagi."


def curriculum(on: date) -> Curriculum:
    """The standard in force on that day with what is published of it; raises NothingPublished."""
    standard = materials.current_standard(on)
    test = materials.question_set(standard.test_slug) if standard else None
    modules = _modules(standard.module_slugs) if standard else ()
    if standard is None or test is None or not modules:
        raise NothingPublished
    return Curriculum(
        valid_from=standard.valid_from,
        grace_days=standard.grace_days,
        core=next((entry.code for entry in materials.salah_kaprah_catalogue() if entry.core), ""),
        modules=modules,
        test=_set(test),
    )


def _modules(slugs: Iterable[str]) -> tuple[ModuleShape, ...]:
    pages = [page for slug in slugs if (page := materials.module(slug)) is not None]
    return tuple(
        ModuleShape(
            slug=page.card.slug,
            anchors=tuple(line.anchor for line in page.sections),
            quiz=_quiz(page.card.quiz_slug),
        )
        for page in pages
    )


def _quiz(slug: str | None) -> SetShape | None:
    found = materials.question_set(slug) if slug else None
    return _set(found) if found else None


def _set(found: QuestionSet) -> SetShape:
    return SetShape(
        slug=found.slug,
        pass_mark=found.pass_mark,
        asks_confidence=found.ask_confidence,
        questions=tuple(QuestionShape.of(question) for question in materials.questions(found.version_id)),
    )
