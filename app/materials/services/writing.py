"""Rows of a version: inserted once. Only HTML is ever written anew, when the catalogue behind it changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from app.clock import to_local
from app.db import session, upsert_insert
from app.materials.models import (
    ChoiceRow,
    Document,
    DocumentVersion,
    EntryLegal,
    GlossaryEntry,
    GroupedQuestion,
    Image,
    LegalEntry,
    LineKind,
    ModuleLine,
    ModuleVersion,
    QuestionGroupRow,
    QuestionRow,
    QuestionSetVersion,
    SalahKaprahEntry,
    SalahKaprahIndicator,
    Section,
    SectionChange,
    StandardModule,
    StandardVersion,
    VersionImage,
)
from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import ListDraft, ModuleDraft, QuestionsDraft, StandardDraft
from app.materials.rules.module import reading_minutes
from app.materials.rules.paper import papers
from app.materials.rules.quiz import QuestionType
from app.materials.rules.substance import PartChange
from app.materials.rules.version import ChangeKind, Origin
from app.materials.services.folder import Manuscript
from app.materials.services.preparing import Prepared, RenderedQuestion


@dataclass(frozen=True, slots=True)
class Signature:
    """Who publishes, when, through which door, and what they say of the change."""

    by: int | None
    at: datetime
    origin: Origin
    change_kind: ChangeKind
    note: str


def write_version(
    manuscript: Manuscript,
    prepared: Prepared,
    signature: Signature,
    *,
    files: Mapping[str, bytes],
    changes: Iterable[PartChange] = (),
) -> int:
    """Store a new version with what it changes, make it the current one, and return its number."""
    document_id = _document(manuscript)
    number = _next_number(document_id)
    version_id = _insert_version(document_id, number, manuscript, prepared, signature)
    _write_pictures(version_id, manuscript, files)
    _write_rows(version_id, prepared)
    _insert(
        SectionChange,
        [
            {"version_id": version_id, "anchor": each.anchor, "kind": each.kind, "was": each.was}
            for each in changes
        ],
    )
    values: dict[str, Any] = {"current_version_id": version_id}
    if signature.origin is Origin.BERKAS:
        values["file_digest"] = manuscript.digest
    session.execute(update(Document).where(Document.id == document_id).values(values))
    return number


def mark_as_filed(document_id: int, digest: str) -> None:
    """Remember that the files hold what is published, so that they are not taken for a change."""
    session.execute(update(Document).where(Document.id == document_id).values(file_digest=digest))


def rewrite_html(version_id: int, prepared: Prepared) -> None:
    """Replace the HTML of a version by a newer rendering of the same source."""
    for position, rendered in enumerate(prepared.sections, 1):
        place = (Section.version_id == version_id, Section.position == position)
        session.execute(update(Section).where(*place).values(html=rendered.html))
    ids = session.execute(
        select(QuestionRow.position, QuestionRow.id).where(QuestionRow.version_id == version_id)
    )
    by_position: dict[int, int] = {row.position: row.id for row in ids}
    for position, question in enumerate(prepared.questions, 1):
        _rewrite_question(by_position[position], question)
    session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.id == version_id)
        .values(rendered_with=prepared.rendered_with)
    )


def current_versions(keys: Iterable[tuple[DocumentKind, str]]) -> dict[tuple[DocumentKind, str], int | None]:
    """What now stands under these names; on PostgreSQL their rows stay locked until the end."""
    found = {}
    for kind, slug in sorted(keys):
        wanted = select(Document.current_version_id).where(Document.kind == kind, Document.slug == slug)
        found[kind, slug] = session.scalar(wanted.with_for_update())
    return found


def _document(manuscript: Manuscript) -> int:
    address = manuscript.draft.address
    named = select(Document.id).where(Document.kind == address.kind, Document.slug == address.slug)
    found = session.scalar(named)
    if found is not None:
        return found
    values = {"kind": address.kind, "slug": address.slug}
    return session.scalars(insert(Document).returning(Document.id), values).one()


def _next_number(document_id: int) -> int:
    last = select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document_id)
    return (session.scalar(last) or 0) + 1


def _insert_version(
    document_id: int, number: int, manuscript: Manuscript, prepared: Prepared, signature: Signature
) -> int:
    values = {
        "document_id": document_id,
        "number": number,
        "path": manuscript.place,
        "source": manuscript.text,
        "sha256": manuscript.sha256,
        "digest": manuscript.digest,
        "change_kind": signature.change_kind,
        "note": signature.note,
        "origin": signature.origin,
        "published_at": signature.at,
        "published_by": signature.by,
        "rendered_with": prepared.rendered_with,
    }
    return session.scalars(insert(DocumentVersion).returning(DocumentVersion.id), values).one()


def _write_pictures(version_id: int, manuscript: Manuscript, files: Mapping[str, bytes]) -> None:
    for name, picture in manuscript.pictures.items():
        if picture.sha256 in files:
            row = {
                "sha256": picture.sha256,
                "mime": picture.mime,
                "bytes": files[picture.sha256],
                "width": picture.width,
                "height": picture.height,
            }
            session.execute(upsert_insert(Image).values(row).on_conflict_do_nothing())
        session.execute(
            insert(VersionImage), [{"version_id": version_id, "name": name, "sha256": picture.sha256}]
        )


def _write_rows(version_id: int, prepared: Prepared) -> None:
    draft = prepared.draft
    if isinstance(draft, ModuleDraft):
        _write_module(version_id, draft, prepared)
    elif isinstance(draft, QuestionsDraft):
        _write_question_set(version_id, draft, prepared)
    elif isinstance(draft, StandardDraft):
        _write_standard(version_id, draft)
    else:
        _write_list(version_id, draft)


def _write_module(version_id: int, draft: ModuleDraft, prepared: Prepared) -> None:
    _insert(
        ModuleVersion,
        [
            {
                "version_id": version_id,
                "slug": draft.address.slug,
                "position": draft.address.order,
                "title": draft.title,
                "summary": draft.summary,
                "minutes": draft.minutes,
                "jp_hundredths": int(draft.jp * 100),
                "speaker": draft.speaker,
            }
        ],
    )
    lists: dict[LineKind, tuple[object, ...]] = {
        LineKind.TUJUAN: draft.objectives,
        LineKind.PRASYARAT: draft.prerequisites,
        LineKind.DASAR: draft.legal,
        LineKind.SALAH_KAPRAH: draft.salah_kaprah,
        LineKind.INSTRUMEN: draft.instruments,
    }
    _insert(
        ModuleLine,
        [
            {"version_id": version_id, "list": kind, "position": position, "text": str(text)}
            for kind, texts in lists.items()
            for position, text in enumerate(texts, 1)
        ],
    )
    _insert(
        Section,
        [
            {
                "version_id": version_id,
                "position": position,
                "anchor": section.anchor,
                "title": section.title,
                "minutes": reading_minutes(section.words),
                "lead": section.lead,
                "html": rendered.html,
                "headings": json.dumps([[h.anchor, h.title] for h in section.headings], ensure_ascii=False),
            }
            for position, (section, rendered) in enumerate(
                zip(draft.sections, prepared.sections, strict=True), 1
            )
        ],
    )


def _write_question_set(version_id: int, draft: QuestionsDraft, prepared: Prepared) -> None:
    of_module = draft.address.kind is not DocumentKind.TES
    _insert(
        QuestionSetVersion,
        [
            {
                "version_id": version_id,
                "slug": draft.address.slug,
                "module_slug": draft.address.slug if of_module else None,
                "title": draft.title,
                "kind": draft.kind,
                "pass_mark": draft.pass_mark,
                "attempts_allowed": draft.attempts_allowed,
                "attempts_window_days": draft.attempts_window_days,
                "pause_minutes": draft.pause_minutes,
                "limit_minutes": draft.limit_minutes,
                "opens_at": _instant(draft.opens_at),
                "closes_at": _instant(draft.closes_at),
                "shuffle_questions": draft.shuffle_questions,
                "shuffle_choices": draft.shuffle_choices,
                "ask_confidence": draft.ask_confidence,
                "feedback": draft.feedback,
                "draw": draft.draw,
                "question_count": max(paper.asked for paper in papers(draft)),
            }
        ],
    )
    _insert(
        QuestionGroupRow,
        [
            {
                "version_id": version_id,
                "number": group.number,
                "title": group.title,
                "draw": group.draw,
                "form": group.form,
            }
            for group in draft.groups
        ],
    )
    for position, rendered in enumerate(prepared.questions, 1):
        _write_question(version_id, position, draft, rendered)


def _write_question(
    version_id: int, position: int, draft: QuestionsDraft, rendered: RenderedQuestion
) -> None:
    question = draft.questions[position - 1]
    values = {
        "version_id": version_id,
        "key": question.key,
        "position": position,
        "type": question.type or QuestionType.TUNGGAL,
        "weight": question.weight,
        "diagnostic": question.diagnostic,
        "fixed_order": question.fixed_order,
        "replaces": question.replaces,
        "tolerance": question.tolerance if question.type is QuestionType.ANGKA else None,
        **_words(rendered),
    }
    question_id = session.scalars(insert(QuestionRow).returning(QuestionRow.id), values).one()
    _insert(
        ChoiceRow,
        [
            {
                "question_id": question_id,
                "position": place,
                "html": words.label.html,
                "text": words.label.text,
                "correct": choice.correct,
                "salah_kaprah": choice.salah_kaprah,
                "feedback_html": words.feedback.html if words.feedback else None,
                "left_html": words.left.html if words.left else None,
                "left_text": words.left.text if words.left else None,
            }
            for place, (choice, words) in enumerate(zip(question.choices, rendered.choices, strict=True))
        ],
    )
    if question.group is not None:
        _insert(
            GroupedQuestion,
            [{"question_id": question_id, "version_id": version_id, "number": question.group}],
        )


def _words(rendered: RenderedQuestion) -> dict[str, str]:
    return {
        "stem_html": rendered.stem.html,
        "stem_text": rendered.stem.text,
        "body_html": rendered.body.html,
        "explanation_html": rendered.explanation.html,
    }


def _rewrite_question(question_id: int, rendered: RenderedQuestion) -> None:
    session.execute(update(QuestionRow).where(QuestionRow.id == question_id).values(_words(rendered)))
    for place, words in enumerate(rendered.choices):
        values = {
            "html": words.label.html,
            "text": words.label.text,
            "feedback_html": words.feedback.html if words.feedback else None,
            "left_html": words.left.html if words.left else None,
            "left_text": words.left.text if words.left else None,
        }
        here = (ChoiceRow.question_id == question_id, ChoiceRow.position == place)
        session.execute(update(ChoiceRow).where(*here).values(values))


def _write_standard(version_id: int, draft: StandardDraft) -> None:
    first, last = draft.delayed_days or (None, None)
    _insert(
        StandardVersion,
        [
            {
                "version_id": version_id,
                "code": draft.address.slug,
                "title": draft.title,
                "valid_from": draft.valid_from,
                "test_slug": draft.test,
                "pass_mark": draft.pass_mark,
                "target": draft.target,
                "grace_days": draft.grace_days,
                "validity_days": draft.validity_days,
                "min_measured": draft.min_measured,
                "min_answered": draft.min_answered,
                "delayed_test_slug": draft.delayed_test,
                "delayed_from_days": first,
                "delayed_until_days": last,
                "delayed_share": draft.delayed_share,
            }
        ],
    )
    _insert(
        StandardModule,
        [
            {"version_id": version_id, "position": position, "module_slug": slug}
            for position, slug in enumerate(draft.modules, 1)
        ],
    )


def _write_list(version_id: int, draft: ListDraft) -> None:
    _insert(
        SalahKaprahEntry,
        [
            {
                "version_id": version_id,
                "position": position,
                "code": belief.code,
                "title": belief.title,
                "belief": belief.belief,
                "temptation": belief.temptation,
                "refutation": belief.refutation,
                "truth": belief.truth,
                "core": belief.core,
            }
            for position, belief in enumerate(draft.beliefs, 1)
        ],
    )
    _insert(
        SalahKaprahIndicator,
        [
            {"version_id": version_id, "code": belief.code, "instrument": year, "number": number}
            for belief in draft.beliefs
            for year, numbers in belief.indicators.items()
            for number in dict.fromkeys(numbers)
        ],
    )
    _insert(
        LegalEntry,
        [
            {
                "version_id": version_id,
                "position": position,
                "code": source.id,
                "name": source.name,
                "title": source.title,
                "status": source.status,
                "revoked_by": source.revoked_by,
                "valid_from": source.valid_from,
                "checked_on": source.checked_on,
                "link": source.link,
                "certainty": source.certainty,
            }
            for position, source in enumerate(draft.legal, 1)
        ],
    )
    _insert(
        GlossaryEntry,
        [
            {
                "version_id": version_id,
                "position": position,
                "code": term.code,
                "term": term.term,
                "meaning": term.meaning,
                "foreign_term": term.foreign,
            }
            for position, term in enumerate(draft.terms, 1)
        ],
    )
    leaning = [(belief.code, belief.legal) for belief in draft.beliefs]
    leaning += [(term.code, term.legal) for term in draft.terms]
    _insert(
        EntryLegal,
        [
            {"version_id": version_id, "code": code, "position": position, "legal": legal}
            for code, sources in leaning
            for position, legal in enumerate(sources, 1)
        ],
    )


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _instant(at: datetime | None) -> datetime | None:
    """An instant of an author: without a zone it is on the province's clock."""
    if at is None or at.tzinfo is not None:
        return at
    return at.replace(tzinfo=to_local(datetime.min.replace(tzinfo=UTC) + timedelta(days=1)).tzinfo)
