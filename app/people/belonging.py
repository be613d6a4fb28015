"""Pages of belonging: one's staff as a list, one person, and what is noted about the person with a day.

The admin of an OPD sees own staff alone; the administrator everybody. Somebody else's person is as
unknown as nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now
from app.errors import Conflict, Invalid, NotFound
from app.people import queries, services, staff_forms
from app.people.guards import current_person, note_list, note_look, requires, staff_scope
from app.people.importing import blueprint
from app.people.queries import Only, PeopleFilter
from app.people.rules import ExemptionReason, JobLevel, Permission, Role, masked_nip, nip_digits
from app.people.spells import EXEMPTION_NAMES, LEVEL_NAMES, UNDO_LEAVING, LeavingReason, TransferState
from app.web.filters import date_long
from app.web.paging import PAGE_SIZE, Paging, first_row, page_number

__all__ = ["blueprint"]


@blueprint.get("/pegawai/")
@requires(Permission.MANAGE_STAFF)
def staff_list() -> str:
    """The own staff, fifty a page; a search or a state narrows them."""
    number = page_number(request.args.get("halaman"))
    wanted = PeopleFilter(
        scope=staff_scope(),
        search=request.args.get("q", "").strip(),
        only=next((only for only in Only if only == request.args.get("keadaan")), Only.EVERYBODY),
    )
    lines, total = queries.people_page(wanted, day=_today(), limit=PAGE_SIZE, offset=first_row(number))
    return _list(lines, Paging(number, total), wanted)


@blueprint.post("/pegawai/")
@requires(Permission.MANAGE_STAFF)
def search_staff() -> str | Response:
    """A search that was typed: a NIP is answered here, so that it never stands in an address."""
    search = request.form.get("q", "").strip()
    if not nip_digits(search).isdigit():
        only = request.form.get("keadaan") or None
        return redirect(url_for("people.staff_list", q=search or None, keadaan=only), code=303)
    wanted = PeopleFilter(scope=staff_scope(), search=search)
    lines, total = queries.people_page(wanted, day=_today(), limit=PAGE_SIZE)
    if total == 1:
        return redirect(url_for("people.staff", person_id=lines[0].id), code=303)
    return _list(lines, Paging(1, total), wanted)


def _list(lines: list[queries.PersonLine], paging: Paging, wanted: PeopleFilter) -> str:
    note_list(len(lines), None if wanted.search else wanted.scope)
    return render_template(
        "people/staff_list.html",
        lines=lines,
        paging=paging,
        wanted=wanted,
        masked_nip=masked_nip,
        waiting=queries.waiting_count(wanted.scope),
        typed=request.method == "POST",
    )


@blueprint.get("/pegawai/<int:person_id>/")
@requires(Permission.MANAGE_STAFF)
def staff(person_id: int) -> str:
    """Where the person belongs and belonged, and what can be noted."""
    person, today = _person(person_id), _today()
    note_look(person_id)
    spans = queries.spans_of(person_id)
    last = spans[-1] if spans else None
    return render_template(
        "people/staff.html",
        person=person,
        today=today,
        home=queries.home_opd(person_id, today),
        level=LEVEL_NAMES[person.job_level],
        level_names=LEVEL_NAMES,
        spells=queries.spells_of(person_id),
        levels=queries.former_levels_of(person_id),
        exemptions=queries.leaves_of(person_id),
        exemption_names=EXEMPTION_NAMES,
        posts=queries.posts_of(person_id),
        waiting=queries.waiting_of(person_id),
        plans=queries.plans_of_person(person_id, today),
        may_stay=bool(last and last.end_on and last.end_on >= today - UNDO_LEAVING),
        last=last,
        administers=Role.ADMINISTRATOR in current_person().roles,
    )


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is noted about a person: its form, its words, and the service that does it."""

    form: type[Any]
    title: str
    button: str
    explained: str
    perform: Callable[[queries.PersonFacts, Any, datetime], str]


def _transfer(person: queries.PersonFacts, form: Any, at: datetime) -> str:
    opd = queries.opd_by_code(form.opd.data)
    if opd is None:
        raise NotFound
    state = services.propose_transfer(
        person.id,
        to_opd_id=opd.id,
        on=staff_forms.clean_day(form.on.data),
        unit=form.unit.data or "",
        scope=staff_scope(),
        ask=bool(form.ask and form.ask.data),
        by=current_person().id,
        at=at,
    )
    if state is TransferState.DITERIMA:
        return f"{person.name} pindah ke {opd.short_name} mulai {date_long(form.on.data)}."
    return f"Mutasi {person.name} diusulkan. Sekarang menunggu persetujuan {opd.short_name}."


def _leave(person: queries.PersonFacts, form: Any, _at: datetime) -> str:
    on = staff_forms.clean_day(form.on.data)
    services.leave(person.id, on=on, by=current_person().id, reason=LeavingReason(form.reason.data))
    return f"Tercatat: {person.name} tidak lagi bertugas mulai {date_long(on)}."


def _exempt(person: queries.PersonFacts, form: Any, _at: datetime) -> str:
    first, last = staff_forms.clean_day(form.from_on.data), staff_forms.clean_day(form.to_on.data)
    reason = ExemptionReason(form.reason.data)
    services.exempt(person.id, from_on=first, to_on=last, reason=reason, by=current_person().id)
    return f"{person.name} dikecualikan dari {date_long(first)} sampai {date_long(last)}."


def _level(person: queries.PersonFacts, form: Any, at: datetime) -> str:
    on, level = staff_forms.clean_day(form.on.data), JobLevel(form.level.data)
    if on > local_day(at):
        services.plan_level(person.id, level, on=on, by=current_person().id, at=at)
        return f"Direncanakan: jenjang {person.name} menjadi {LEVEL_NAMES[level]} mulai {date_long(on)}."
    services.change_level(person.id, level, on=on, today=local_day(at), by=current_person().id)
    return f"Jenjang {person.name} sekarang {LEVEL_NAMES[level]}, sejak {date_long(on)}."


def _post(person: queries.PersonFacts, form: Any, _at: datetime) -> str:
    opd = queries.opd_by_code(form.opd.data)
    if opd is None:
        raise NotFound
    services.add_post(
        person.id,
        opd_id=opd.id,
        title=form.title.data.strip(),
        from_on=staff_forms.clean_day(form.from_on.data),
        to_on=form.to_on.data,
        by=current_person().id,
    )
    return f"Jabatan rangkap {person.name} dicatat. OPD asalnya tetap, dan ia tetap dihitung satu kali."


ACTS = {
    "pindah": Act(
        staff_forms.TransferForm,
        "Pindah OPD",
        "Usulkan mutasi",
        "Riwayat tetap di OPD asal. Keadaan belajar pegawai ikut pindah.",
        _transfer,
    ),
    "keluar": Act(
        staff_forms.LeavingForm,
        "Tidak lagi bertugas",
        "Catat",
        "Pegawai tidak dihapus; bacaan dan hasilnya tetap tersimpan. Angka yang sudah terbit tidak berubah.",
        _leave,
    ),
    "kecuali": Act(
        staff_forms.ExemptionForm,
        "Kecualikan dari hitungan",
        "Catat pengecualian",
        "Selama hari-hari itu pegawai tidak ikut dihitung. Jumlahnya selalu tampil di laporan.",
        _exempt,
    ),
    "jenjang": Act(
        staff_forms.LevelForm,
        "Ubah jenjang jabatan",
        "Simpan jenjang",
        "Jenjang dipakai untuk membandingkan OPD dengan adil.",
        _level,
    ),
    "rangkap": Act(
        staff_forms.PostForm,
        "Catat jabatan rangkap",
        "Catat jabatan",
        "Untuk Plt. dan jabatan rangkap lain. Pegawai tetap dihitung satu kali, di OPD asalnya.",
        _post,
    ),
}


@blueprint.get("/pegawai/<int:person_id>/<act>")
@requires(Permission.MANAGE_STAFF)
def ask_act(person_id: int, act: str) -> str:
    """The form of one act."""
    person, known = _person(person_id), _act(act)
    note_look(person_id)
    return _act_page(person, known, _form(known, person))


@blueprint.post("/pegawai/<int:person_id>/<act>")
@requires(Permission.MANAGE_STAFF)
def perform_act(person_id: int, act: str) -> tuple[str, int] | Response:
    """Note it; what does not fit is said at the form, which keeps what was typed."""
    person, known = _person(person_id), _act(act)
    form = _form(known, person)
    if not form.validate_on_submit():
        return _act_page(person, known, form), 422
    try:
        flash(known.perform(person, form, now()))
    except (Conflict, Invalid) as error:
        return _act_page(person, known, form, refused=error.message), 409 if isinstance(
            error, Conflict
        ) else 422
    if not queries.looked_after(person_id, staff_scope(), _today()):
        return redirect(url_for("people.transfers"), code=303)  # transferred as of today: no longer ours
    return redirect(url_for("people.staff", person_id=person_id), code=303)


def _form(act: Act, person: queries.PersonFacts) -> Any:
    form, today = act.form(), _today()
    if hasattr(form, "opd"):
        home = queries.home_opd(person.id, today)
        elsewhere = [
            (row.code, row.name)
            for row in queries.register()
            if row.is_valid_on(today)
            and not (act.form is staff_forms.TransferForm and home and row.id == home.id)
        ]
        staff_forms.offer(form.opd, elsewhere)
    if isinstance(form, staff_forms.TransferForm) and staff_scope().opd_ids is not None:
        del form.ask  # who looks after one side alone has to ask
    return form


def _act(name: str) -> Act:
    if name not in ACTS:
        raise NotFound
    return ACTS[name]


def _act_page(person: queries.PersonFacts, act: Act, form: Any, *, refused: str = "") -> str:
    if refused:
        form.form_errors.append(refused)
    return render_template("people/act.html", person=person, act=act, form=form, refused=refused)


@blueprint.post("/pegawai/<int:person_id>/keluar/batal")
@requires(Permission.MANAGE_STAFF)
def take_back_leaving(person_id: int) -> Response:
    """The person goes on belonging where the end was noted."""
    person = _person(person_id)
    services.stay(person_id, today=_today(), by=current_person().id)
    return _back(person, f"{person.name} tetap bertugas; catatan akhirnya dibatalkan.")


@blueprint.post("/pegawai/<int:person_id>/jenjang/batal")
@requires(Permission.MANAGE_STAFF)
def take_back_level(person_id: int) -> Response:
    """The job level that was noted for a later day does not come."""
    person = _person(person_id)
    plan = next((plan for plan in queries.plans_of_person(person_id, _today()) if plan.waits), None)
    if plan is None:
        raise NotFound
    services.withdraw_plan(plan.id, by=current_person().id, at=now(), person_id=person_id)
    return _back(person, f"Rencana jenjang {person.name} ditarik. Tidak ada yang berubah.")


@blueprint.post("/pegawai/<int:person_id>/kecuali/<int:exemption_id>/akhiri")
@requires(Permission.MANAGE_STAFF)
def end_exemption(person_id: int, exemption_id: int) -> Response:
    """Count the person again from today on."""
    person = _person(person_id)
    services.end_exemption(exemption_id, person_id=person_id, today=_today(), by=current_person().id)
    return _back(person, f"{person.name} dihitung lagi mulai hari ini.")


@blueprint.post("/pegawai/<int:person_id>/rangkap/<int:post_id>/akhiri")
@requires(Permission.MANAGE_STAFF)
def end_post(person_id: int, post_id: int) -> Response:
    """End a second post with yesterday."""
    person = _person(person_id)
    services.end_post(post_id, person_id=person_id, today=_today(), by=current_person().id)
    return _back(person, "Jabatan rangkap itu sudah diakhiri.")


def _back(person: queries.PersonFacts, said: str) -> Response:
    flash(said)
    return redirect(url_for("people.staff", person_id=person.id), code=303)


def _person(person_id: int) -> queries.PersonFacts:
    person = queries.person(person_id)
    if person is None or not queries.looked_after(person_id, staff_scope(), _today()):
        raise NotFound
    return person


def _today() -> date:
    return local_day(now())
