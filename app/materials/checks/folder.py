"""Faults that only several files together have: two documents with one name."""

from collections.abc import Sequence

from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import Draft
from app.materials.rules.problem import Code, Problem, galat

SHARING = {DocumentKind.MODUL: "nama", DocumentKind.TES: "nama"}


def folder_problems(drafts: Sequence[Draft]) -> list[Problem]:
    """A GALAT for the later of two documents that would have the same address."""
    first: dict[tuple[str, str], str] = {}
    problems = []
    for draft in sorted(drafts, key=lambda draft: draft.path):
        kind = draft.address.kind
        name = (SHARING.get(kind, kind.value), draft.address.slug)
        if name in first:
            sentence = f'Nama "{draft.address.slug}" sudah dipakai {first[name]}. Ganti nama foldernya.'
            problems.append(galat(draft.path, 1, Code.ALAMAT_ULANG, sentence))
        first.setdefault(name, draft.path)
    return problems
