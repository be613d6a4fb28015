"""The register of legal sources with the places of all published texts that cite each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from app.clock import local_day
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import DocumentKind, Draft, ListDraft, ModuleDraft, QuestionsDraft, Target
from app.studio.rules.sources import Citation, SourceLine


def source_lines(*, at: datetime) -> list[SourceLine]:
    """Every source in the order of the register; where a text cites it twice, both places."""
    drafts = services.standing_drafts()
    titles = {state.path: state.title for state in materials.document_state()}
    cited: dict[str, list[Citation]] = defaultdict(list)
    for draft in drafts:
        if draft.address.kind is not DocumentKind.DASAR_HUKUM:
            _cite(draft, titles.get(draft.path, draft.path), cited)
    sources = [source for draft in drafts if isinstance(draft, ListDraft) for source in draft.legal]
    names = {source.id: source.name for source in sources}
    return [
        SourceLine(source, names.get(source.revoked_by or ""), tuple(cited[source.id]), local_day(at))
        for source in sources
    ]


def _cite(draft: Draft, title: str, cited: dict[str, list[Citation]]) -> None:
    for reference in sorted(draft.references, key=lambda each: each.line):
        if reference.target is Target.LEGAL:
            place = _place(draft, reference.line)
            cited[reference.code].append(Citation(draft.path, title, reference.line, place))


def _place(draft: Draft, line: int) -> str:
    """The section, question or entry in which a line stands."""
    if isinstance(draft, ModuleDraft):
        return _last_before(((each.line, f"bagian {each.title}") for each in draft.sections), line)
    if isinstance(draft, QuestionsDraft):
        return _last_before(((each.line, f"soal {each.key}") for each in draft.questions), line)
    if isinstance(draft, ListDraft):
        named = [(each.line, each.title) for each in draft.beliefs]
        named += [(each.line, each.term) for each in draft.terms]
        return _last_before(named, line)
    return ""


def _last_before(named: Iterable[tuple[int, str]], line: int) -> str:
    return max(((start, words) for start, words in named if start <= line), default=(0, "kepala naskah"))[1]
