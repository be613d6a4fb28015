"""The figures of whole papers, for who wants to check: first attempts of people asked the same items."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.comprehension.statistics import item_statistics
from app.materials.rules import Question, QuestionType
from app.quiz.queries import ItemSheet
from app.studio.rules.papers import LEAST_PAPERS, ItemLine, Paper


def paper_figures(rows: Iterable[ItemSheet], questions: Mapping[int, Question]) -> tuple[Paper, ...]:
    """A paper for every choice of items that enough people were asked, the most sat first.

    Each person counts once a paper. Papers of other versions are other papers: their items are never pooled.
    """
    sat: dict[int, list[ItemSheet]] = defaultdict(list)
    for row in rows:
        sat[row.attempt_id].append(row)
    alike: dict[tuple[int, ...], dict[int, list[ItemSheet]]] = defaultdict(dict)
    for attempt_id in sorted(sat):
        paper = sorted(sat[attempt_id], key=lambda row: row.question_id)
        alike[tuple(row.question_id for row in paper)].setdefault(paper[0].person_id, paper)
    enough = [(ids, list(papers.values())) for ids, papers in alike.items() if len(papers) >= LEAST_PAPERS]
    enough.sort(key=lambda each: -len(each[1]))
    return tuple(_paper([questions[each] for each in ids], papers) for ids, papers in enough)


def _paper(asked: list[Question], papers: list[list[ItemSheet]]) -> Paper:
    highest = [float(question.weight) for question in asked]
    marks = [[row.points * most for row, most in zip(paper, highest, strict=True)] for paper in papers]
    found = item_statistics(marks, highest)
    lines = (
        ItemLine(question.position, each, most / sum(highest), _guessed(question))
        for question, each, most in zip(asked, found.items, highest, strict=True)
    )
    forms = {question.group.form for question in asked if question.group and question.group.form}
    form = forms.pop() if len(forms) == 1 else ""
    return Paper(form, sum(highest), found.quiz, tuple(sorted(lines, key=lambda line: line.position)))


def _guessed(question: Question) -> float | None:
    return 1 / len(question.choices) if question.type is QuestionType.TUNGGAL else None
