"""Completion per OPD and module, each percentage opened, and the files with the same rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, render_template, request, url_for

from app.clock import end_of_day, local_day, now
from app.comprehension.rules.month import Month
from app.errors import NotFound
from app.materials import queries as materials
from app.materials.rules import Standard
from app.people.guards import current_person, current_scope, requires
from app.people.rules import Permission
from app.reports import queries
from app.reports.formats import completion as completion_format
from app.reports.formats.sheets import Sheet, as_csv, as_xlsx
from app.reports.rules import sentences
from app.reports.rules.changes import month_words
from app.reports.rules.completion import GROUP_WORDS, CompletionGroup
from app.reports.rules.completion_detail import detail_headline, module_rule
from app.reports.views.blueprint import NO_REPORT, blueprint
from app.web.charts import bar, meter
from app.web.downloads import CSV, XLSX, download

MONTHS_BACK = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """The instant that the address asks for: now, or the end of a past month of the standard."""

    at: datetime
    month: Month | None

    @property
    def address(self) -> dict[str, Any]:
        """What every link of the page carries on."""
        return {"periode": str(self.month)} if self.month else {}

    @property
    def past(self) -> bool:
        """Whether only what had happened by then counts."""
        return self.month is not None


def _chosen(standard: Standard) -> Chosen:
    """Raises NotAMonth, and NotFound for a month that has not ended or is before the standard."""
    wanted = request.args.get("periode")
    if not wanted:
        return Chosen(now(), None)
    month = Month.parse(wanted)
    at = end_of_day(month.last_day)
    if at >= now() or month.last_day < standard.valid_from:
        raise NotFound(
            "Bulan ini belum berakhir, atau standarnya belum berlaku. Pilih bulan lain di halaman ini."
        )
    return Chosen(at, month)


def _periods(standard: Standard, chosen: Chosen) -> list[tuple[str, str, bool]]:
    """Now and the last months that have ended, each an address; nothing while there is no such month."""
    months, month = list[Month](), Month.of(local_day(now()))
    for _ in range(MONTHS_BACK):
        month = Month.of(month.first_day - timedelta(days=1))
        if month.last_day >= standard.valid_from:
            months.append(month)
    address = url_for("reports.completion")
    ends = [
        (f"Akhir {month_words(m.year, m.number)}", f"{address}?periode={m}", m == chosen.month)
        for m in months
    ]
    return [("Sekarang", address, not chosen.past), *ends] if ends else []


@blueprint.get("/penyelesaian/")
@requires(Permission.VIEW_COMPLETION)
def completion() -> str:
    """Completion per OPD and module, now or at the end of a month, for the scope of the person."""
    standard = materials.current_standard()
    if standard is None:
        return render_template("reports/completion_empty.html")
    chosen = _chosen(standard)
    table = queries.completion(standard, chosen.at, current_scope(), past=chosen.past)
    total, lagging = table.total, table.lagging()
    return render_template(
        "reports/completion.html",
        at=chosen.at,
        chosen=chosen,
        periods=_periods(standard, chosen),
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
        opens_overview=current_person().may(Permission.VIEW_COMPREHENSION),
    )


@blueprint.get("/penyelesaian/rincian/")
@requires(Permission.VIEW_COMPLETION)
def completion_detail() -> str:
    """One percentage of the table opened: persons by rule, and when it was recorded; never a name."""
    standard = materials.current_standard()
    if standard is None:
        return render_template("reports/completion_empty.html")
    code, slug = request.args.get("opd") or None, request.args.get("modul") or None
    chosen = _chosen(standard)
    found = queries.completion_detail(
        standard, chosen.at, current_scope(), code=code, slug=slug, past=chosen.past
    )
    if found is None:
        raise NotFound("Angka ini tidak ada dalam tabel penyelesaian. Buka lagi dari tabelnya.")
    return render_template(
        "reports/completion_detail.html",
        at=chosen.at,
        chosen=chosen,
        standard=standard,
        code=code,
        detail=found,
        rule=_module_rule(slug, standard),
        headline=detail_headline(found),
        tabs=_detail_tabs(code, slug, standard, chosen),
        chart=bar([("paham", found.completed), ("tahu", found.running), ("ukur", found.not_begun)]),
        opens_opd=code is not None and current_person().may(Permission.VIEW_OPD_STAFF),
    )


def _detail_tabs(
    code: str | None, slug: str | None, standard: Standard, chosen: Chosen
) -> list[tuple[str, str, bool]]:
    """The same group of people under each column of the table."""
    wanted = [("Semua modul", None), *((f"M{n}", each) for n, each in enumerate(standard.module_slugs, 1))]
    return [
        (words, url_for("reports.completion_detail", opd=code, modul=each, **chosen.address), each == slug)
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
    (rows, _), name = _completion()
    return download(as_csv(rows), CSV, f"{name}.csv")


@blueprint.get("/penyelesaian.xlsx")
@blueprint.get("/penyelesaian/.xlsx")
@requires(Permission.VIEW_COMPLETION)
def completion_xlsx() -> Response:
    """The same rows as a workbook."""
    sheets, name = _completion()
    return download(as_xlsx(*sheets), XLSX, f"{name}.xlsx")


def _completion() -> tuple[tuple[Sheet, Sheet], str]:
    """The rows and what their columns mean, and the name of the file."""
    standard = materials.current_standard()
    if standard is None:
        raise NotFound(NO_REPORT)
    chosen = _chosen(standard)
    table = queries.completion(standard, chosen.at, current_scope(), past=chosen.past)
    sheets = completion_format.as_sheet(table, standard, chosen.at), completion_format.as_definitions(table)
    return sheets, f"penyelesaian-spbe-{local_day(chosen.at)}"
