"""Start pages, the person's own page, the OPD admin's page, and the pages about the product."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import audit, policy
from app.clock import local_day, now, to_local
from app.comprehension import queries as comprehension
from app.desk import own_data as own
from app.desk import queries
from app.desk.messages import opd_headline, reminder
from app.desk.navigation import main_role
from app.desk.own import own_standing, recorded_words, stories
from app.desk.rules import duties_headline
from app.desk.staff import OpdPage, StaffList, StaffState, opd_page
from app.errors import NotFound
from app.learning import queries as learning
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people import queries as people
from app.people.guards import (
    SignedIn,
    current_person,
    home_opd,
    note_list,
    note_look,
    own_offices,
    public,
    requires,
    signed_in,
)
from app.people.rights import FIELD_NAMES
from app.people.rules import ROLE_NAMES, Permission, Role, Scope
from app.people.spells import too_many_exempt
from app.quiz import queries as quiz
from app.web.charts import WaffleRow, bar, waffle
from app.web.downloads import ZIP, download

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
        due_on=learning.due_of(person.id, standard, now()) if standard else None,
        today=local_day(now()),
        person=person,
        greeting=_greeting(),
        opd=home_opd(),
        standard=standard,
        duties=duties,
        done=sum(duty.state == "selesai" for duty in duties),
        step=queries.next_step(duties),
        tasks=queries.new_tasks(person.id),
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
    person, home = current_person(), home_opd()
    standard = materials.current_standard()
    plans = people.plans_told_in(home.id) if home else []
    return render_template(
        "desk/me.html",
        person=people.person(person.id),
        roles=[ROLE_NAMES[role] for role in sorted(person.roles)],
        opd=home,
        plans=plans,
        of_id={row.id: row for row in people.register()} if plans else {},
        standard=standard,
        own=own_standing(person.id, standard, now()) if standard else None,
        learns=person.may(Permission.LEARN),
        results=quiz.results_of(person.id),
        completions=learning.completions_of(person.id),
        cards={card.slug: card for card in materials.modules()},
        sessions=people.open_sessions(person.id, now()),
        this_session=person.session_id,
        second_factor=people.second_factor(person.id),
        corrections=people.corrections_of(person.id, local_day(now())),
        field_names=FIELD_NAMES,
        looks=own.last_looks(person.id, at=now()),
        in_words=own.in_words,
        at=now(),
    )


@blueprint.get("/saya/penyelesaian/")
@requires(Permission.LEARN)
def own_completion() -> str:
    """The own completion with the events behind it: read, passed, recorded, and what is still missing."""
    standard = materials.current_standard()
    wanted = standard.module_slugs if standard else ()
    found = stories(current_person().id, wanted)
    return render_template(
        "desk/own_completion.html",
        standard=standard,
        headline=duties_headline(
            sum(story.slug in wanted and story.completed_at is not None for story in found),
            sum(story.slug in wanted for story in found),
        ),
        required=[story for story in found if story.slug in wanted],
        others=[story for story in found if story.slug not in wanted],
    )


@blueprint.post("/saya/data.zip")
@requires(Permission.OWN)
def own_data() -> Response:
    """Everything that is kept about the person, to read and for machines: a POST, and recorded."""
    person, at = current_person(), now()
    tree = own.own_data(person.id, at=at)
    page = render_template("desk/own_data.html", tree=tree, at=at, in_words=own.in_words)
    audit.record(actor=person.id, action="export own data", subject=f"person:{person.id}")
    return download(own.archive(tree, page, at=at), ZIP, f"data-saya-{local_day(at)}.zip")


@blueprint.get("/opd/<code>/")
@requires(Permission.VIEW_OPD_STAFF)
def opd(code: str) -> str:
    """Who of this OPD has not finished, for its admin alone; `modul` narrows it to one module or the test."""
    page, standard = _opd_page(code)
    note_list(page.active, Scope(frozenset({page.opd.id})))
    lists = page.lists()
    shown = next((each for each in lists if each.key == request.args.get("modul", "")), None)
    if shown is None:
        raise NotFound("Modul ini tidak wajib. Pilih daftar lain di halaman OPD Anda.")
    address = current_app.config["PAHAM"].base_url + url_for("learning.catalogue")
    register = people.register()
    return render_template(
        "desk/opd.html",
        page=page,
        shown=shown,
        headline=opd_headline(page, shown, standard.title),
        tabs=[_tab(code, each, current=each is shown) for each in lists],
        chart=bar(
            [
                ("paham", shown.count(StaffState.SELESAI)),
                ("tahu", shown.count(StaffState.BERJALAN)),
                ("ukur", shown.count(StaffState.BELUM_MULAI)),
            ]
        ),
        standard=standard,
        at=now(),
        today=local_day(now()),
        message=reminder(page, shown, standard, address),
        children=[row for row in register if row.parent_id == page.opd.id],
        plans=people.plans_told_in(page.opd.id),
        of_id={row.id: row for row in register},
        corrections=len(people.waiting_corrections(own_offices(), local_day(now()))),
        waiting=people.waiting_count(Scope(frozenset({page.opd.id}))),
        many_exempt=too_many_exempt(page.exempt, page.active),
    )


def _opd_page(code: str) -> tuple[OpdPage, Standard]:
    """The page of an OPD in the scope of the person; of any other nobody learns whether it exists."""
    found = people.opd_by_code(code)
    standard = materials.current_standard()
    if found is None or not own_offices().holds(found.id):
        raise NotFound
    if standard is None:
        raise NotFound("Standar belum terbit. Mintalah narasumber menerbitkannya.")
    return opd_page(found, standard, now()), standard


def _tab(code: str, shown: StaffList, *, current: bool) -> tuple[str, str, bool]:
    address = url_for("desk.opd", code=code, modul=shown.key or None)
    return f"{shown.title} ({len(shown.missing)})", address, current


@blueprint.get("/opd/<code>/pegawai/<int:person_id>/")
@requires(Permission.VIEW_OPD_STAFF)
def opd_person(code: str, person_id: int) -> str:
    """One member of the roster: each module with when and by which rule it was completed, and no more."""
    page, standard = _opd_page(code)
    row = page.person(person_id)
    if row is None:
        raise NotFound
    note_look(person_id)
    return render_template(
        "desk/opd_person.html",
        page=page,
        row=row,
        standard=standard,
        at=now(),
        modules=[
            (card, row.modules[card.slug], recorded_words(row.modules[card.slug].completed))
            for card in page.cards
        ],
    )


@blueprint.get("/bantuan/")
@public
def help_page() -> str:
    """Whom to ask, and the questions that come up most."""
    return render_template("desk/help.html")


@blueprint.get("/pelindungan-data/")
@public
def old_privacy() -> Response:
    """Where the page used to be."""
    return redirect(url_for("desk.privacy"), code=301)


@blueprint.get("/privasi/")
@public
def privacy() -> str:
    """What is held about whom, who sees it, and why."""
    return render_template(
        "desk/privacy.html",
        values=policy.values(),
        policy=policy,
        session_days=current_app.config["PAHAM"].session_hours // 24,
        backups=policy.BACKUPS_KEPT,
    )


@blueprint.get("/aksesibilitas/")
@public
def accessibility() -> str:
    """What works for whom, and what does not yet."""
    return render_template("desk/accessibility.html")
