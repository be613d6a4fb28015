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

group = AppGroup("quiz", help="Percobaan, hasil, dan ringkasannya.")


@group.command("standings")
@click.option("--rebuild", is_flag=True, help="Hitung ulang ringkasan dari hasil.")
def standings(rebuild: bool) -> None:
    """Compare the summary with the results it was made from; exit 1 when they differ."""
    if rebuild:
        with transaction():
            click.echo(f"{services.rebuild_standings()} baris ringkasan dihitung ulang.")
    differences = services.standing_differences()
    click.echo(f"{differences} baris ringkasan berbeda dari hasil.")
    if differences:
        sys.exit(1)


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
