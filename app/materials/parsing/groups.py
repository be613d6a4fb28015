"""The `# ` headings of a question file: groups to draw from, and parallel forms."""

import re
from collections import Counter

from app.materials.parsing.attributes import Attributes
from app.materials.parsing.fields import Fields
from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import GroupDraft, QuestionsDraft
from app.materials.rules.paper import papers
from app.materials.rules.problem import Code, Problem, galat

GROUP_ATTRIBUTES = ("ambil", "bentuk")
FORM = re.compile(r"[A-Za-z0-9]{1,8}\Z")


def group_of(title: str, attributes: Attributes, number: int) -> GroupDraft:
    """The group that a heading with these attributes opens."""
    attributes.refuse_unknown(GROUP_ATTRIBUTES, anchor=False)
    form = attributes.values.get("bentuk")
    if form is not None and not FORM.match(form):
        attributes.fault("Nama bentuk hanya huruf dan angka, paling banyak delapan, misalnya bentuk=A.")
        form = None
    draw = attributes.whole("ambil", 0) if "ambil" in attributes.values else 0
    return GroupDraft(number, attributes.line, title, draw or None, form)


def group_problems(draft: QuestionsDraft, fields: Fields) -> list[Problem]:
    """A GALAT for a group without questions, and wherever more is to be drawn than there is."""
    sizes = Counter(question.group for question in draft.questions)
    problems = [
        galat(draft.path, group.line, *fault)
        for group in draft.groups
        if (fault := _fault(group, sizes[group.number])) is not None
    ]
    if draft.address.kind is DocumentKind.LATIHAN:
        problems += _refuse_in_practice(draft, fields)
    elif draft.draw is not None:
        problems += _refuse_draw(draft, draft.draw, fields.line_of("ambil"))
    return problems


def _fault(group: GroupDraft, size: int) -> tuple[Code, str] | None:
    if size == 0:
        return Code.SUSUNAN, "Kelompok ini belum berisi soal."
    if group.draw is not None and group.draw > size:
        return Code.NILAI, f"Kelompok ini berisi {size} soal. Nilai ambil={group.draw} terlalu besar."
    return None


def _refuse_draw(draft: QuestionsDraft, draw: int, line: int) -> list[Problem]:
    if any(group.draw for group in draft.groups):
        sentence = "Tulis ambil di kunci atau di kelompok, jangan di keduanya."
        return [galat(draft.path, line, Code.NILAI, sentence)]
    least = min(paper.size for paper in papers(draft))
    if draw <= least:
        return []
    sentence = f"Hanya ada {least} soal untuk satu orang. Nilai ambil {draw} terlalu besar."
    return [galat(draft.path, line, Code.NILAI, sentence)]


def _refuse_in_practice(draft: QuestionsDraft, fields: Fields) -> list[Problem]:
    sentence = "Soal latihan dipanggil satu per satu. Hapus ambil dan bentuk dari berkas ini."
    lines = [group.line for group in draft.groups if group.draw or group.form]
    lines += [fields.line_of("ambil")] if draft.draw is not None else []
    return [galat(draft.path, line, Code.NILAI, sentence) for line in lines]
