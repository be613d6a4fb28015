"""What the bulk writer must know of the published material: versions, keys and the rule of completion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.demo.curriculum import Curriculum
from app.materials import queries as materials
from app.materials.rules import ModulePage, Question, QuestionSet
from app.quiz import queries as quiz
from app.quiz.rules import Candidate, ItemKey


@dataclass(frozen=True, slots=True)
class SetTerms:
    """A published set with the keys of its questions."""

    published: QuestionSet
    questions: dict[int, Question]
    keys: Mapping[int, ItemKey]
    standard_code: str | None

    @property
    def pass_mark(self) -> Fraction:
        """The share from which it is passed."""
        return self.published.pass_mark

    @property
    def candidates(self) -> list[Candidate]:
        """The questions that a sitting may ask."""
        return [_candidate(question) for question in self.questions.values()]


@dataclass(frozen=True, slots=True)
class Terms:
    """The modules and sets of a curriculum by slug."""

    modules: dict[str, ModulePage]
    sets: dict[str, SetTerms]

    def is_read(self, slug: str, anchors: set[str]) -> bool:
        """Whether these sections are all of the module."""
        return {line.anchor for line in self.modules[slug].sections} <= anchors


def terms_of(curriculum: Curriculum, on: date) -> Terms:
    """Read once what thousands of sittings need."""
    standard = materials.current_standard(on)
    pages = {module.slug: page for module in curriculum.modules if (page := materials.module(module.slug))}
    slugs = [curriculum.test.slug, *(module.quiz.slug for module in curriculum.modules if module.quiz)]
    sets = {slug: found for slug in slugs if (found := materials.question_set(slug))}
    proof = {standard.test_slug: standard.code} if standard else {}
    return Terms(pages, {slug: _set(found, proof.get(slug)) for slug, found in sets.items()})


def _candidate(question: Question) -> Candidate:
    group = question.group
    return Candidate(question.id, group.number, group.draw, group.form) if group else Candidate(question.id)


def _set(found: QuestionSet, standard_code: str | None) -> SetTerms:
    questions = {question.id: question for question in materials.questions(found.version_id)}
    return SetTerms(found, questions, quiz.item_keys(found.version_id), standard_code)
