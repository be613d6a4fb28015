"""An OPD through its life: created, renamed, merged, ended; each with its day and its consequences."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin.forms import EndForm, MergeForm, OpdForm
from app.admin.rules import KIND_NAMES
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.errors import Conflict, Invalid, NotFound
from app.people import queries, services
from app.people.guards import current_person, requires
from app.people.rules import OpdDraft, OpdKind, OpdRow, Permission
from app.people.rules.planned import PlannedKind
from app.people.staff_forms import clean_day, offer
from app.web.filters import date_long

NAMED = 200


@blueprint.get("/opd/baru")
@requires(Permission.ADMINISTER)
def new_opd() -> str:
    """The form of a new OPD."""
    form = _opd_form(OpdForm(formdata=None))
    form.on.data = local_day(now())
    return render_template("admin/opd_new.html", form=form)


@blueprint.post("/opd/baru")
@requires(Permission.ADMINISTER)
def create_opd() -> tuple[str, int] | Response:
    """Add it to the register."""
    form = _opd_form(OpdForm())
    if not form.validate_on_submit():
        return render_template("admin/opd_new.html", form=form), 422
    on, code = clean_day(form.on.data), form.code.data.strip()
    draft = OpdDraft(
        code, form.name.data.strip(), form.short_name.data.strip(), OpdKind(form.kind.data), None, on, None
    )
    try:
        services.create_opd(draft, parent_id=_parent_id(form), day=on, by=current_person().id)
    except services.CodeTaken as error:
        form.code.errors = [error.message]
        return render_template("admin/opd_new.html", form=form), 409
    flash(f"{draft.name} ditambahkan ke register.")
    return _back(code)


@blueprint.get("/opd/<code>/")
@requires(Permission.ADMINISTER)
def opd(code: str) -> str:
    """One OPD: since when, who is under it and who looks after it, and what can be done."""
    found, day = _opd(code), local_day(now())
    rows = queries.register()
    return render_template(
        "admin/opd.html",
        opd=found,
        kind=KIND_NAMES[found.kind],
        parent=next((row for row in rows if row.id == found.parent_id), None),
        children=[row for row in rows if row.parent_id == found.id],
        members=queries.member_counts(day).get(found.id, 0),
        exempt=queries.exempt_counts(day).get(found.id, 0),
        admins=queries.admins_of(found.id),
        names=queries.former_names_of(found.id),
        plans=queries.plans_of_opd(found.id, day),
        of_id={row.id: row for row in rows},
        day=day,
    )


@blueprint.get("/opd/<code>/ubah")
@requires(Permission.ADMINISTER)
def ask_to_change_opd(code: str) -> str:
    """The form with what stands now."""
    found = _opd(code)
    form = _change_form(found, OpdForm(formdata=None, obj=found))
    form.parent.data = next((row.code for row in queries.register() if row.id == found.parent_id), "")
    form.on.data = local_day(now())
    return render_template("admin/opd_change.html", opd=found, form=form)


@blueprint.post("/opd/<code>/ubah")
@requires(Permission.ADMINISTER)
def change_opd(code: str) -> tuple[str, int] | Response:
    """Store another name, kind or parent; the old name stays known."""
    found = _opd(code)
    form = _change_form(found, OpdForm())
    if not form.validate_on_submit():
        return render_template("admin/opd_change.html", opd=found, form=form), 422
    on, wanted = clean_day(form.on.data), _wanted(form)
    try:
        if on > local_day(now()):
            _plan(found, PlannedKind.UBAH, wanted, on)
            return _back(code)
        services.change_opd(
            found.id,
            **wanted | {"kind": OpdKind(wanted["kind"])},
            on=on,
            today=local_day(now()),
            by=current_person().id,
        )
    except (Conflict, Invalid) as error:
        form.form_errors.append(error.message)
        return render_template("admin/opd_change.html", opd=found, form=form), 422
    flash(f"{form.name.data.strip()} tersimpan. Nama yang lama tetap dikenali saat impor.")
    return _back(code)


@blueprint.get("/opd/<code>/gabung")
@requires(Permission.ADMINISTER)
def ask_to_merge_opd(code: str) -> str:
    """Where to and since when."""
    found = _opd(code)
    return render_template(
        "admin/opd_merge.html", opd=found, form=_merge_form(found, MergeForm(formdata=None))
    )


@blueprint.post("/opd/<code>/gabung")
@requires(Permission.ADMINISTER)
def merge_opd(code: str) -> str | tuple[str, int] | Response:
    """First what would follow, with number and names; then, confirmed, the merger."""
    found = _opd(code)
    form = _merge_form(found, MergeForm())
    if not form.validate_on_submit():
        return render_template("admin/opd_merge.html", opd=found, form=form), 422
    into, on = _opd(form.into.data), clean_day(form.on.data)
    moving = queries.names_in(found.id, on)
    if request.form.get("yakin") != str(len(moving)):
        return _merge_preview(found, into, form, moving)
    try:
        if on > local_day(now()):
            _plan(found, PlannedKind.GABUNG, {"into_id": into.id}, on)
            return _back(code)
        count = services.merge_opd(
            found.id, into_id=into.id, on=on, today=local_day(now()), by=current_person().id
        )
    except (Conflict, Invalid) as error:
        form.form_errors.append(error.message)
        return render_template("admin/opd_merge.html", opd=found, form=form), 422
    flash(f"{found.short_name} digabung ke {into.name}. {count} pegawai berpindah.")
    return _back(into.code)


def _merge_preview(found: OpdRow, into: OpdRow, form: Any, moving: list[str]) -> str:
    return render_template(
        "admin/opd_merge_preview.html",
        opd=found,
        into=into,
        on=form.on.data,
        waits=form.on.data > local_day(now()),
        moving=moving,
        shown=NAMED,
        admins=queries.admins_of(found.id),
        children=[row for row in queries.register() if row.parent_id == found.id],
    )


@blueprint.get("/opd/<code>/akhiri")
@requires(Permission.ADMINISTER)
def ask_to_end_opd(code: str) -> str:
    """From which day on."""
    return render_template("admin/opd_end.html", opd=_opd(code), form=EndForm(formdata=None))


@blueprint.post("/opd/<code>/akhiri")
@requires(Permission.ADMINISTER)
def end_opd(code: str) -> tuple[str, int] | Response:
    """End it, when nobody belongs to it any more."""
    found, form = _opd(code), EndForm()
    if not form.validate_on_submit():
        return render_template("admin/opd_end.html", opd=found, form=form), 422
    on = clean_day(form.on.data)
    try:
        if on > local_day(now()):
            _plan(found, PlannedKind.AKHIRI, {}, on)
            return _back(code)
        services.end_opd(found.id, on=on, today=local_day(now()), by=current_person().id)
    except (Conflict, Invalid) as error:
        form.form_errors.append(error.message)
        return render_template("admin/opd_end.html", opd=found, form=form), 422
    flash(f"{found.name} tidak berlaku lagi. Riwayatnya tetap.")
    return _back(code)


@blueprint.post("/opd/<code>/rencana/tarik")
@requires(Permission.ADMINISTER)
def withdraw_opd_plan(code: str) -> Response:
    """Take a plan back before its day; nothing has changed by it."""
    found, plan = _opd(code), request.form.get("rencana", "")
    if not (plan.isascii() and plan.isdigit() and len(plan) < 10):
        raise NotFound
    services.withdraw_plan(int(plan), by=current_person().id, at=now(), opd_id=found.id)
    flash("Rencana itu ditarik. Tidak ada yang berubah.")
    return _back(code)


def _plan(found: OpdRow, kind: PlannedKind, wanted: dict[str, Any], on: date) -> None:
    services.plan_opd_change(found.id, kind, wanted, on=on, by=current_person().id, at=now())
    flash(f"Direncanakan mulai {date_long(on)}. Sampai hari itu tidak ada yang berubah.")


def _wanted(form: OpdForm) -> dict[str, Any]:
    return {
        "name": form.name.data.strip(),
        "short_name": form.short_name.data.strip(),
        "kind": form.kind.data,
        "parent_id": _parent_id(form),
    }


def _opd(code: str) -> OpdRow:
    found = queries.opd_by_code(code)
    if found is None:
        raise NotFound
    return found


def _standing(besides: OpdRow | None = None) -> list[OpdRow]:
    """The OPD without an end, but for one."""
    day = local_day(now())
    rows = [row for row in queries.register() if row.is_valid_on(day) and row.valid_to is None]
    return [row for row in rows if besides is None or row.id != besides.id]


def _opd_form(form: OpdForm, besides: OpdRow | None = None) -> OpdForm:
    tops = [row for row in _standing(besides) if row.parent_id is None]
    return form.offer_parents([(row.code, row.name) for row in tops])


def _change_form(found: OpdRow, form: OpdForm) -> OpdForm:
    del form.code  # the code stands in addresses and files
    return _opd_form(form, besides=found)


def _merge_form(found: OpdRow, form: MergeForm) -> MergeForm:
    offer(form.into, [(row.code, row.name) for row in _standing(besides=found) if row.parent_id != found.id])
    return form


def _parent_id(form: OpdForm) -> int | None:
    return _opd(form.parent.data).id if form.parent.data else None


def _back(code: str) -> Response:
    return redirect(url_for("admin.opd", code=code), code=303)
