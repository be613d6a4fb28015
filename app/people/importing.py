"""Pages of the roster import: a file, its problems or its plan, the decision; and the roster as a file.

What writes spreadsheets is loaded when a spreadsheet is asked for.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import audit
from app.clock import local_day, now
from app.people import queries, services
from app.people.forms import RosterForm
from app.people.guards import current_person, requires, staff_scope
from app.people.roster.apart import UnreadableFile
from app.people.roster.cells import LEVEL_WORDS
from app.people.roster.keeping import kept_sheets
from app.people.roster.plan import Change, Plan
from app.people.roster.reading import Reading
from app.people.rules import Permission
from app.people.views.blueprint import blueprint
from app.web.downloads import XLSX, download

__all__ = ["blueprint"]

SHOWN = 100


@blueprint.get("/pegawai/impor/")
@requires(Permission.IMPORT_STAFF)
def importing() -> str:
    """Where a staff file is handed in, the template and the present roster."""
    return _start(RosterForm(formdata=None))


@blueprint.post("/pegawai/impor/")
@requires(Permission.IMPORT_STAFF)
def read_import() -> tuple[str, int] | Response:
    """Read the file apart; nothing of the roster changes."""
    form = RosterForm()
    if form.validate():
        try:
            token = services.keep_draft(form.handed_in(), form.file_name(), by=current_person().id, at=now())
            return redirect(url_for("people.import_plan", token=token), code=303)
        except UnreadableFile as error:
            form.file.errors = [error.message]
    return _start(form), 422


@blueprint.get("/pegawai/impor/<token>/")
@requires(Permission.IMPORT_STAFF)
def import_plan(token: str) -> str:
    """What must be put right, or what would change; computed anew each time."""
    return _plan_page(token, _draft(token))


@blueprint.post("/pegawai/impor/<token>/")
@requires(Permission.IMPORT_STAFF)
def apply_import(token: str) -> str | tuple[str, int] | Response:
    """Apply the plan that was shown, all of it or nothing."""
    draft = _draft(token)
    try:
        plan = services.apply_draft(
            token,
            request.form.get("rencana", ""),
            accept_warnings=request.form.get("peringatan") == "ya",
            scope=staff_scope(),
            by=current_person().id,
            at=now(),
        )
    except (services.PlanOutdated, services.NotApplicable) as error:
        return _plan_page(token, draft, refused=error.message), 409
    flash(
        f"Impor diterapkan: {plan.count(Change.NEW)} pegawai baru, {plan.count(Change.MOVED)} pindah OPD, "
        f"{plan.count(Change.RENAMED) + plan.count(Change.CHANGED)} berubah."
    )
    return redirect(url_for("people.importing"), code=303)


@blueprint.post("/pegawai/impor/<token>/masalah.xlsx")
@requires(Permission.IMPORT_STAFF)
def import_problems(token: str) -> Response:
    """The person's own file with the column *Masalah*."""
    from app.people.roster.writing import error_file

    draft = _draft(token)
    if not services.is_open(draft, now()):
        abort(404)
    reading, _ = services.plan_of_draft(draft, scope=staff_scope(), at=now())
    return download(error_file(kept_sheets(draft.content), reading.problems), XLSX, "lembar-perbaikan.xlsx")


@blueprint.get("/pegawai/templat.xlsx")
@requires(Permission.IMPORT_STAFF)
def roster_template() -> Response:
    """The empty spreadsheet with the codes of the OPD that one may import."""
    from app.people.roster.writing import template_file

    day, scope = local_day(now()), staff_scope()
    offices = [row for row in queries.register() if row.is_valid_on(day) and scope.holds(row.id)]
    return download(template_file(offices), XLSX, "templat-pegawai.xlsx")


@blueprint.post("/pegawai/daftar.xlsx")
@requires(Permission.IMPORT_STAFF)
def roster_export() -> Response:
    """The roster of today with full NIP: personal data, so a POST that is recorded."""
    from app.people.roster.writing import roster_file

    day = local_day(now())
    scope = staff_scope()
    rows = queries.roster_rows(scope, day)
    audit.record_export(
        actor=current_person().id,
        action="export roster",
        opd_ids=scope.opd_ids,
        details=f"{len(rows)} pegawai",
    )
    return download(roster_file(rows), XLSX, f"pegawai-{day}.xlsx")


def _draft(token: str) -> queries.Draft:
    draft = queries.roster_draft(token, owner=current_person().id)
    if draft is None:
        abort(404)
    return draft


def _start(form: RosterForm) -> str:
    rows = queries.roster_rows(staff_scope(), local_day(now()))
    return render_template("people/import.html", form=form, staff=len(rows))


def _plan_page(token: str, draft: queries.Draft, *, refused: str = "") -> str:
    if not services.is_open(draft, now()):
        return render_template("people/import_gone.html")
    reading, plan = services.plan_of_draft(draft, scope=staff_scope(), at=now())
    return render_template(
        "people/import_plan.html",
        token=token,
        draft=draft,
        reading=reading,
        plan=plan,
        refused=refused,
        shown=SHOWN,
        counts=_counts(reading, plan),
        Change=Change,
        opd_names={row.id: row.name for row in queries.register()},
        words={level.value: word for level, word in LEVEL_WORDS.items()},
        wrong=len(reading.wrong_rows),
        faults=[problem for problem in reading.problems if problem.blocking],
        warnings=[problem for problem in reading.problems if not problem.blocking],
    )


def _counts(reading: Reading, plan: Plan | None) -> list[tuple[int, str]]:
    if plan is None:
        bad = reading.wrong_rows
        good = sum((line.sheet, line.row) not in bad for line in reading.lines)
        return [(good, "siap"), (len(bad), "salah")]
    return [
        *((plan.count(change), change.value) for change in Change),
        (len(plan.absent), "tidak ada di berkas"),
    ]
