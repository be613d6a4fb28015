"""The register of incidents: what happened, its clock of 3×24 hours, whose accounts it touches."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import audit, policy
from app.admin import queries, services
from app.admin.exporting import table_file
from app.admin.forms import AffectedForm, IncidentForm
from app.admin.incident import REPORT_FIELDS, IncidentRow, notice_text, report_fields, report_text
from app.admin.views.blueprint import blueprint
from app.admin.views.files import as_file, wanted_kind
from app.clock import local_day, now, start_of_day
from app.errors import NotFound
from app.people import queries as people
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.web.filters import date_short, datetime_long
from app.web.paging import PAGE_SIZE, Paging, first_row, page_number

LOOKS = {
    "opd": "anggota OPD",
    "sesi": "punya sesi masuk",
    "audit": "disebut di jejak audit",
    "orang": "dipilih satu per satu",
}
MOST_BY_HAND = 20
SINCE_EVER = date(2000, 1, 1)


@blueprint.get("/insiden/")
@requires(Permission.ADMINISTER)
def incidents() -> str:
    """All of them, newest first, each with its clock."""
    return render_template("admin/incidents.html", incidents=queries.incidents(), at=now())


@blueprint.post("/insiden/unduh")
@requires(Permission.ADMINISTER)
def export_incidents() -> Response:
    """The register as a file: the title and the four fields of a report, an incident a row."""
    kind = wanted_kind()
    found = queries.incidents()
    rows = [
        (
            each.id,
            each.draft.title,
            *report_fields(each, noticed=datetime_long(each.draft.noticed_at), told=_told(each)),
        )
        for each in found
    ]
    content = table_file(kind, ("Nomor", "Judul", *REPORT_FIELDS), rows, title="Insiden")
    audit.record(
        actor=current_person().id,
        action="export incidents",
        subject="installation",
        details=f"{len(rows)} insiden",
    )
    return as_file(content, kind, f"insiden-{local_day(now())}")


@blueprint.get("/insiden/baru")
@requires(Permission.ADMINISTER)
def new_incident() -> str:
    """An empty page of the register; the clock begins when it was noticed."""
    return render_template("admin/incident_form.html", form=IncidentForm.beginning(now()), incident=None)


@blueprint.post("/insiden/baru")
@requires(Permission.ADMINISTER)
def open_incident() -> Response | tuple[str, int]:
    """Begin it."""
    form = IncidentForm()
    if not form.validate_on_submit():
        return render_template("admin/incident_form.html", form=form, incident=None), 422
    new = services.open_incident(form.draft(), by=current_person().id, at=now())
    flash("Insiden sudah dicatat. Berikutnya: susun daftar akun terdampak.")
    return _to(new)


def _to(incident_id: int) -> Response:
    return redirect(url_for("admin.incident", incident_id=incident_id), code=303)


def _found(incident_id: int) -> IncidentRow:
    found = queries.incident(incident_id)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/insiden/<int:incident_id>/")
@requires(Permission.ADMINISTER)
def incident(incident_id: int) -> str:
    """One incident: clock, texts to copy, affected accounts."""
    return _page(_found(incident_id), AffectedForm())


def _page(found: IncidentRow, form: AffectedForm) -> str:
    values, at = policy.values(), now()
    noticed = datetime_long(found.draft.noticed_at)
    paging = Paging(page_number(request.args.get("halaman")), found.affected)
    how = queries.affected_found_by(found.id)
    names = sorted(people.names_of(set(how)).items(), key=lambda each: each[1].casefold())
    start = first_row(paging.number)
    return render_template(
        "admin/incident.html",
        incident=found,
        form=form.offer([(row.code, row.name) for row in people.register()]),
        affected=[(pid, name, how[pid]) for pid, name in names[start : start + PAGE_SIZE]],
        paging=paging,
        at=at,
        report=report_text(
            found, noticed=noticed, told=_told(found), addressee=values[policy.BREACH_ADDRESSEE]
        ),
        notice=notice_text(
            found, noticed=noticed, controller=values[policy.CONTROLLER], contact=values[policy.CONTACT]
        ),
        addressee=values[policy.BREACH_ADDRESSEE],
        csirt=values[policy.CSIRT],
    )


def _told(found: IncidentRow) -> str:
    if found.persons_told_at is None:
        return "Pemilik data belum diberi tahu."
    return f"Pemilik data diberi tahu: {datetime_long(found.persons_told_at)}."


@blueprint.get("/insiden/<int:incident_id>/ubah")
@requires(Permission.ADMINISTER)
def edit_incident(incident_id: int) -> str:
    """What is known now, to be corrected."""
    found = _found(incident_id)
    return render_template("admin/incident_form.html", form=IncidentForm.of(found.draft), incident=found)


@blueprint.post("/insiden/<int:incident_id>/ubah")
@requires(Permission.ADMINISTER)
def change_incident(incident_id: int) -> Response | tuple[str, int]:
    """Keep the correction; the trail keeps what stood before."""
    found, form = _found(incident_id), IncidentForm()
    if not form.validate_on_submit():
        return render_template("admin/incident_form.html", form=form, incident=found), 422
    services.change_incident(incident_id, form.draft(), by=current_person().id)
    flash("Catatan insiden sudah diperbarui.")
    return _to(incident_id)


@blueprint.post("/insiden/<int:incident_id>/langkah")
@requires(Permission.ADMINISTER)
def take_step(incident_id: int) -> Response:
    """Note that persons or authority were told, or that nothing more is to be done."""
    step = request.form.get("langkah", "")
    if step == "tutup":
        services.close_incident(incident_id, by=current_person().id, at=now())
    else:
        services.note_told(incident_id, step, by=current_person().id, at=now())
    flash("Langkah ini sudah dicatat.")
    return _to(incident_id)


@blueprint.post("/insiden/<int:incident_id>/terdampak")
@requires(Permission.ADMINISTER)
def add_affected(incident_id: int) -> Response | tuple[str, int]:
    """Add whoever a look finds: an OPD, living sessions or the trail in a period, or named people."""
    found, form = _found(incident_id), AffectedForm()
    form.offer([(row.code, row.name) for row in people.register()])
    if not form.validate_on_submit():
        return _page(found, form), 422
    ids, words = _looked(form)
    if not ids:
        form.look.errors = ["Tidak ada akun yang cocok. Periksa OPD, masa, atau namanya."]
        return _page(found, form), 422
    count = services.list_affected(incident_id, ids, found_by=words, by=current_person().id, at=now())
    flash(f"{count} akun ditambahkan; {len(set(ids)) - count} sudah ada di daftar.")
    return _to(incident_id)


def _looked(form: AffectedForm) -> tuple[list[int], str]:
    look, words = str(form.look.data), LOOKS[str(form.look.data)]
    if look == "orang":
        name = str(form.name.data)
        found = people.ids_by_name(name, limit=MOST_BY_HAND + 1)
        return (found, words) if len(found) <= MOST_BY_HAND else ([], words)
    first = form.first.data or SINCE_EVER
    last = form.last.data or local_day(now())
    since_words = date_short(form.first.data) if form.first.data else "sejak awal"
    period = f"{since_words} sampai {date_short(last)}"
    since, until = start_of_day(first), start_of_day(last + timedelta(days=1))
    if look == "opd":
        opd = people.opd_by_code(str(form.opd.data))
        within = people.with_children(frozenset({opd.id})) if opd else frozenset()
        return people.members_between(within, first, last), f"{words} {opd.name if opd else ''}, {period}"
    if look == "sesi":
        return people.signed_in_between(since, until), f"{words}, {period}"
    return audit.persons_between(since, until), f"{words}, {period}"


@blueprint.post("/insiden/<int:incident_id>/terdampak/<int:person_id>/keluarkan")
@requires(Permission.ADMINISTER)
def remove_affected(incident_id: int, person_id: int) -> Response:
    """Take one account out again."""
    services.unlist_affected(incident_id, person_id, by=current_person().id)
    flash("Akun itu dikeluarkan dari daftar.")
    return _to(incident_id)


@blueprint.post("/insiden/<int:incident_id>/terdampak/unduh")
@requires(Permission.ADMINISTER)
def export_affected(incident_id: int) -> Response:
    """The list with how each can be reached: personal data, so a POST that is recorded."""
    kind = wanted_kind()
    found, how = _found(incident_id), queries.affected_found_by(incident_id)
    people_rows = people.contacts_of(frozenset(how))
    rows = [
        (row.name, row.nip or "", row.surel or "", row.opd_name or "", how[row.id]) for row in people_rows
    ]
    header = ("Nama", "NIP", "Surel", "OPD", "Masuk daftar karena")
    content = table_file(kind, header, rows, title="Akun terdampak")
    offices = frozenset(row.opd_id for row in people_rows if row.opd_id is not None)
    audit.record_export(
        actor=current_person().id,
        action="export affected",
        opd_ids=offices,
        details=f"Insiden {found.id}, {len(rows)} akun",
    )
    return as_file(content, kind, f"insiden-{found.id}-akun-terdampak")
