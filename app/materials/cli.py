"""`flask content check|publish|import`: what trainers and scripts run on files."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from app.clock import now
from app.db import transaction
from app.errors import DomainError, NotFound
from app.materials import exchange, services
from app.materials.rules import ChangeKind, Level, Outcome, Problem, Result

group = AppGroup("content", help="Materi: periksa dan terbitkan.")
FOLDER = click.argument("folder", default="content", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Jawaban untuk mesin.")
WORDS = {
    Result.TERBIT: "diterbitkan",
    Result.TETAP: "tidak berubah",
    Result.DITOLAK: "ditolak",
    Result.BENTROK: "bentrok",
}


@group.command("check")
@FOLDER
@AS_JSON
def check(folder: Path, as_json: bool) -> None:
    """Periksa semua berkas; tidak mengubah apa pun."""
    problems = services.check_folder(folder, at=now())
    if as_json:
        _print_json({"problems": [_as_json(problem) for problem in problems]})
    else:
        _print(problems)
        click.echo(_summary(problems))
    _leave(problems)


@group.command("publish")
@FOLDER
@click.option("--jenis-perubahan", type=click.Choice([kind.value for kind in ChangeKind]), default="koreksi")
@click.option("--catatan", default="", help="Apa yang berubah, untuk riwayat.")
@click.option("--timpa", multiple=True, metavar="SLUG", help="Berkas ini menang atas versi studio.")
@AS_JSON
def publish(folder: Path, jenis_perubahan: str, catatan: str, timpa: tuple[str, ...], as_json: bool) -> None:
    """Periksa, lalu terbitkan yang berubah; berkas dengan galat tidak diterbitkan."""
    try:
        with transaction():
            outcomes = services.publish_folder(
                folder,
                by=None,
                at=now(),
                change_kind=ChangeKind(jenis_perubahan),
                note=catatan,
                overwrite=frozenset(timpa),
            )
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    if as_json:
        _print_json({"documents": [_outcome_as_json(outcome) for outcome in outcomes]})
    else:
        _print(problems)
        _print_outcomes(outcomes)
    _leave(problems)


@group.command("withdraw")
@click.argument("path")
def withdraw(path: str) -> None:
    """Tarik satu dokumen dari daftar; versi, penyelesaian, dan hasilnya tetap tersimpan."""
    try:
        with transaction():
            paths = services.withdraw(path, by=None)
    except NotFound:
        click.echo(f"{path} tidak sedang terbit, atau bukan modul, kuis, latihan, atau tes.", err=True)
        sys.exit(1)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    for gone in paths:
        click.echo(f"{gone}: ditarik")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "source", type=click.Choice(exchange.FORMATS), required=True)
@click.option("--to", "target", type=click.Path(path_type=Path), help="Berkas kuis.md yang akan ditulis.")
@AS_JSON
def take_in(file: Path, source: str, target: Path | None, as_json: bool) -> None:
    """Baca soal dari format lain; sebutkan yang tidak ikut. Tidak menerbitkan apa pun."""
    found = exchange.understand(file.read_bytes(), source)
    written = exchange.as_markdown(found, title=file.stem.replace("-", " ").replace("_", " "))
    if as_json:
        _print_json(dict(exchange.as_json(found)))
    else:
        for loss in found.losses:
            click.echo(f"{file.name}:{loss.line}: HILANG {loss.construct}. {loss.text}")
        for fault in found.errors:
            click.echo(f"{file.name}:{fault.line}: GALAT {fault.text}")
        count = len(found.questions)
        click.echo(f"{count} soal terbaca, {len(found.losses)} catatan, {len(found.errors)} galat.")
    if target is not None and found.questions:
        _write_new(target, written.encode())
    if found.errors:
        sys.exit(1)


@group.command("export")
@click.argument("quiz", required=False)
@click.option("--format", "target_format", type=click.Choice((*exchange.WRITERS, "md")))
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    help="Berkas atau folder tujuan; kuis tanpa ini dicetak.",
)
def give_out(quiz: str | None, target_format: str | None, target: Path | None) -> None:
    """Tulis satu kuis dalam format lain; atau, tanpa nama kuis, semua materi ke folder atau .zip."""
    if quiz is None:
        _give_all(target)
        return
    if target_format is None:
        raise click.UsageError("Sebutkan --format untuk satu kuis, misalnya --format gift.")
    found = services.exported(quiz, target_format)
    if found is None:
        click.echo(f"Kuis {quiz} tidak ditemukan. Tulis alamatnya, misalnya proses-bisnis-dulu.", err=True)
        sys.exit(1)
    for loss in found.losses:
        click.echo(f"{quiz}:{loss.line}: HILANG {loss.construct}. {loss.text}", err=True)
    if target is None:
        click.echo(found.text, nl=False)
    else:
        _write_new(target, found.text.encode())


def _give_all(target: Path | None) -> None:
    """Every published document with its pictures; a text that was never published is not written over."""
    if target is None:
        raise click.UsageError("Sebutkan --to, misalnya --to content atau --to materi.zip.")
    if target.suffix == ".zip":
        _write_new(target, services.content_archive())
        click.echo(f"{target} ditulis.")
        return
    written, left = services.write_content(target)
    for place in written:
        click.echo(f"{target / place}: ditulis")
    for place in left:
        click.echo(f"{target / place}: berisi teks yang belum pernah terbit, tidak ditimpa", err=True)
    click.echo(f"{len(written)} ditulis, {len(left)} tidak ditimpa.")
    if left:
        sys.exit(1)


def _write_new(target: Path, content: bytes) -> None:
    """What stands there already stays."""
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        click.echo(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain.", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{target} tidak dapat ditulis: {error.strerror}.", err=True)
        sys.exit(1)


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem))


def _print_outcomes(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.result is Result.TERBIT:
            click.echo(f"{outcome.path}: diterbitkan, versi {outcome.number}")
    counts = [f"{sum(o.result is result for o in outcomes)} {words}" for result, words in WORDS.items()]
    click.echo(", ".join(counts) + ".")


def _summary(problems: Sequence[Problem]) -> str:
    faults = sum(problem.level is Level.GALAT for problem in problems)
    return f"{faults} galat, {len(problems) - faults} peringatan."


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "level": problem.level.value,
        "code": problem.code.value,
        "sentence": problem.sentence,
    }


def _outcome_as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "path": outcome.path,
        "result": outcome.result.value,
        "number": outcome.number,
        "problems": [_as_json(problem) for problem in outcome.problems],
    }


def _print_json(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _leave(problems: Sequence[Problem]) -> None:
    if any(problem.level is Level.GALAT for problem in problems):
        sys.exit(1)
