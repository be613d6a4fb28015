"""`flask quiz …`: prove that the summary agrees with the results, and mark results again."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup

from app.clock import now
from app.db import transaction
from app.errors import DomainError, NotFound
from app.quiz import queries, services
from app.quiz.rules import Impact
from app.quiz.rules.standing import CellDifference, StandingProof

group = AppGroup("quiz", help="Percobaan, hasil, dan ringkasannya.")
SHOWN = 20


@group.command("standings")
@click.option("--rebuild", is_flag=True, help="Hitung ulang ringkasan dari hasil.")
@click.option("--json", "as_json", is_flag=True, help="Jawaban untuk mesin.")
def standings(rebuild: bool, as_json: bool) -> None:
    """Compare every cell of the summary with the results it was made from; exit 1 when one differs."""
    rebuilt = None
    if rebuild:
        with transaction():
            rebuilt = services.rebuild_standings()
    proof = queries.standing_proof()
    click.echo(
        json.dumps(_proof(proof, rebuilt), ensure_ascii=False) if as_json else _proof_words(proof, rebuilt)
    )
    if proof.differences:
        sys.exit(1)


def _proof(proof: StandingProof, rebuilt: int | None) -> dict[str, object]:
    return {
        "dihitung_ulang": rebuilt,
        "baris": proof.rows,
        "sel": proof.cells,
        "baris_berbeda": proof.rows_differing,
        "sel_berbeda": len(proof.differences),
        "berbeda": [_difference(each) for each in proof.differences[:SHOWN]],
    }


def _difference(cell: CellDifference) -> dict[str, object]:
    person_id, standard, day = cell.key
    return {
        "orang": person_id,
        "standar": standard,
        "hari": day.isoformat(),
        "sel": cell.cell,
        "dari_hasil": _written(cell.expected),
        "tersimpan": _written(cell.kept),
    }


def _written(value: object) -> object:
    return value if value is None or isinstance(value, int) else str(value)


def _proof_words(proof: StandingProof, rebuilt: int | None) -> str:
    lines = [] if rebuilt is None else [f"{rebuilt} baris ringkasan dihitung ulang."]
    lines.append(
        f"{proof.rows} baris, {proof.cells} sel dibandingkan dengan hasil: "
        f"{proof.rows_differing} baris dan {len(proof.differences)} sel berbeda."
    )
    lines += [
        "orang {orang}, {standar}, {hari}, {sel}: tersimpan {tersimpan}, dari hasil {dari_hasil}".format(
            **each
        )
        for each in map(_difference, proof.differences[:SHOWN])
    ]
    if proof.differences:
        lines.append("Perbaiki dengan: flask quiz standings --rebuild")
    return "\n".join(lines)


@group.command("invalidate")
@click.argument("attempt")
@click.option("--reason", required=True, help="Alasannya; peserta dan audit membacanya.")
def invalidate(attempt: str, reason: str) -> None:
    """Set one sent attempt aside, by the id in its address; the one before it counts again."""
    try:
        with transaction():
            services.invalidate(public_id=attempt, reason=reason, by=None, at=now())
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    click.echo("Percobaan dibatalkan. Percobaan sah sebelumnya, bila ada, kembali dihitung.")


@group.command("remark")
@click.argument("slug")
@click.option("--apply", "apply_now", is_flag=True, help="Terapkan; tanpa ini hanya diperiksa.")
@click.option("--undo", "undo_id", type=int, help="Batalkan penilaian ulang dengan nomor ini.")
@click.option("--reason", default="", help="Alasannya; wajib untuk --apply dan --undo.")
@click.option("--json", "as_json", is_flag=True, help="Jawaban untuk mesin.")
def remark(slug: str, apply_now: bool, undo_id: int | None, reason: str, as_json: bool) -> None:
    """Mark the results of older versions of a quiz by its present keys: a preview unless told to apply."""
    try:
        with transaction():
            answer = _remark(slug, apply_now=apply_now, undo_id=undo_id, reason=reason)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _remark_words(answer))


def _remark(slug: str, *, apply_now: bool, undo_id: int | None, reason: str) -> dict[str, object]:
    if undo_id is not None:
        line = queries.remark(undo_id)
        if line is None or line.slug != slug:
            raise NotFound(f"Penilaian ulang nomor {undo_id} tidak ada pada {slug}.")
        services.undo_remark(remark_id=undo_id, reason=reason, by=None, at=now())
        return {"kuis": slug, "dibatalkan": undo_id}
    plan = queries.remark_plan(slug)
    if plan is None:
        raise NotFound(f"Kuis atau tes {slug} tidak ada.")
    answer: dict[str, object] = {
        "kuis": slug,
        "versi": plan.question_set.number,
        "soal": [each.now.key for each in plan.corrections],
        "tetap": [{"soal": each.key, "sebab": each.why.value} for each in plan.left],
        **_impact(plan.impact),
        "selesai_baru": len(queries.would_complete(plan)),
        "masih_dikerjakan": plan.open_attempts,
        "diterapkan": None,
    }
    if apply_now and plan.changes:
        answer["diterapkan"] = services.apply_remark(
            slug=slug, digest=plan.digest, reason=reason, by=None, at=now()
        )
    return answer


def _impact(impact: Impact) -> dict[str, object]:
    names = {"results": "hasil", "up": "naik", "down": "turun", "gained": "lulus_baru", "kept": "lulus_tetap"}
    return {names[name]: count for name, count in asdict(impact).items()}


def _remark_words(answer: dict[str, object]) -> str:
    if "dibatalkan" in answer:
        return f"Penilaian ulang nomor {answer['dibatalkan']} dibatalkan. Nilai kembali seperti semula."
    counts = f"{answer['hasil']} hasil, {answer['naik']} naik, {answer['turun']} turun."
    if not answer["hasil"]:
        return "Tidak ada hasil yang perlu dinilai ulang."
    if answer["diterapkan"] is None:
        return f"{counts} Belum ada yang diubah; jalankan lagi dengan --apply --reason."
    return f"{counts} Diterapkan sebagai penilaian ulang nomor {answer['diterapkan']}."
