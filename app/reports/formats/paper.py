"""The Sekda's page as data for paper: the rows, sentences and drawings of the web page and no others."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.comprehension.rules import DisplayRow
from app.reports.overview import Overview, RowView
from app.reports.rules.definitions import Definition
from app.reports.rules.sentences import number
from app.web.charts import BAR_HEIGHT, WIDTH

FILLS = {"paham": "#0b4f8a", "tahu": "#cdcac4", "sk": "#d55e00", "sub": "#55606b", "rule": "#d5dbe0"}
LINES = {"rule": "#d5dbe0", "line": "#7c8791", "paham": "#0b4f8a", "sk": "#d55e00"}
INK, FAINT = "#1b1f24", "#55606b"
STYLE = "\n".join(
    [
        f'text {{ font-family: "Libertinus Serif"; fill: {INK}; }}',
        *(f".{name}-f {{ fill: {colour}; }}" for name, colour in FILLS.items()),
        *(f".{name}-l {{ stroke: {colour}; fill: none; }}" for name, colour in LINES.items()),
        f".target-l {{ stroke: {INK}; stroke-width: 1.6; stroke-dasharray: 4 3; fill: none; }}",
        f".t2 {{ fill: {FAINT}; }} .tsk {{ fill: #a84300; }} .tp {{ fill: {FILLS['paham']}; }}",
        ".tb, .tsk, .tp { font-weight: 700; } .faint { opacity: .35; } .faint-t { opacity: .5; }",
    ]
)
"""The classes of the drawings, in the colours of the light theme."""


def _hatch(name: str, gap: int, back: str, line: str, weight: float) -> str:
    size = f'width="{gap}" height="{gap}"'
    turned = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    lines = f'<rect {size} fill="{back}"/><rect width="{weight}" height="{gap}" fill="{line}"/>'
    return f'<pattern id="{name}" {size} {turned}>{lines}</pattern>'


HATCHES = _hatch("hs", 5, "#d55e00", "#6e2e00", 1.6) + _hatch("hu", 4, "#fff", "#848e98", 0.8)
LEGEND = (
    ("paham", "terbukti paham"),
    ("ukur", "belum diukur"),
    ("tahu", "belum tahu"),
    ("salah", "salah kaprah inti"),
)
TREND_HEIGHT = "200"
Draw = Callable[[str, object, str], str]


def as_paper(page: Overview, *, kicker: str, footer: str, draw: Draw) -> dict[str, Any]:
    """What `ringkasan.typ` prints; `draw` gives the SVG of a chart macro by name."""
    return {
        "title": f"Ringkasan pemahaman SPBE, {page.day}",
        "kicker": kicker,
        "footer": footer,
        "headline": page.headline,
        "lead": page.lead,
        "numbers": _numbers(page),
        "requests": list(page.requests),
        "drawings": _drawings(page, draw),
        "legend": [list(each) for each in LEGEND],
        "beliefs": [_belief(page, place) for place in range(len(page.beliefs))],
        "groups": _groups(page),
        "notes": list(page.notes),
        "definitions": _definitions(page),
    }


def _belief(page: Overview, place: int) -> str:
    return "Salah kaprah inti" if place == 0 and page.picture.core else page.beliefs[place].title


def _numbers(page: Overview) -> list[dict[str, str]]:
    province, row = page.province, page.province.row
    if not row.shows_comprehension:
        note = f"{number(row.measured)} dari {number(row.obliged)} orang"
        return [{"value": page.coverage, "words": "pegawai wajib sudah diukur", "note": note}]
    paham = f"{number(row.paham or 0)} dari {number(row.obliged)} orang. Sasaran {page.target}."
    core = "jumlahnya ditutup"
    if row.core.holders is not None:
        core = f"{number(row.core.holders)} orang, rentang 95%: {province.core_interval}"
    measured = f"{number(row.measured)} orang; {number(row.unmeasured)} belum diukur"
    return [
        {"value": province.share, "words": "pegawai wajib terbukti paham", "note": paham},
        {"value": f"= {page.coverage}", "words": "sudah diukur", "note": measured},
        {
            "value": f"× {province.of_measured}",
            "words": "paham, di antara yang diukur",
            "note": f"rentang 95%: {province.interval}",
        },
        {"value": row.core.text, "words": "memegang salah kaprah inti, dari yang diukur", "note": core},
    ]


def _drawings(page: Overview, draw: Draw) -> list[dict[str, Any]]:
    way = page.progress
    slope = _svg(draw("slope", way.slope, way.slope_words), way.slope.height) if way.slope else None
    found = [_drawing(way.slope_title, way.slope_note, slope, way.slope_words)]
    if way.cured:
        bar = _svg(draw("bar", way.cured.bar, way.cured.sentence), str(BAR_HEIGHT))
        note = f"{way.cured.former} orang memegang salah kaprah inti pada tes awal. Pada tes akhir:"
        parts = "; ".join(f"{part.count} orang ({part.share}) {part.words}" for part in way.cured.parts)
        newcomers = f"{way.cured.new} {way.cured.new_words}".strip()
        found.append(
            _drawing("Siapa yang sembuh?", note, bar, way.cured.sentence, below=f"{parts}. {newcomers}")
        )
    trend = _svg(draw("trend", way.trend, way.trend_words), TREND_HEIGHT)
    note = "% dari pegawai wajib se-provinsi, akhir bulan, sebagaimana terbit"
    return [*found, _drawing(f"Terbukti paham, {way.year}", note, trend, way.trend_words)]


def _drawing(title: str, note: str, svg: str | None, words: str, *, below: str = "") -> dict[str, Any]:
    """One drawing under its title; what follows `below` it makes it a strip, else it is tall."""
    return {"title": title, "note": note, "svg": svg, "words": words, "below": below, "tall": not below}


def _svg(drawing: str, height: str) -> str:
    """A drawing of the page as a file of its own: with its colours, its hatches and its size."""
    _, _, inside = drawing.partition(">")
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}><style>{STYLE}</style><defs>{HATCHES}</defs>{inside}'
    )


def _groups(page: Overview) -> list[dict[str, Any]]:
    groups = [(group.name, group.reason, group.rows) for group in page.groups]
    if page.others:
        reason = "Digabung atau ditutup agar tidak ada orang yang dapat dikenali."
        groups.append(("Kelompok kecil", reason, page.others))
    return [
        {
            "name": f"{name}: {len(rows)} OPD" if rows is not page.others else name,
            "reason": reason,
            "rows": [_row(view) for view in rows],
        }
        for name, reason, rows in groups
    ]


def _row(view: RowView) -> dict[str, Any]:
    return {
        "name": view.name,
        "obliged": number(view.row.obliged),
        "participation": view.participation,
        "pieces": _pieces(view),
        "target": view.bar.target if view.bar else "0%",
        "share": view.share,
        "dot": None if view.dot is None else asdict(view.dot),
        "measured": view.of_measured,
        "interval": view.interval,
        "heat": [{"text": each.text, "step": each.step} for each in view.heat],
    }


def _pieces(view: RowView) -> list[dict[str, str]] | None:
    if view.bar is None:
        return None
    return [{"fill": piece.fill, "x": piece.x, "width": piece.width} for piece in view.bar.pieces]


def _definitions(page: Overview) -> list[dict[str, str]]:
    means, row = page.means, page.province.row
    found = {"Sudah diukur": means.coverage}
    if row.shows_comprehension:
        found = {"Terbukti paham": means.proven, **found, "Paham, dari yang diukur": means.of_measured}
        found["Salah kaprah inti"] = means.core
    return [*(_definition(name, each) for name, each in found.items()), _suppressed(page, row)]


def _definition(name: str, found: Definition) -> dict[str, str]:
    return {"name": name, "meaning": found.meaning, "counted": found.counted, "policy": found.policy}


def _suppressed(page: Overview, row: DisplayRow) -> dict[str, str]:
    waiting = f"{number(row.in_grace)} dalam masa tenggang, {number(row.exempt)} dikecualikan."
    return {
        "name": "Kelompok kecil",
        "meaning": f"Kurang dari {page.picture.policy.n_min} orang terukur digabung; "
        "sel dengan kurang dari 3 orang ditulis “≤” atau “≥”; “—” ditutup.",
        "counted": f"Di luar hitungan: {waiting}",
        "policy": f"Aturan {page.picture.rules}.",
    }
