"""Pages of acts upon many people: the number and the names, then the act, then a day to take it back."""

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import audit
from app.clock import local_day, now
from app.errors import Conflict, Invalid, NotFound
from app.people import queries, services, staff_forms
from app.people.guards import current_person, requires, staff_scope
from app.people.queries import Only, PeopleFilter
from app.people.rules import ExemptionReason, Permission, Role
from app.people.rules.entry import NotYoursToLetIn, may_let_in
from app.people.spells import OF_THE_ADMINISTRATOR, UNDO_LASTS, BulkKind
from app.people.transfers import blueprint
from app.web.downloads import XLSX, download
from app.web.input import LARGEST_ID

__all__ = ["blueprint"]

NAMED = 200
QUESTIONS = {
    BulkKind.TAUTAN: ("Buat tautan masuk untuk {} orang?", "Unduh tautan, XLSX"),
    BulkKind.KECUALI: ("Kecualikan {} orang?", "Kecualikan"),
    BulkKind.PINDAH: ("Pindahkan {} orang?", "Pindahkan"),
    BulkKind.TUTUP: ("Tutup akun {} orang?", "Tutup akun"),
}
FORMS: dict[BulkKind, type[Any]] = {
    BulkKind.TAUTAN: staff_forms.NothingMoreForm,
    BulkKind.KECUALI: staff_forms.ExemptionForm,
    BulkKind.PINDAH: staff_forms.TransferForm,
    BulkKind.TUTUP: staff_forms.NothingMoreForm,
}


@blueprint.get("/pegawai/massal/")
@requires(Permission.MANAGE_STAFF)
def bulk_acts() -> str:
    """The own acts of the last day, each with what takes it back."""
    at = now()
    return render_template(
        "people/bulk_acts.html", acts=queries.bulk_acts(current_person().id, since=at - UNDO_LASTS)
    )


@blueprint.post("/pegawai/massal/")
@requires(Permission.MANAGE_STAFF)
def ask_bulk() -> str | tuple[str, int] | Response:
    """The people that were ticked, or all who fit: how many and who, and what else must be known."""
    kind = _kind(request.form.get("tindakan", ""))
    people = _chosen()
    if not people:
        flash("Belum ada orang yang dipilih. Centang namanya dahulu.", "off")
        return redirect(_back(), code=303)
    people = _mine_to_act_upon(kind, people)
    return _ask(kind, people, _form(kind, formdata=None))


@blueprint.post("/pegawai/massal/<kind>")
@requires(Permission.MANAGE_STAFF)
def perform_bulk(kind: str) -> str | tuple[str, int] | Response:
    """Do it for everybody named; what does not fit is said, and nobody is changed."""
    known = _kind(kind)
    people = _within(_ids(request.form.get("orang", "").split(",")))
    form = _form(known)
    if not people:
        raise NotFound
    people = _mine_to_act_upon(known, people)
    if not form.validate_on_submit():
        return _ask(known, people, form), 422
    try:
        return _perform(known, [person_id for person_id, _ in people], form)
    except (Conflict, Invalid) as error:
        form.form_errors.append(error.message)
        return _ask(known, people, form), 409 if isinstance(error, Conflict) else 422


@blueprint.post("/pegawai/massal/<int:act_id>/batal")
@requires(Permission.MANAGE_STAFF)
def undo_bulk(act_id: int) -> Response:
    """Take the act back for everybody whom it changed."""
    count = services.undo_bulk(act_id, scope=staff_scope(), by=current_person().id, at=now())
    flash(f"Tindakan dibatalkan untuk {count} orang.")
    return redirect(url_for("people.bulk_acts"), code=303)


def _perform(kind: BulkKind, ids: list[int], form: Any) -> Response:
    by, at = current_person().id, now()
    if kind is BulkKind.TAUTAN:
        return _links(ids, by)
    if kind is BulkKind.KECUALI:
        count = services.exempt_many(
            ids,
            from_on=staff_forms.clean_day(form.from_on.data),
            to_on=staff_forms.clean_day(form.to_on.data),
            reason=ExemptionReason(form.reason.data),
            by=by,
            at=at,
        )
    elif kind is BulkKind.PINDAH:
        opd = queries.opd_by_code(form.opd.data)
        if opd is None:
            raise NotFound
        count = services.move_many(
            ids, to_opd_id=opd.id, on=staff_forms.clean_day(form.on.data), by=by, at=at
        )
    else:
        count = services.close_many(ids, by=by, at=at)
    left = len(ids) - count
    flash(f"Selesai untuk {count} orang." + (f" {left} orang dilewati: sudah demikian." if left else ""))
    return redirect(url_for("people.bulk_acts"), code=303)


def _links(ids: list[int], by: int) -> Response:
    from app.people.roster.writing import links_file

    tokens = services.link_many(ids, by=by, at=now())
    audit.record_export(
        actor=by, action="export links", opd_ids=staff_scope().opd_ids, details=f"{len(tokens)} tautan"
    )
    base = current_app.config["PAHAM"].base_url
    rows = [
        (to, base + url_for("people.entry", token=tokens[to.id]))
        for to in queries.addressees(list(tokens), day=_today())
    ]
    return download(links_file(rows), XLSX, f"tautan-masuk-{_today()}.xlsx")


def _kind(name: str) -> BulkKind:
    kind = next((kind for kind in BulkKind if kind == name), None)
    administers = Role.ADMINISTRATOR in current_person().roles
    if kind is None or (kind in OF_THE_ADMINISTRATOR and not administers):
        raise NotFound
    return kind


def _chosen() -> list[tuple[int, str]]:
    if request.form.get("semua") == "ya":
        return queries.people_named(queries.people_ids(_filter(), day=_today()))
    return _within(_ids(request.form.getlist("orang")))


def _ids(texts: list[str]) -> list[int]:
    digits = len(str(LARGEST_ID))
    return [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) <= digits]


def _filter() -> PeopleFilter:
    opd = queries.opd_by_code(request.form.get("opd", ""))
    return PeopleFilter(
        scope=staff_scope(),
        search=request.form.get("q", ""),
        role=next((role for role in Role if role == request.form.get("peran")), None),
        opd_id=opd.id if opd else None,
        only=next((only for only in Only if only == request.form.get("keadaan")), Only.EVERYBODY),
    )


def _within(ids: list[int]) -> list[tuple[int, str]]:
    """Those of these people whom one may act upon; of the others nothing is said."""
    allowed = set(queries.people_ids(PeopleFilter(scope=staff_scope()), day=_today()))
    return queries.people_named([one for one in ids if one in allowed])


def _mine_to_act_upon(kind: BulkKind, people: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """A link opens an account: whoever may more than learn is left out. NotYoursToLetIn for nobody left."""
    if kind is not BulkKind.TAUTAN:
        return people
    roles, helper = queries.roles_of([person_id for person_id, _ in people]), current_person().roles
    mine = [one for one in people if may_let_in(helper, frozenset(roles.get(one[0], ())))]
    if not mine:
        raise NotYoursToLetIn
    if len(mine) < len(people):
        flash(f"{len(people) - len(mine)} orang memegang peran lain dan tidak diberi tautan di sini.")
    return mine


def _form(kind: BulkKind, **more: Any) -> Any:
    form, today = FORMS[kind](**more), _today()
    if kind is BulkKind.PINDAH:
        del form.ask, form.unit
        staff_forms.offer(
            form.opd, [(row.code, row.name) for row in queries.register() if row.is_valid_on(today)]
        )
    return form


def _ask(kind: BulkKind, people: list[tuple[int, str]], form: Any) -> str:
    question, act = QUESTIONS[kind]
    return render_template(
        "people/bulk.html",
        kind=kind,
        question=question.format(len(people)),
        act=act,
        form=form,
        people=people,
        shown=NAMED,
        back=_back(),
    )


def _back() -> str:
    administers = Role.ADMINISTRATOR in current_person().roles
    return url_for("admin.people" if administers else "people.staff_list")


def _today() -> date:
    return local_day(now())
