"""The Sekda's page, its drill-downs, and the files with the same rows."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Response, current_app, json, render_template, request, url_for
from markupsafe import Markup

from app import policy
from app.clock import daily_cut, local_day, now
from app.comprehension.queries import (
    Cut,
    Picture,
    PublishedMonth,
    cut,
    frozen_cut,
    frozen_picture,
    published_months,
)
from app.comprehension.rules.month import Month
from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import ModuleCard
from app.people.guards import requires
from app.people.rules import Permission
from app.quiz import queries as quiz
from app.reports.belief import belief_of
from app.reports.drawn import drawn_once
from app.reports.formats import comprehension as comprehension_format
from app.reports.formats import paper
from app.reports.formats.sheets import as_csv, as_xlsx
from app.reports.formats.typeset import as_pdf
from app.reports.office import office_of
from app.reports.overview import overview as overview_of
from app.reports.progress import TrendMonth
from app.reports.rules.changes import corrected_sentence, month_words
from app.reports.views.blueprint import NO_REPORT, blueprint
from app.web.downloads import CSV, PDF, XLSX, download
from app.web.filters import clock

SIX = 6


def figures_are_live() -> bool:
    """Whether the present moment is shown instead of the last daily cut; development alone may."""
    settings = current_app.config["PAHAM"]
    return bool(settings.figures == "live" and not settings.production)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period that the address asks for: the last cut, or a published month."""

    cut: Cut
    month: PublishedMonth | None
    published: list[PublishedMonth]

    @property
    def picture(self) -> Picture:
        """What may be shown."""
        return self.cut.picture

    @property
    def live(self) -> bool:
        """Whether the present moment is shown."""
        return self.month is None and figures_are_live()

    @property
    def address(self) -> dict[str, str]:
        """What every link of the page carries on."""
        return {"periode": str(self.month.month)} if self.month else {}

    def months(self) -> list[TrendMonth]:
        """The published months until the one chosen, with what may be shown of them."""
        return [
            TrendMonth(each.month, found)
            for each in self.published
            if (self.month is None or each.month <= self.month.month) and (found := frozen_picture(each.id))
        ]

    @property
    def correction(self) -> str:
        """That the figures of this month were put right, if so."""
        if self.month is None or self.month.reason is None:
            return ""
        return corrected_sentence(_words(self.month), local_day(self.month.frozen_at), self.month.reason)


def _chosen() -> Chosen | None:
    """None while no standard is published; raises NotFound for a month that was never published."""
    published, wanted = published_months(), request.args.get("periode")
    if not wanted:
        found = cut(_instant(), remember=not figures_are_live())
        return None if found is None else Chosen(found, None, published)
    month = Month.parse(wanted)
    chosen = next((each for each in published if each.month == month), None)
    frozen = frozen_cut(chosen.id) if chosen else None
    if frozen is None:
        raise NotFound(
            f"Angka {month_words(month.year, month.number)} belum terbit. "
            "Pilih bulan lain di halaman ringkasan."
        )
    return Chosen(frozen, chosen, published)


def _chips(chosen: Chosen, address: str) -> list[tuple[str, str, bool]]:
    """The last cut and the last six published months, each an address."""
    months = [
        (_words(each), f"{address}?periode={each.month}", each == chosen.month)
        for each in reversed(chosen.published[-SIX:])
    ]
    return [("Keadaan terakhir", address, chosen.month is None), *months] if months else []


def _words(month: PublishedMonth) -> str:
    name = month_words(month.month.year, month.month.number)
    return f"{name} (dikoreksi)" if month.corrected else name


def _instant() -> datetime:
    return now() if figures_are_live() else daily_cut(now())


@blueprint.get("/pimpinan/")
@requires(Permission.VIEW_COMPREHENSION)
def overview() -> str:
    """How many have proven to understand, what is asked of the Sekda, and every OPD by what it should do."""
    chosen = _chosen()
    if chosen is None:
        return render_template("reports/overview_empty.html")
    draw = partial(_overview_body, chosen)
    body = draw() if chosen.live else drawn_once(chosen.picture, chosen.published, draw)
    return render_template("reports/overview_page.html", body=body)


def _overview_body(chosen: Chosen) -> Markup:
    """The page without its frame: the same for everybody who may see it."""
    return Markup(  # noqa: S704  what the template has escaped
        render_template(
            "reports/_overview.html",
            page=overview_of(chosen.picture, chosen.months()),
            chosen=chosen,
            chips=_chips(chosen, url_for("reports.overview")),
        )
    )


@blueprint.get("/pimpinan/opd/<code>/")
@requires(Permission.VIEW_COMPREHENSION)
def office(code: str) -> str:
    """One OPD: by job level, before and after learning, what to use, and a message for its head."""
    chosen = _chosen()
    found = office_of(chosen.cut, code, trainers=policy.values()[policy.TRAINERS]) if chosen else None
    if chosen is None or found is None:
        raise NotFound("OPD ini tidak ada dalam register pada tanggal itu. Pilih OPD lain di ringkasan.")
    return render_template(
        "reports/office.html",
        page=found,
        chosen=chosen,
        chips=_chips(chosen, url_for("reports.office", code=code)),
        modules=_obligatory_modules(),
    )


def _obligatory_modules() -> list[ModuleCard]:
    standard = materials.current_standard()
    slugs = standard.module_slugs if standard else ()
    return [card for card in materials.modules() if card.slug in slugs]


@blueprint.get("/pimpinan/salah-kaprah/<code>/")
@requires(Permission.VIEW_COMPREHENSION)
def belief(code: str) -> str:
    """One misconception: how it sounds, how many hold it, over time, before and after, and where."""
    chosen, entry = _chosen(), materials.salah_kaprah(code)
    if chosen is None or entry is None:
        raise NotFound("Salah kaprah ini tidak ada dalam katalog. Pilih yang lain di halaman ringkasan.")
    return render_template(
        "reports/belief.html",
        page=belief_of(chosen.picture, code, chosen.months()),
        entry=entry,
        sample=materials.retired_question(code, running=quiz.running_versions()),
        chosen=chosen,
        chips=_chips(chosen, url_for("reports.belief", code=code)),
    )


@blueprint.get("/pimpinan/laporan.csv")
@requires(Permission.VIEW_COMPREHENSION)
def report_csv() -> Response:
    """The rows of the page."""
    found = _picture()
    return download(
        as_csv(comprehension_format.as_sheet(found)), CSV, f"paham-spbe-{local_day(found.at)}.csv"
    )


@blueprint.get("/pimpinan/laporan.xlsx")
@requires(Permission.VIEW_COMPREHENSION)
def report_xlsx() -> Response:
    """The rows of the page, and on a second sheet what every column means."""
    found = _picture()
    body = as_xlsx(comprehension_format.as_sheet(found), comprehension_format.as_definitions(found))
    return download(body, XLSX, f"paham-spbe-{local_day(found.at)}.xlsx")


@blueprint.get("/pimpinan/laporan.pdf")
@requires(Permission.VIEW_COMPREHENSION)
def report_pdf() -> Response:
    """The page on A4."""
    chosen = _chosen()
    if chosen is None:
        raise NotFound(NO_REPORT)
    page = overview_of(chosen.picture, chosen.months())
    kind = "Angka beku, sebagaimana terbit." if chosen.month else ""
    when = f"Keadaan {page.day} pukul {clock(chosen.picture.at)}"
    words = (f"{when}. Standar {chosen.picture.title}.", kind, chosen.correction)
    data = paper.as_paper(
        page,
        kicker=f"Ringkasan untuk Sekretaris Daerah. {' '.join(filter(None, words))}",
        footer=f"Paham SPBE. {when}. Nilai perorangan tidak ditampilkan.",
        draw=_drawn,
    )
    return download(as_pdf("ringkasan", data), PDF, f"paham-spbe-{local_day(chosen.picture.at)}.pdf")


def _drawn(name: str, chart: object, words: str) -> str:
    """A drawing by the macro of that name, as the page holds it."""
    drawings = current_app.jinja_env.get_template("components/charts.html").module
    return str(getattr(drawings, name)(chart, words))


@blueprint.get("/pimpinan/laporan.json")
@requires(Permission.VIEW_COMPREHENSION)
def report_json() -> Response:
    """The rows of the page with the policy numbers that shaped them; withheld figures are null."""
    text = json.dumps(comprehension_format.as_json(_picture()), ensure_ascii=False, sort_keys=False, indent=1)
    return Response(text, mimetype="application/json")


def _picture() -> Picture:
    found = _chosen()
    if found is None:
        raise NotFound(NO_REPORT)
    return found.picture
