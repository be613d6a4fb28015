"""Items of all published sets with their figures, and how often each misconception is asked for."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.db import db
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import DocumentKind, DocumentState, Question, QuestionsDraft, SalahKaprah
from app.materials.rules.paper import FEWEST_CORE, FEWEST_OTHER, papers
from app.quiz import queries as quiz
from app.studio.queries.items import item_analysis
from app.studio.rules import AnalysedItem
from app.studio.rules.bank import Asked, BankItem, Cell, Coverage, CoverageRow

SETS = (DocumentKind.TES, DocumentKind.KUIS, DocumentKind.LATIHAN)
ANALYSED = (DocumentKind.TES, DocumentKind.KUIS)
KEPT_SECONDS = 600
Figures = Mapping[str, AnalysedItem]
_shelves: WeakKeyDictionary[Engine, dict[str, tuple[float, int, int, Figures]]] = WeakKeyDictionary()


def question_documents() -> list[DocumentState]:
    """Every published test, quiz and practice, by path."""
    return [state for state in materials.document_state() if state.kind in SETS]


def bank(asked: Asked) -> list[BankItem]:
    """The items that are asked for; with their figures only when those decide."""
    items = [item for item in _items() if asked.selects(item)]
    return asked.arranged(with_figures(items)) if asked.needs_analysis else items


def with_figures(items: Iterable[BankItem]) -> list[BankItem]:
    """The same items with what first attempts say; each set is analysed at most every ten minutes."""
    people = quiz.people_by_set()
    figures: dict[str, Figures] = {}
    found: list[BankItem] = []
    for item in items:
        if item.state.kind in ANALYSED:
            if item.state.slug not in figures:
                figures[item.state.slug] = _figures(item.state, people.get(item.state.slug, 0))
            found.append(replace(item, analysed=figures[item.state.slug].get(item.question.key)))
        else:
            found.append(item)
    return found


def bank_item(path: str, key: str) -> BankItem | None:
    """One item with its figures, or None."""
    named = (i for i in _items() if i.state.path == path and i.question.key == key)
    return next(iter(with_figures(list(named))), None)


def coverage() -> Coverage:
    """How many items surely measure each misconception in each form of each test of a standard."""
    drafts = [draft for draft in services.standing_drafts() if isinstance(draft, QuestionsDraft)]
    examined = _examined_slugs()
    tests = [d for d in drafts if d.address.kind is DocumentKind.TES and d.address.slug in examined]
    tests.sort(key=lambda draft: examined.index(draft.address.slug))
    rows = []
    for entry in materials.salah_kaprah_catalogue():
        cells = tuple(_cells(tests, entry))
        counts = {kind: _asking(drafts, kind, entry.code) for kind in SETS}
        rows.append(
            CoverageRow(
                entry.code,
                entry.title,
                entry.core,
                cells,
                in_bank=counts[DocumentKind.TES],
                in_quizzes=counts[DocumentKind.KUIS],
                in_practice=counts[DocumentKind.LATIHAN],
            )
        )
    rows.sort(key=lambda row: (not row.is_thin, not row.core, not row.is_measured))
    return Coverage(tuple(draft.title for draft in tests), tuple(rows))


def _cells(tests: Iterable[QuestionsDraft], entry: SalahKaprah) -> Iterator[Cell]:
    """One for each form; one that asks nothing about it leaves it to the others, but for the core."""
    for draft in tests:
        asks = any(question.diagnostic == entry.code for question in draft.questions)
        for paper in papers(draft):
            count = paper.sure(entry.code)
            asked_for = entry.core or bool(count) or (asks and paper.form is None)
            yield Cell(draft.title, paper.form, count, FEWEST_CORE if entry.core else FEWEST_OTHER, asked_for)


def _asking(drafts: Iterable[QuestionsDraft], kind: DocumentKind, code: str) -> int:
    """How many items of that kind of set diagnose the misconception, or offer it as an option."""
    return sum(
        question.diagnostic == code
        or (kind is not DocumentKind.TES and any(choice.salah_kaprah == code for choice in question.choices))
        for draft in drafts
        if draft.address.kind is kind
        for question in draft.questions
    )


def _examined_slugs() -> list[str]:
    slugs: list[str] = []
    for standard in materials.standards():
        slugs += [standard.test_slug, *([standard.delayed.slug] if standard.delayed else [])]
    return list(dict.fromkeys(slugs))


def _items() -> list[BankItem]:
    titles = {entry.code: entry.title for entry in materials.salah_kaprah_catalogue()}
    return [
        BankItem(state, question, _beliefs(question, titles))
        for state in question_documents()
        for question in materials.questions(state.version_id)
    ]


def _beliefs(question: Question, titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    codes = [question.diagnostic, *(choice.salah_kaprah for choice in question.choices)]
    return tuple((code, titles.get(code, code)) for code in dict.fromkeys(codes) if code)


def _figures(state: DocumentState, people: int) -> Figures:
    """The analysed items of a set by key; kept while version and number of people stay, else ten minutes."""
    shelf = _shelves.setdefault(db.engine, {})
    kept = shelf.get(state.slug)
    if kept is not None and kept[1] == state.version_id:
        is_fresh = time.monotonic() - kept[0] < KEPT_SECONDS
        if kept[2] == people or (is_fresh and people >= kept[2] > 0):
            return kept[3]
    found = item_analysis(state.slug)
    figures = {item.question.key: item for item in found.items} if found else {}
    shelf[state.slug] = (time.monotonic(), state.version_id, people, figures)
    return figures
