"""Completion per OPD and module, each percentage opened, and the files with the same rows."""

from flask import Response, render_template, request, url_for

from app.clock import local_day, now
from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people.guards import current_person, current_scope, requires
from app.people.rules import Permission
from app.reports import queries
from app.reports.formats import completion as completion_format
from app.reports.formats.sheets import Sheet, as_csv, as_xlsx
from app.reports.rules import sentences
from app.reports.rules.completion import GROUP_WORDS, CompletionGroup
from app.reports.rules.completion_detail import detail_headline, module_rule
from app.reports.views.blueprint import CSV, NO_REPORT, XLSX, attachment, blueprint
from app.web.charts import bar, meter


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


@blueprint.get("/penyelesaian/rincian/")
@requires(Permission.VIEW_COMPLETION)
def completion_detail() -> str:
    """One percentage of the table opened: persons by rule, and when it was recorded; never a name."""
    standard = materials.current_standard()
    if standard is None:
        return render_template("reports/completion_empty.html")
    code, slug = request.args.get("opd") or None, request.args.get("modul") or None
    at, scope = now(), current_scope()
    found = queries.completion_detail(standard, at, scope, code=code, slug=slug)
    if found is None:
        raise NotFound("Angka ini tidak ada dalam tabel penyelesaian. Buka lagi dari tabelnya.")
    return render_template(
        "reports/completion_detail.html",
        at=at,
        standard=standard,
        code=code,
        detail=found,
        rule=_module_rule(slug, standard),
        headline=detail_headline(found),
        tabs=_detail_tabs(code, slug, standard),
        chart=bar([("paham", found.completed), ("tahu", found.running), ("ukur", found.not_begun)]),
        opens_opd=code is not None and current_person().may(Permission.VIEW_OPD_STAFF),
    )


def _detail_tabs(code: str | None, slug: str | None, standard: Standard) -> list[tuple[str, str, bool]]:
    """The same group of people under each column of the table."""
    wanted = [("Semua modul", None), *((f"M{n}", each) for n, each in enumerate(standard.module_slugs, 1))]
    return [
        (words, url_for("reports.completion_detail", opd=code, modul=each), each == slug)
        for words, each in wanted
    ]


def _module_rule(slug: str | None, standard: Standard) -> str:
    """What must have happened for the numerator, with the threshold that holds today."""
    if slug is None:
        return f"Semua {len(standard.module_slugs)} modul wajib masing-masing tercatat selesai."
    page = materials.module(slug)
    quiz_slug = page.card.quiz_slug if page else None
    question_set = materials.question_set(quiz_slug) if quiz_slug else None
    return module_rule(question_set.pass_mark if question_set else None)


@blueprint.get("/penyelesaian.csv")
@blueprint.get("/penyelesaian/.csv")
@requires(Permission.VIEW_COMPLETION)
def completion_csv() -> Response:
    """The rows of the page."""
    return attachment(as_csv(_completion()[0]), CSV, _completion_name("csv"))


@blueprint.get("/penyelesaian.xlsx")
@blueprint.get("/penyelesaian/.xlsx")
@requires(Permission.VIEW_COMPLETION)
def completion_xlsx() -> Response:
    """The same rows as a workbook."""
    return attachment(as_xlsx(*_completion()), XLSX, _completion_name("xlsx"))


def _completion() -> tuple[Sheet, Sheet]:
    """The rows and what their columns mean."""
    standard, at = materials.current_standard(), now()
    if standard is None:
        raise NotFound(NO_REPORT)
    table = queries.completion(standard, at, current_scope())
    return completion_format.as_sheet(table, standard, at), completion_format.as_definitions(table)


def _completion_name(kind: str) -> str:
    return f"penyelesaian-spbe-{local_day(now())}.{kind}"
