"""What the studio composes from materials: the list, one document, and the preview of a text."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from app.materials import queries as materials
from app.materials import services
from app.materials.rules import (
    DocumentKind,
    DocumentState,
    ListDraft,
    ModuleDraft,
    QuestionsDraft,
    StandardDraft,
)
from app.people import queries as people
from app.quiz import queries as quiz
from app.studio.rules import (
    MaterialLine,
    Shown,
    ShownChoice,
    ShownPractice,
    ShownQuestion,
    ShownSection,
    apart,
)
from app.studio.rules.versions import working_words

PLACE_OF_PRACTICE = re.compile(r'<div id="latihan-([a-z0-9-]+)"></div>')


def material_lines(*, at: datetime) -> list[MaterialLine]:
    """Every published document with its author and the problems of today."""
    states = materials.document_state()
    problems = services.standing_problems(at=at)
    names = people.names_of({state.published_by for state in states if state.published_by})
    return [
        MaterialLine(state, names.get(state.published_by or 0), problems.get(state.path, ()))
        for state in states
    ]


def document(path: str) -> DocumentState | None:
    """The published document at that place of the content, or None."""
    return next((state for state in materials.document_state() if state.path == path), None)


def author_of(state: DocumentState) -> str | None:
    """Who published this version; None when it came from a file."""
    if state.published_by is None:
        return None
    return people.names_of({state.published_by}).get(state.published_by)


def shown(preview: services.Preview) -> Shown | None:
    """The preview as the page draws it; None when the text could not be rendered."""
    prepared, draft = preview.prepared, preview.draft
    if prepared is None:
        return None
    if isinstance(draft, ModuleDraft):
        practices = _practices(preview.practice)
        pages = enumerate(zip(draft.sections, prepared.sections, strict=True), 1)
        return Shown(
            sections=tuple(
                ShownSection(section.title, tuple(_parts(rendered.html, f"p{number}", practices)))
                for number, (section, rendered) in pages
            )
        )
    if isinstance(draft, QuestionsDraft):
        return Shown(questions=tuple(_questions(draft, prepared, "p")))
    return Shown(entries=tuple(_entries(draft)))


def _practices(prepared: services.Prepared | None) -> dict[str, ShownQuestion]:
    """The practices of a module by their keys; the prefix of their names is no section's."""
    if prepared is None or not isinstance(prepared.draft, QuestionsDraft):
        return {}
    keys = (question.key for question in prepared.draft.questions)
    return {
        key: shown for key, shown in zip(keys, _questions(prepared.draft, prepared, "l"), strict=True) if key
    }


def _parts(html: str, prefix: str, practices: Mapping[str, ShownQuestion]) -> Iterator[str | ShownPractice]:
    """The HTML of a section cut where practices stand: text and practice in turn."""
    for number, part in enumerate(PLACE_OF_PRACTICE.split(html)):
        yield ShownPractice(practices.get(part)) if number % 2 else apart(part, prefix)


def _questions(draft: QuestionsDraft, prepared: services.Prepared, prefix: str) -> Iterator[ShownQuestion]:
    beliefs = {entry.code: entry.belief for entry in materials.salah_kaprah_catalogue()}
    for number, (question, rendered) in enumerate(zip(draft.questions, prepared.questions, strict=True), 1):
        name = f"{prefix}{number}"
        yield ShownQuestion(
            line=question.line,
            type=question.type or "",
            tolerance=f"{question.tolerance.normalize():f}".replace(".", ",") if question.tolerance else "",
            stem_html=apart(rendered.stem.html, name),
            body_html=apart(rendered.body.html, f"{name}-isi"),
            explanation_html=apart(rendered.explanation.html, f"{name}-jelas"),
            choices=tuple(
                ShownChoice(
                    html=apart(words.label.html, f"{name}-{place}"),
                    correct=choice.correct,
                    belief_code=choice.salah_kaprah,
                    belief=beliefs.get(choice.salah_kaprah or ""),
                    feedback_html=apart(words.feedback.html, f"{name}-{place}-umpan")
                    if words.feedback
                    else "",
                    left_html=apart(words.left.html, f"{name}-{place}-kiri") if words.left else None,
                )
                for place, (choice, words) in enumerate(zip(question.choices, rendered.choices, strict=True))
            ),
        )


def _entries(draft: ListDraft | StandardDraft) -> Iterator[tuple[str, str]]:
    """A line for each entry of a list, or each rule of a standard."""
    if isinstance(draft, StandardDraft):
        yield "Modul wajib", ", ".join(draft.modules)
        yield "Tes", draft.test
        yield "Ambang lulus", f"{draft.pass_mark.numerator} dari {draft.pass_mark.denominator}"
        yield "Masa tenggang", f"{draft.grace_days} hari"
        yield "Masa berlaku hasil", f"{draft.validity_days} hari"
        return
    for belief in draft.beliefs:
        yield belief.belief, belief.truth
    for source in draft.legal:
        yield source.name, source.title
    for term in draft.terms:
        yield term.term, term.meaning


def people_working(state: DocumentState | None, *, at: datetime) -> str:
    """How many are inside this quiz or test now, in a sentence; nothing for any other document."""
    if state is None or state.kind not in (DocumentKind.KUIS, DocumentKind.TES):
        return ""
    return working_words(quiz.people_working(at).get(state.slug, 0), state.number)
