"""Everything that a document may point at: the rest of the folder, or of what is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import (
    BeliefDraft,
    Draft,
    LegalDraft,
    ListDraft,
    ModuleDraft,
    QuestionsDraft,
    StandardDraft,
    Target,
    TermDraft,
)
from app.materials.rules.picture import Picture


@dataclass(frozen=True, slots=True)
class Library:
    """Drafts by the names that documents use for them; `pictures` by (slug of the folder, file name)."""

    modules: Mapping[str, ModuleDraft] = field(default_factory=dict)
    quizzes: Mapping[str, QuestionsDraft] = field(default_factory=dict)
    tests: Mapping[str, QuestionsDraft] = field(default_factory=dict)
    practices: Mapping[str, QuestionsDraft] = field(default_factory=dict)
    beliefs: Mapping[str, BeliefDraft] = field(default_factory=dict)
    legal: Mapping[str, LegalDraft] = field(default_factory=dict)
    terms: Mapping[str, TermDraft] = field(default_factory=dict)
    standards: Mapping[str, StandardDraft] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], Picture] = field(default_factory=dict)

    def known(self, target: Target) -> Mapping[str, object]:
        """The names that exist for a kind of reference within the whole library."""
        names: dict[Target, Mapping[str, object]] = {
            Target.BELIEF: self.beliefs,
            Target.LEGAL: self.legal,
            Target.MODULE: self.modules,
            Target.TERM: self.terms,
            Target.TEST: self.tests,
        }
        return names[target]

    def is_test_of_a_standard(self, slug: str) -> bool:
        """Whether a standard is measured with this test."""
        return any(slug in (standard.test, standard.delayed_test) for standard in self.standards.values())

    def practice_keys(self, slug: str) -> frozenset[str]:
        """The keys of the questions in the `latihan.md` of a module."""
        practice = self.practices.get(slug)
        return frozenset(question.key for question in practice.questions) if practice else frozenset()

    def is_examined(self, key: str) -> bool:
        """Whether a quiz or a test asks a question with this key."""
        sets = (*self.quizzes.values(), *self.tests.values())
        return any(question.key == key for draft in sets for question in draft.questions)

    def core_beliefs(self) -> frozenset[str]:
        """The codes marked `inti: ya`."""
        return frozenset(code for code, belief in self.beliefs.items() if belief.core)


def library_of(drafts: Iterable[Draft], pictures: Mapping[tuple[str, str], Picture]) -> Library:
    """The library that these documents form together; of two with one name the first counts."""
    found = Library({}, {}, {}, {}, {}, {}, {}, {}, pictures)
    for draft in drafts:
        _shelve(draft, found)
    return found


def _shelve(draft: Draft, library: Library) -> None:
    slug = draft.address.slug
    if isinstance(draft, ModuleDraft):
        _first(library.modules, slug, draft)
    elif isinstance(draft, StandardDraft):
        _first(library.standards, slug, draft)
    elif isinstance(draft, QuestionsDraft) and draft.address.kind is DocumentKind.TES:
        _first(library.tests, slug, draft)
    elif isinstance(draft, QuestionsDraft) and draft.address.kind is DocumentKind.KUIS:
        _first(library.quizzes, slug, draft)
    elif isinstance(draft, QuestionsDraft) and draft.address.kind is DocumentKind.LATIHAN:
        _first(library.practices, slug, draft)
    elif isinstance(draft, ListDraft):
        for belief in draft.beliefs:
            _first(library.beliefs, belief.code, belief)
        for source in draft.legal:
            _first(library.legal, source.id, source)
        for term in draft.terms:
            _first(library.terms, term.code, term)


def _first(shelf: Mapping[str, object], name: str, item: object) -> None:
    assert isinstance(shelf, dict)
    shelf.setdefault(name, item)
