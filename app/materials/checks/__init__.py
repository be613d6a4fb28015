"""What is wrong with a draft among the others: `problems_in` lists every GALAT and PERINGATAN."""

from datetime import date

from app.materials.checks.continuity import continuity_problems
from app.materials.checks.folder import folder_problems
from app.materials.checks.links import link_problems
from app.materials.checks.modules import module_problems
from app.materials.checks.questions import question_problems
from app.materials.rules.draft import Draft, ModuleDraft, QuestionsDraft
from app.materials.rules.library import Library
from app.materials.rules.problem import Problem, in_order


def problems_in(
    draft: Draft, library: Library, *, today: date, published: Draft | None = None
) -> list[Problem]:
    """Every problem of the draft by line: its own, and those with the library and its published version."""
    problems = [*draft.problems, *link_problems(draft, library, today=today)]
    if isinstance(draft, ModuleDraft):
        problems += module_problems(draft)
    if isinstance(draft, QuestionsDraft):
        problems += question_problems(draft, library)
        if isinstance(published, QuestionsDraft):
            problems += continuity_problems(draft, published)
    return in_order(problems)


__all__ = ["folder_problems", "problems_in"]
