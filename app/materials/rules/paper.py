"""What one person gets of a question set: the common questions, those of one form, and draws from groups."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.materials.rules.draft import GroupDraft, QuestionDraft, QuestionsDraft

FEWEST_CORE, FEWEST_OTHER = 3, 2
"""How many items of one form a diagnosis needs: of the core misconception, and of the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """Questions of which `draw` are asked, or all of them."""

    draw: int | None
    questions: tuple[QuestionDraft, ...]

    @property
    def asked(self) -> int:
        """How many of them one person gets."""
        return len(self.questions) if self.draw is None else min(self.draw, len(self.questions))

    def sure(self, code: str) -> int:
        """How many of them measure this misconception, whatever is drawn."""
        others = sum(question.diagnostic != code for question in self.questions)
        return max(0, self.asked - others)


@dataclass(frozen=True, slots=True)
class Paper:
    """One form of a set, or the whole of a set without forms (`form` None)."""

    form: str | None
    parts: tuple[Part, ...]

    @property
    def asked(self) -> int:
        """How many questions one person gets."""
        return sum(part.asked for part in self.parts)

    @property
    def size(self) -> int:
        """How many questions it is drawn from."""
        return sum(len(part.questions) for part in self.parts)

    def sure(self, code: str) -> int:
        """How many questions measure this misconception, whatever is drawn."""
        return sum(part.sure(code) for part in self.parts)

    @property
    def measured(self) -> frozenset[str]:
        """The misconceptions that it surely measures."""
        codes = {question.diagnostic for part in self.parts for question in part.questions}
        return frozenset(code for code in codes if code and self.sure(code))


def papers(draft: QuestionsDraft) -> tuple[Paper, ...]:
    """One paper for each form in the order of the source; a single one when there are no forms."""
    forms: dict[str | None, None] = dict.fromkeys(group.form for group in draft.groups if group.form)
    return tuple(Paper(form, tuple(_parts(draft, form))) for form in forms or (None,))


def _parts(draft: QuestionsDraft, form: str | None) -> Iterator[Part]:
    groups = {group.number: group for group in draft.groups}
    mine = [question for question in draft.questions if _is_asked_in(groups.get(question.group or 0), form)]
    if draft.draw is not None:
        yield Part(draft.draw, tuple(mine))
        return
    for number in dict.fromkeys(question.group for question in mine):
        group = groups.get(number or 0)
        together = tuple(question for question in mine if question.group == number)
        yield Part(group.draw if group else None, together)


def _is_asked_in(group: GroupDraft | None, form: str | None) -> bool:
    return group is None or group.form in (None, form)
