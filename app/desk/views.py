"""Start pages, the person's own page, the OPD admin's page, and the pages about the product."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import local_day, now, to_local
from app.comprehension import queries as comprehension
from app.desk import queries
from app.desk.messages import reminder
from app.desk.navigation import main_role
from app.errors import NotFound
from app.learning import queries as learning
from app.materials import queries as materials
from app.people import queries as people
from app.people.guards import SignedIn, current_person, current_scope, home_opd, public, requires, signed_in
from app.people.rules import ROLE_NAMES, Permission, Role
from app.quiz import queries as quiz
from app.web.charts import WaffleRow, bar, waffle

blueprint = Blueprint("desk", __name__, template_folder="templates")
FEATURED = ("spbe-sama-dengan-aplikasi", "urusan-kominfo-saja", "digitalisasi-formulir")
INDICATORS_2020 = (
    WaffleRow("Kebijakan", "bobot 13%", 10, frozenset({4})),
    WaffleRow("Tata kelola", "bobot 25%", 10, frozenset({5})),
    WaffleRow("Manajemen", "bobot 16,5%", 11),
    WaffleRow("Layanan", "bobot 45,5%", 16),
)
START = {
    Role.PIMPINAN: "reports.overview",
    Role.NARASUMBER: "studio.materials",
    Role.ADMINISTRATOR: "admin.overview",
}


@blueprint.get("/")
@public
def home() -> str | Response:
    """A public introduction, or the place where this person's work is."""
    if not signed_in():
        entries = {entry.code: entry for entry in materials.salah_kaprah_catalogue()}
        return render_template(
            "desk/public_home.html",
            featured=[entries[code] for code in FEATURED if code in entries],
            indicator_waffle=waffle(INDICATORS_2020),
        )
    person = current_person()
    role = main_role(person.roles)
    if role in START:
        return redirect(url_for(START[role]))
    if role is Role.ADMIN_OPD:
        return redirect(url_for("desk.opd", code=_admin_opd_code(person)))
    return _learner_home(person)


def _admin_opd_code(person: SignedIn) -> str:
    found = people.opd_by_id(min(person.admin_opd_ids))
    if found is None:
        raise NotFound
    return found.code


def _learner_home(person: SignedIn) -> str:
    standard = materials.current_standard()
    duties = queries.duties(person.id, standard) if standard else []
    return render_template(
        "desk/learner_home.html",
        person=person,
        greeting=_greeting(),
        opd=home_opd(),
        standard=standard,
        duties=duties,
        done=sum(duty.state == "selesai" for duty in duties),
        step=queries.next_step(duties),
        test=materials.question_set(standard.test_slug) if standard else None,
        open_attempts=quiz.open_attempts(person.id),
        standing=comprehension.own_state(person.id, standard, now()) if standard else None,
        invitation=quiz.waiting_invitation(person.id, standard, now()) if standard else None,
    )


def _greeting() -> str:
    hour = to_local(now()).hour
    return "Selamat " + ("pagi" if hour < 11 else "siang" if hour < 15 else "sore" if hour < 18 else "malam")


@blueprint.get("/saya/")
@requires(Permission.OWN)
def me() -> str:
    """The person's own state and why, results, completions, and signed-in browsers."""
    person = current_person()
    standard = materials.current_standard()
    return render_template(
        "desk/me.html",
        person=people.person(person.id),
        roles=[ROLE_NAMES[role] for role in sorted(person.roles)],
        opd=home_opd(),
        standard=standard,
        standing=comprehension.own_state(person.id, standard, now()) if standard else None,
        learns=person.may(Permission.LEARN),
        results=quiz.results_of(person.id),
        completions=learning.completions_of(person.id),
        cards={card.slug: card for card in materials.modules()},
        sessions=people.open_sessions(person.id, now()),
        this_session=person.session_id,
    )


@blueprint.get("/opd/<code>/")
@requires(Permission.VIEW_OPD_STAFF)
def opd(code: str) -> str:
    """Who of this OPD has not finished, for its admin alone."""
    found = people.opd_by_code(code)
    standard = materials.current_standard()
    if found is None or not current_scope().holds(found.id):
        raise NotFound
    if standard is None:
        raise NotFound("Standar belum terbit. Mintalah narasumber menerbitkannya.")
    page = queries.opd_page(found, standard, now())
    address = current_app.config["PAHAM"].base_url + url_for("learning.catalogue")
    children = [row for row in people.register() if row.parent_id == found.id]
    return render_template(
        "desk/opd.html",
        page=page,
        chart=bar(
            [
                ("paham", page.count(queries.StaffState.SELESAI)),
                ("tahu", page.count(queries.StaffState.BERJALAN)),
                ("ukur", page.count(queries.StaffState.BELUM_MULAI)),
            ]
        ),
        standard=standard,
        at=now(),
        today=local_day(now()),
        message=reminder(page, standard, address),
        children=children,
    )


@blueprint.get("/bantuan/")
@public
def help_page() -> str:
    """Whom to ask, and the questions that come up most."""
    return render_template("desk/help.html")


@blueprint.get("/pelindungan-data/")
@public
def privacy() -> str:
    """What is held about whom, who sees it, and why."""
    return render_template("desk/privacy.html")


@blueprint.get("/aksesibilitas/")
@public
def accessibility() -> str:
    """What works for whom, and what does not yet."""
    return render_template("desk/accessibility.html")
