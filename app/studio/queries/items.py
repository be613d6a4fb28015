"""The items of a set with what first attempts say about them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from app.clock import now
from app.comprehension.rules import Option, Sheet, item_findings
from app.comprehension.statistics import wilson
from app.materials import queries as materials
from app.materials.rules import (
    CHOOSING,
    DocumentKind,
    DocumentState,
    Question,
    QuestionSet,
    QuestionType,
    SetKind,
)
from app.quiz import queries as quiz
from app.quiz.queries import ItemSheet
from app.studio.queries.learned import learned
from app.studio.queries.papers import paper_figures
from app.studio.rules import AnalysedItem, AnalysedSet, few_took, kept_sentence, relapsed_sentence

SETS = (DocumentKind.TES, DocumentKind.KUIS)


def analysed_sets() -> list[tuple[DocumentState, int]]:
    """Every published quiz and test with the number of people who have sent it."""
    people = quiz.people_by_set()
    return [(state, people.get(state.slug, 0)) for state in materials.document_state() if state.kind in SETS]


def item_analysis(slug: str, *, papers: bool = False) -> AnalysedSet | None:
    """The items of the published version, those that need attention first; None for an unknown set.
    With `papers` also the figures of whole papers.

    First attempts at earlier versions count for an item that kept its key and its options: a moved key or a
    mended word is the same item, other options are another one.
    """
    question_set = materials.question_set(slug)
    state = next((s for s in materials.document_state() if s.slug == slug and s.kind in SETS), None)
    if question_set is None or question_set.kind is SetKind.LATIHAN or state is None:
        return None
    asked = materials.questions(question_set.version_id)
    sheets = list(quiz.item_sheets(slug))
    versions = {sheet.version_id for sheet in sheets} | {question_set.version_id}
    earlier = {q.id: q for version_id in versions for q in materials.questions(version_id)}
    mine = _by_item(sheets, earlier)
    beliefs = {entry.code: entry.belief for entry in materials.salah_kaprah_catalogue()}
    items = [
        AnalysedItem(
            question,
            item_findings(
                mine.get(_identity(question), []),
                _options(question),
                beliefs=beliefs,
                chance=1 / len(question.choices) if question.type is QuestionType.TUNGGAL else None,
            ),
        )
        for question in asked
    ]
    items.sort(key=lambda item: (item.findings.verdict, item.question.position))
    people = len({sheet.person_id for sheet in sheets})
    at = now()
    return AnalysedSet(
        state,
        tuple(items),
        people,
        beliefs,
        retention_sentences(question_set, at=at),
        learned(question_set, at=at),
        paper_figures(sheets, earlier) if papers else (),
    )


def retention_sentences(question_set: QuestionSet, *, at: datetime) -> tuple[str, ...]:
    """What the delayed test says of those who had understood; nothing for any other set."""
    standard = quiz.standard_delayed_by(question_set)
    core = next((entry.code for entry in materials.salah_kaprah_catalogue() if entry.core), None)
    if standard is None or core is None:
        return ()
    found = quiz.retention(standard, core, until=at)
    if found.took < standard.min_measured:
        return (few_took(found.took, standard.min_measured),)
    return (
        kept_sentence(found.kept, found.took, wilson(found.kept, found.took)),
        relapsed_sentence(found.relapsed, found.free, wilson(found.relapsed, found.free)),
    )


def _identity(question: Question) -> tuple[str, ...]:
    """What makes it the same item in another version: the author's key and its options, whatever is right."""
    return (question.key, *(f"{each.text}|{each.salah_kaprah or ''}" for each in question.choices))


def _options(question: Question) -> list[Option]:
    if question.type not in CHOOSING:
        return []
    return [Option(each.position, each.correct, each.salah_kaprah) for each in question.choices]


def _by_item(rows: Iterable[ItemSheet], questions: dict[int, Question]) -> dict[tuple[str, ...], list[Sheet]]:
    """The sheets of each item, each person's first alone, with the rest of that paper as a share."""
    papers: dict[int, list[ItemSheet]] = defaultdict(list)
    for row in rows:
        papers[row.attempt_id].append(row)
    seen: set[tuple[int, tuple[str, ...]]] = set()
    found: dict[tuple[str, ...], list[Sheet]] = defaultdict(list)
    for attempt_id in sorted(papers):
        paper = papers[attempt_id]
        weights = [questions[row.question_id].weight for row in paper]
        total = sum(weight * row.points for weight, row in zip(weights, paper, strict=True))
        for weight, row in zip(weights, paper, strict=True):
            item = _identity(questions[row.question_id])
            if (row.person_id, item) in seen:
                continue
            seen.add((row.person_id, item))
            others = sum(weights) - weight
            rest = (total - weight * row.points) / others if others else 0.0
            found[item].append(Sheet(row.points, rest, row.chosen, row.confidence))
    return found
