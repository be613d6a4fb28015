"""Marking again as its page shows it: counts alone, never a person and never a score."""

from dataclasses import dataclass
from datetime import datetime

from app.materials import queries as materials
from app.materials.rules import DocumentKind, DocumentState
from app.people import queries as people
from app.quiz import queries as quiz
from app.quiz.queries import RemarkLine, RemarkPlan
from app.quiz.rules import Hindrance, OfficeImpact

SETS = (DocumentKind.KUIS, DocumentKind.TES)
WHY = {
    Hindrance.GONE: "Soalnya tidak ada lagi pada versi yang terbit.",
    Hindrance.TYPE: "Jenis soalnya berubah.",
    Hindrance.STEM: "Kalimat soalnya berubah. Peserta dahulu menjawab kalimat yang lama.",
    Hindrance.ENTRIES: "Pilihannya berubah. Peserta dahulu memilih dari pilihan yang lama.",
    Hindrance.MEASURE: "Kode salah kaprahnya berubah.",
}


@dataclass(frozen=True, slots=True)
class Past:
    """One remark of the history with the names of those who acted."""

    line: RemarkLine
    keys: tuple[str, ...]
    by: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Remarking:
    """A set, what marking again would do, and what was done before."""

    state: DocumentState | None
    plan: RemarkPlan
    offices: tuple[OfficeImpact, ...]
    completed: int
    left: tuple[tuple[str, str], ...]
    history: tuple[Past, ...]


def remarking(slug: str, *, at: datetime) -> Remarking | None:
    """Everything that the page of one set shows; None for an unknown set."""
    plan = quiz.remark_plan(slug)
    if plan is None:
        return None
    states = materials.document_state()
    lines = quiz.remarks(slug)
    names = people.names_of({who for line in lines for who in (line.applied_by, line.undone_by) if who})
    return Remarking(
        state=next((each for each in states if each.slug == slug and each.kind in SETS), None),
        plan=plan,
        offices=quiz.offices_of(plan.changes, at),
        completed=len(quiz.would_complete(plan)),
        left=tuple((each.stem, WHY[each.why]) for each in plan.left),
        history=tuple(_past(line, names) for line in lines),
    )


def _past(line: RemarkLine, names: dict[int, str]) -> Past:
    return Past(
        line=line,
        keys=tuple(each.stem_text for each in quiz.remark_questions(line.id)),
        by=names.get(line.applied_by or 0, "perintah di server"),
        undone_by=names.get(line.undone_by or 0, "perintah di server"),
    )
