"""The page that adds one person, by the rules of the import."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.people import queries, services, staff_forms
from app.people.belonging import blueprint
from app.people.guards import current_person, requires, staff_scope
from app.people.rules import JobLevel, OpdRow, Permission

__all__ = ["blueprint"]


@blueprint.get("/pegawai/tambah")
@requires(Permission.MANAGE_STAFF)
def new_person() -> str:
    """An empty form."""
    return _page(_form())


@blueprint.post("/pegawai/tambah")
@requires(Permission.MANAGE_STAFF)
def add_person() -> tuple[str, int] | Response:
    """Add the person, then offer the first way in; what does not fit is said at its field."""
    form, at = _form(), now()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        person_id = services.add_staff(
            services.StaffEntry(
                name=form.name.data or "",
                nip=form.nip.data or "",
                surel=form.surel.data or "",
                opd=form.opd.data,
                unit=form.unit.data or "",
                level=form.level.data,
                start_on=form.start.data,
            ),
            accept_warnings=bool(form.checked.data),
            scope=staff_scope(),
            by=current_person().id,
            at=at,
        )
    except services.UnfitEntry as error:
        for name, sentence in error.faults:
            form[name].errors = [*form[name].errors, sentence]
        return _page(form, odd=error.only_odd), 422
    flash(f"{form.name.data} sudah ditambahkan.")
    home = queries.home_opd(person_id, local_day(at))
    if home is None:  # begins on a day to come
        return redirect(url_for("people.staff_list"), code=303)
    return redirect(url_for("people.help_in", person_id=person_id), code=303)


def _form() -> Any:
    form = staff_forms.NewPersonForm()
    offices = _offices(local_day(now()))
    choices = [(row.code, row.name) for row in offices]
    staff_forms.offer(form.opd, choices)
    if len(choices) == 1 and not form.is_submitted():
        form.opd.data = choices[0][0]
    if not form.is_submitted():
        form.level.data = JobLevel.PELAKSANA.value
    return form


def _offices(day: date) -> list[OpdRow]:
    scope = staff_scope()
    return [row for row in queries.register() if row.is_valid_on(day) and scope.holds(row.id)]


def _page(form: Any, *, odd: bool = False) -> str:
    if not odd and not form.checked.data:
        del form.checked
    return render_template("people/new_person.html", form=form)
