"""Mark results again: by a corrected key for a whole set, or one attempt from what is stored for it now.

Every change is logged cell by cell before it is made, in the transaction that makes it, and can be undone
from that log. A pass once told stays.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app import audit
from app.db import add_rows, session
from app.errors import NotFound
from app.learning import queries as progress
from app.learning import services as learning
from app.learning.services import PassesMade
from app.materials import queries as materials
from app.materials.rules import SetKind
from app.quiz import queries
from app.quiz.models import (
    Attempt,
    AttemptItem,
    ItemResult,
    Remark,
    RemarkItem,
    RemarkQuestion,
    RemarkResult,
    Result,
)
from app.quiz.queries import RemarkLine, RemarkPlan
from app.quiz.rules import (
    PlanOutdated,
    ResultChange,
    UndoRefused,
    digest_of,
    impact_of,
    kept_reason,
)
from app.quiz.services.standing import restate
from app.quiz.services.turns import one_at_a_time

MARKS = ("correct", "answered", "numerator", "denominator", "passed")
CELLS = ("numerator", "denominator", "answered", "outcome")


def apply_remark(*, slug: str, digest: str, reason: str, by: int | None, at: datetime) -> int:
    """Mark the results of older versions by the present keys, exactly as the plan of that digest says.

    The id of the remark; the same call again changes nothing. Raises PlanOutdated when the results are no
    longer those of the plan, and NoReason.
    """
    kept = kept_reason(reason)
    seen, plan = queries.remark_basis(slug), queries.remark_plan(slug)  # before every save waits for us
    _take_turn(slug)
    if queries.remark_basis(slug) != seen:
        plan = queries.remark_plan(slug)
    if plan is None:
        raise NotFound
    if plan.digest != digest or not plan.changes:
        newest = next(iter(queries.remarks(slug)), None)
        if newest is not None and newest.digest == digest and newest.undone_at is None:
            return newest.id
        raise PlanOutdated
    made = _record_passes(slug, plan.changes, at)
    remark_id = _log(slug, plan.changes, reason=kept, by=by, at=at, plan=plan, made=made)
    _write(plan.changes)
    return remark_id


def remark_attempt(*, attempt_id: int, reason: str, by: int | None, at: datetime) -> int | None:
    """Mark one sent attempt again from its stored answers; the id of the remark, None when nothing changes.

    The keys are those by which its marks stand. A new pass is told to learning; a pass is never taken back.
    Raises NotFound for an attempt without a result, and NoReason.
    """
    kept = kept_reason(reason)
    slug = session.scalar(select(Attempt.slug).where(Attempt.id == attempt_id))
    if slug is None:
        raise NotFound
    _take_turn(slug)
    change = queries.remark_of_attempt(attempt_id)
    if change is None:
        raise NotFound
    if not change.changes:
        return None
    made = _record_passes(slug, [change], at)
    remark_id = _log(slug, [change], reason=kept, by=by, at=at, made=made)
    _write([change])
    return remark_id


def undo_remark(*, remark_id: int, reason: str, by: int | None, at: datetime) -> None:
    """Put every cell back as it was before; raises UndoRefused when something was built upon it since."""
    kept = kept_reason(reason)
    line = queries.remark(remark_id)
    if line is None:
        raise NotFound
    _take_turn(line.slug)
    _refuse_undo(remark_id)
    session.execute(
        update(Remark)
        .where(Remark.id == remark_id)
        .values(undone_at=at, undone_by=by, undone_reason=kept)
        .execution_options(synchronize_session=False)
    )
    _put_back(remark_id)
    _withdraw_passes(line)
    _record(line.slug, "undo remark", remark_id, kept, by=by)


def _take_turn(slug: str) -> None:
    one_at_a_time(f"remark/{slug}")


def _record_passes(slug: str, changes: Iterable[ResultChange], at: datetime) -> PassesMade:
    """Tell learning who passes now; of one person's attempts the first."""
    module_slug, gained = _module_of(slug), dict[int, int]()
    for change in changes:
        if change.gains_pass:
            gained.setdefault(change.person_id, change.attempt_id)
    if module_slug is None or not gained:
        return PassesMade(frozenset(), frozenset())
    return learning.record_passes(attempts=gained, module_slug=module_slug, at=at)


def _log(
    slug: str,
    changes: Iterable[ResultChange],
    *,
    reason: str,
    by: int | None,
    at: datetime,
    made: PassesMade,
    plan: RemarkPlan | None = None,
) -> int:
    """Write the whole log of this remark; its id."""
    rows, target = list(changes), plan.question_set.version_id if plan else None
    impact = impact_of(rows)
    remark_id = session.execute(
        insert(Remark)
        .values(
            slug=slug,
            target_version_id=target,
            digest=digest_of(target, rows),
            reason=reason,
            applied_at=at,
            applied_by=by,
            results=impact.results,
            up=impact.up,
            down=impact.down,
        )
        .returning(Remark.id)
    ).scalar_one()
    add_rows(RemarkQuestion, _question_rows(remark_id, plan.targets if plan else {}))
    add_rows(RemarkResult, [_result_row(remark_id, row, made) for row in rows])
    add_rows(RemarkItem, [row for change in rows for row in _item_rows(remark_id, change)])
    counts = f"{impact.results} hasil, {impact.up} naik, {impact.down} turun"
    _record(slug, "remark results", remark_id, f"{counts}. {reason}", by=by)
    return remark_id


def _record(slug: str, action: str, remark_id: int, details: str, *, by: int | None) -> None:
    audit.record(actor=by, action=action, subject=slug, details=f"Penilaian ulang {remark_id}: {details}")


def _question_rows(remark_id: int, targets: Mapping[int, int]) -> list[dict[str, object]]:
    return [
        {"remark_id": remark_id, "question_id": sat, "target_question_id": now}
        for sat, now in sorted(targets.items())
    ]


def _result_row(remark_id: int, change: ResultChange, made: PassesMade) -> dict[str, object]:
    gives = change.gains_pass
    row: dict[str, object] = {
        "remark_id": remark_id,
        "attempt_id": change.attempt_id,
        "made_pass": gives and change.attempt_id in made.passed,
        "made_completion": gives and change.attempt_id in made.completed,
    }
    for when, marks in (("before", change.before), ("after", change.after)):
        cells = (marks.correct, marks.answered, marks.score.numerator, marks.score.denominator, marks.passed)
        row |= {f"{when}_{name}": cell for name, cell in zip(MARKS, cells, strict=True)}
    return row


def _item_rows(remark_id: int, change: ResultChange) -> list[dict[str, object]]:
    rows = []
    for item in change.changes:
        row: dict[str, object] = {"remark_id": remark_id, "attempt_item_id": item.item_id}
        for when, (points, answered, outcome) in (("before", item.before), ("after", item.after)):
            cells = (points.numerator, points.denominator, answered, outcome)
            row |= {f"{when}_{name}": cell for name, cell in zip(CELLS, cells, strict=True)}
        rows.append(row)
    return rows


def _write(changes: Iterable[ResultChange]) -> None:
    """Give results, items and summary their new marks."""
    rows = [change for change in changes if change.changes]
    _update_results(
        {
            "b_id": row.attempt_id,
            "b_correct": row.after.correct,
            "b_answered": row.after.answered,
            "b_numerator": row.after.score.numerator,
            "b_denominator": row.after.score.denominator,
            "b_passed": row.after.passed,
        }
        for row in rows
    )
    _update_items(
        {
            "b_id": item.item_id,
            "b_numerator": item.after[0].numerator,
            "b_denominator": item.after[0].denominator,
            "b_answered": item.after[1],
            "b_outcome": item.after[2],
        }
        for row in rows
        for item in row.changes
    )
    restate(row.attempt_id for row in rows)


def _update_results(rows: Iterable[dict[str, object]]) -> None:
    table: Table = Result.__table__  # type: ignore[assignment]
    statement = (
        update(table)
        .where(table.c.attempt_id == bindparam("b_id"))
        .values(
            correct=bindparam("b_correct"),
            answered=bindparam("b_answered"),
            score_numerator=bindparam("b_numerator"),
            score_denominator=bindparam("b_denominator"),
            passed=bindparam("b_passed"),
        )
    )
    if found := list(rows):
        session.connection().execute(statement, found)


def _update_items(rows: Iterable[dict[str, object]]) -> None:
    table: Table = ItemResult.__table__  # type: ignore[assignment]
    statement = (
        update(table)
        .where(table.c.attempt_item_id == bindparam("b_id"))
        .values(
            points_numerator=bindparam("b_numerator"),
            points_denominator=bindparam("b_denominator"),
            answered=bindparam("b_answered"),
            outcome=bindparam("b_outcome"),
        )
    )
    if found := list(rows):
        session.connection().execute(statement, found)


def _refuse_undo(remark_id: int) -> None:
    """Raise UndoRefused with what was built upon this remark."""
    line = queries.remark(remark_id)
    if line is None or line.undone_at is not None:
        raise UndoRefused("Penilaian ulang ini sudah dibatalkan. Tidak ada lagi yang diubah.")
    later = _later_remark(remark_id)
    if later is not None:
        raise UndoRefused(
            f"Sebagian hasil ini sudah dinilai ulang lagi (nomor {later}). Batalkan nomor {later} dahulu."
        )
    built = _completions_built(line)
    if built:
        raise UndoRefused(
            f"{built} peserta sudah menyelesaikan modul berkat kelulusan dari penilaian ulang ini. "
            "Penyelesaian tidak dicabut, jadi penilaian ulang ini tidak dapat dibatalkan."
        )


def _later_remark(remark_id: int) -> int | None:
    """The newest remark that still stands upon one of the same results."""
    mine = select(RemarkResult.attempt_id).where(RemarkResult.remark_id == remark_id)
    return session.scalar(
        select(func.max(Remark.id))
        .join(RemarkResult, RemarkResult.remark_id == Remark.id)
        .where(Remark.id > remark_id, Remark.undone_at.is_(None), RemarkResult.attempt_id.in_(mine))
    )


def _completions_built(line: RemarkLine) -> int:
    """How many completions rest upon passes of this remark and came after it."""
    given, slug = _persons(line.id, RemarkResult.made_pass), _module_of(line.slug)
    if slug is None or not given:
        return 0
    at_once = _persons(line.id, RemarkResult.made_completion)
    return len(progress.completions_by(given.values(), slug) - set(at_once.values()))


def _persons(remark_id: int, made: InstrumentedAttribute[bool]) -> dict[int, int]:
    """From person to attempt, where this remark made a pass or a completion."""
    rows = session.execute(
        select(Attempt.person_id, Attempt.id)
        .join(RemarkResult, RemarkResult.attempt_id == Attempt.id)
        .where(RemarkResult.remark_id == remark_id, made)
    )
    return {person_id: attempt_id for person_id, attempt_id in rows}  # noqa: C416 (rows are typed tuples)


def _module_of(slug: str) -> str | None:
    """The module whose quiz this set is; None for a test."""
    question_set = materials.question_set(slug)
    return question_set.module_slug if question_set and question_set.kind is SetKind.KUIS else None


def _put_back(remark_id: int) -> None:
    items = session.execute(
        select(RemarkItem.__table__, AttemptItem.attempt_id)
        .join(AttemptItem, AttemptItem.id == RemarkItem.attempt_item_id)
        .where(RemarkItem.remark_id == remark_id)
    ).all()
    touched = {row.attempt_id for row in items}
    results = session.execute(select(RemarkResult.__table__).where(RemarkResult.remark_id == remark_id))
    _update_results(
        {"b_id": row.attempt_id, **{f"b_{name}": getattr(row, f"before_{name}") for name in MARKS}}
        for row in results
        if row.attempt_id in touched
    )
    _update_items(
        {"b_id": row.attempt_item_id, **{f"b_{name}": getattr(row, f"before_{name}") for name in CELLS}}
        for row in items
    )
    restate(sorted(touched))


def _withdraw_passes(line: RemarkLine) -> None:
    """Take back the passes that it gave; who has passed by another attempt since keeps that one."""
    given, slug = _persons(line.id, RemarkResult.made_pass), _module_of(line.slug)
    if slug is None or not given:
        return
    learning.withdraw_passes(attempts=given, module_slug=slug)
    for ids in queries.chunks(sorted(given)):
        for person_id, attempt_id, sent_at in session.execute(
            select(Attempt.person_id, Attempt.id, Attempt.submitted_at)
            .join(Result, Result.attempt_id == Attempt.id)
            .where(Attempt.person_id.in_(ids), Attempt.slug == line.slug, Result.passed, queries.counted())
            .order_by(Attempt.submitted_at, Attempt.id)
        ):
            if sent_at is not None:
                learning.record_pass(person_id=person_id, module_slug=slug, attempt_id=attempt_id, at=sent_at)
