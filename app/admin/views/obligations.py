"""Who is obliged from when and until when: what holds, and a new decision with its consequences."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin.forms import ObligationForm
from app.admin.views.blueprint import blueprint
from app.clock import local_day, now
from app.errors import Invalid, NotFound
from app.learning import queries as learning
from app.learning import services
from app.learning.obligation import Decision, Obligations, changed, refuse_backwards
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import queries as people
from app.people.guards import current_person, requires
from app.people.rules import EVERYTHING, JobLevel, Permission
from app.people.spells import LEVEL_NAMES


@blueprint.get("/kewajiban/")
@requires(Permission.ADMINISTER)
def obligations() -> str:
    """What holds now, and the form of a decision."""
    return _page(_form(ObligationForm(formdata=None)))


@blueprint.post("/kewajiban/")
@requires(Permission.ADMINISTER)
def decide_obligation() -> str | tuple[str, int] | Response:
    """First what would follow, with numbers; then, confirmed, the decision."""
    form, standard, at = _form(ObligationForm()), _standard(), now()
    if not form.validate_on_submit():
        return _page(form), 422
    new = _decision(form, at)
    try:
        refuse_backwards(starts_on=new.starts_on, due_on=new.due_on, today=local_day(at))
    except Invalid as error:
        form.form_errors.append(error.message)
        return _page(form), 422
    effect = _effect(standard, new, at)
    if request.form.get("yakin") != effect.mark:
        return render_template("admin/obligation_preview.html", form=form, effect=effect, **_words(new))
    services.decide_obligation(standard, new, by=current_person().id)
    flash("Keputusan tersimpan dan berlaku sejak sekarang.")
    return redirect(url_for("admin.obligations"), code=303)


@dataclass(frozen=True, slots=True)
class Effect:
    """How many people a decision is about, and how many are counted today before and after it."""

    people: int
    counted_before: int
    counted_after: int

    @property
    def mark(self) -> str:
        """What the confirmation sends back: another when the numbers have changed since."""
        return f"{self.people}-{self.counted_before}-{self.counted_after}"


def _effect(standard: Standard, new: Decision, at: datetime) -> Effect:
    before = learning.obligations(standard, at)
    after = Obligations([*before.by_group.values(), changed(before.by_group, new)])
    homes = people.home_opd_ids(local_day(at))
    levels = people.job_levels(frozenset(homes), local_day(at))
    meant = sum(
        (new.opd_id is None or opd_id == new.opd_id)
        and (new.job_level is None or levels[person_id] is new.job_level)
        for person_id, opd_id in homes.items()
    )
    return Effect(meant, _counted(standard, at, before), _counted(standard, at, after))


def _counted(standard: Standard, at: datetime, rules: Obligations) -> int:
    rows = learning.roster(standard, at, EVERYTHING, rules)
    return sum(row.status is RosterStatus.WAJIB for row in rows)


def _decision(form: ObligationForm, at: datetime) -> Decision:
    opd = people.opd_by_code(form.opd.data) if form.opd.data else None
    return Decision(
        opd_id=opd.id if opd else None,
        job_level=JobLevel(form.level.data) if form.level.data else None,
        starts_on=form.starts_on.data,
        due_on=form.due_on.data,
        decided_at=at,
        reason=form.reason.data.strip(),
    )


def _words(decision: Decision) -> dict[str, str]:
    opd = people.opd_by_id(decision.opd_id) if decision.opd_id else None
    level = LEVEL_NAMES[decision.job_level] if decision.job_level else "Semua jenjang"
    return {"opd_words": opd.name if opd else "Semua OPD", "level_words": level}


def _form(form: ObligationForm) -> ObligationForm:
    day = local_day(now())
    return form.offer_opd([(row.code, row.name) for row in people.register() if row.is_valid_on(day)])


def _standard() -> Standard:
    standard = materials.current_standard()
    if standard is None:
        raise NotFound("Standar belum terbit. Mintalah narasumber menerbitkannya.")
    return standard


def _page(form: ObligationForm) -> str:
    standard, at = _standard(), now()
    held = learning.obligations(standard, at).by_group.values()
    lines: list[tuple[dict[str, Any], Decision]] = [(_words(one), one) for one in held]
    return render_template(
        "admin/obligations.html", form=form, standard=standard, lines=lines, today=_today(at)
    )


def _today(at: datetime) -> date:
    return local_day(at)
