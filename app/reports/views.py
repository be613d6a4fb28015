"""The Sekda's page, completion per OPD, and the files with the same rows."""

from datetime import datetime

from flask import Blueprint, Response, current_app, json, render_template

from app.clock import daily_cut, local_day, now
from app.comprehension.queries import Picture, picture
from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people.guards import current_person, current_scope, requires
from app.people.rules import Permission
from app.reports import queries
from app.reports.formats import completion as completion_format
from app.reports.formats import comprehension as comprehension_format
from app.reports.formats.sheets import as_csv, as_xlsx
from app.reports.overview import overview as overview_of
from app.reports.rules import sentences
from app.reports.rules.completion import GROUP_WORDS, CompletionGroup, CompletionTable
from app.web.charts import meter

blueprint = Blueprint("reports", __name__, template_folder="templates")

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figures_are_live() -> bool:
    """Whether the present moment is shown instead of the last daily cut; development alone may."""
    settings = current_app.config["PAHAM"]
    return bool(settings.figures == "live" and not settings.production)


def _instant() -> datetime:
    return now() if figures_are_live() else daily_cut(now())


@blueprint.get("/pimpinan/")
@requires(Permission.VIEW_COMPREHENSION)
def overview() -> str:
    """How many have proven to understand, what is asked of the Sekda, and every OPD by what it should do."""
    found = picture(_instant())
    if found is None:
        return render_template("reports/overview_empty.html")
    return render_template("reports/overview.html", page=overview_of(found), live=figures_are_live())


@blueprint.get("/pimpinan/laporan.csv")
@requires(Permission.VIEW_COMPREHENSION)
def report_csv() -> Response:
    """The rows of the page."""
    found = _picture()
    return _file(as_csv(comprehension_format.as_sheet(found)), CSV, f"paham-spbe-{local_day(found.at)}.csv")


@blueprint.get("/pimpinan/laporan.json")
@requires(Permission.VIEW_COMPREHENSION)
def report_json() -> Response:
    """The rows of the page with the policy numbers that shaped them; withheld figures are null."""
    text = json.dumps(comprehension_format.as_json(_picture()), ensure_ascii=False, sort_keys=False, indent=1)
    return Response(text, mimetype="application/json")


def _picture() -> Picture:
    found = picture(_instant())
    if found is None:
        raise NotFound("Laporan belum ada karena standar belum terbit.")
    return found


@blueprint.get("/penyelesaian/")
@requires(Permission.VIEW_COMPLETION)
def completion() -> str:
    """Completion per OPD and module as of now, for the scope of the person."""
    at, standard = now(), materials.current_standard()
    if standard is None:
        return render_template("reports/completion_empty.html")
    table = queries.completion(standard, at, current_scope())
    total, lagging = table.total, table.lagging()
    return render_template(
        "reports/completion.html",
        at=at,
        standard=standard,
        table=table,
        total=total,
        headline=sentences.completion_headline(
            completed=total.everything, obliged=total.obliged, modules=len(table.columns)
        ),
        lead=sentences.completion_lead(
            behind=len(table.in_group(CompletionGroup.TUNTASKAN)),
            opd=len(table.rows),
            lagging=lagging.title if lagging else None,
        ),
        groups=[(*GROUP_WORDS[group], table.in_group(group)) for group in CompletionGroup],
        without_obliged=sentences.without_obliged_sentence(table.without_obliged),
        all_modules=sentences.all_modules(len(table.columns)),
        meter=meter,
        opens_opd=current_person().may(Permission.VIEW_OPD_STAFF),
    )


@blueprint.get("/penyelesaian.csv")
@blueprint.get("/penyelesaian/.csv")
@requires(Permission.VIEW_COMPLETION)
def completion_csv() -> Response:
    """The rows of the page."""
    return _file(as_csv(completion_format.as_sheet(_completion()[1])), CSV, _completion_name("csv"))


@blueprint.get("/penyelesaian.xlsx")
@blueprint.get("/penyelesaian/.xlsx")
@requires(Permission.VIEW_COMPLETION)
def completion_xlsx() -> Response:
    """The same rows as a workbook."""
    return _file(as_xlsx(completion_format.as_sheet(_completion()[1])), XLSX, _completion_name("xlsx"))


def _completion() -> tuple[Standard, CompletionTable]:
    standard = materials.current_standard()
    if standard is None:
        raise NotFound("Laporan belum ada karena standar belum terbit.")
    return standard, queries.completion(standard, now(), current_scope())


def _completion_name(kind: str) -> str:
    return f"penyelesaian-spbe-{local_day(now())}.{kind}"


def _file(body: bytes, mimetype: str, name: str) -> Response:
    return Response(
        body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
