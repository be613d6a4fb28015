"""The bank of items: looking for them, what is asked too seldom, and acts that prepare a text."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.materials import exchange, parsing, services
from app.materials import queries as materials
from app.materials.rules import QuestionsDraft
from app.materials.rules.revision import item_block, with_successor, without_item
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.studio.forms import DocumentForm
from app.studio.queries.bank import bank, bank_item, coverage, question_documents, with_figures
from app.studio.queries.editing import Edited
from app.studio.rules import MARKS, search_words
from app.studio.rules.bank import FACILITIES, KIND_WORDS, MARK_CODES, Asked, BankItem
from app.studio.views.blueprint import blueprint
from app.studio.views.documents import edited_or_404, editor

PAGE_SIZE = 25
COPY, RETIRE, REPLACE = "salin", "tarik", "ganti"


@blueprint.get("/bank/")
@requires(Permission.AUTHOR)
def item_bank() -> str:
    """Every published item that the filter lets through."""
    asked = _asked()
    items = bank(asked)
    text = request.args.get("halaman", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    count = max(1, -(-len(items) // PAGE_SIZE))
    if not 1 <= number <= count:
        raise NotFound
    shown = items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "studio/bank.html",
        asked=asked,
        items=shown if asked.needs_analysis else with_figures(shown),
        total=len(items),
        number=number,
        count=count,
        beliefs=[(entry.code, entry.title) for entry in materials.salah_kaprah_catalogue()],
        sets=[(state.path, state.title) for state in question_documents()],
        marks=[(word, word) for word, _ in MARKS.values()],
        facilities=[(band, words) for band, (words, _, _) in FACILITIES.items()],
        kinds=KIND_WORDS,
    )


@blueprint.get("/bank/cakupan/")
@requires(Permission.AUTHOR)
def item_coverage() -> str:
    """Which misconception has how many items in which form, and which too few to diagnose."""
    return render_template("studio/coverage.html", coverage=coverage())


@blueprint.get("/bank/butir/<path:path>/<key>/")
@requires(Permission.AUTHOR)
def item(path: str, key: str) -> str:
    """One item with key, beliefs and figures, its Markdown, and what may be done with it."""
    found = _item(path, key)
    source = materials.source(found.state.version_id)
    text = source.text if source else ""
    draft = _draft(text, path)
    return render_template(
        "studio/bank_item.html",
        item=found,
        question=found.question,
        block=item_block(text, draft, key) if draft else "",
        beliefs={code: title for code, title in found.beliefs},  # noqa: C416 (rows are typed tuples)
        sets=[(state.path, state.title) for state in question_documents() if state.path != path],
        kinds=KIND_WORDS,
    )


@blueprint.post("/bank/butir/<path:path>/<key>/")
@requires(Permission.AUTHOR)
def change_item(path: str, key: str) -> str | Response:
    """Prepare the text of what was asked for and open it in the editor; nothing is published or saved."""
    found = _item(path, key)
    act = request.form.get("aksi")
    if act == COPY:
        return _copied(found, request.form.get("tujuan", ""))
    edited = edited_or_404(path)
    draft = _draft(edited.text, path)
    if act == RETIRE and draft is not None:
        return _prepared(edited, without_item(edited.text, draft, key), f"Menarik soal {key}", found)
    if act == REPLACE and draft is not None:
        answer = with_successor(edited.text, draft, key)
        return _prepared(edited, answer[0] if answer else None, f"Mengganti soal {key}", found)
    raise NotFound


def _copied(found: BankItem, target: str) -> str | Response:
    if target not in {state.path for state in question_documents()}:
        flash("Pilih dahulu kuis atau tes yang menerima salinannya.", "off")
        return _back(found)
    source = materials.source(found.state.version_id)
    draft = _draft(source.text, found.state.path) if source else None
    block = item_block(source.text, draft, found.question.key) if source and draft else None
    edited = edited_or_404(target)
    if block:
        homes = {"of": found.state.slug, "to": edited.address.slug}
        block = services.copy_pictures(block, **homes, by=current_person().id, at=now())
    text = exchange.appended(edited.text, [block]) if block else None
    return _prepared(edited, text, f"Menyalin soal {found.question.key} dari {found.state.title}", found)


def _prepared(edited: Edited, text: str | None, note: str, found: BankItem) -> str | Response:
    """The editor with the new text and its problems; a draft may have lost the item already."""
    if text is None:
        flash("Soal ini tidak ada lagi dalam draf Anda. Periksa drafnya dahulu.", "off")
        return _back(found)
    form = DocumentForm(formdata=None, expected=edited.base or 0, note=note[:200])
    return editor(edited, form, text, services.preview_source(edited.path, text, at=now()))


def _back(found: BankItem) -> Response:
    return redirect(url_for("studio.item", path=found.state.path, key=found.question.key), code=303)


def _item(path: str, key: str) -> BankItem:
    found = bank_item(path, key)
    if found is None:
        raise NotFound
    return found


def _draft(text: str, path: str) -> QuestionsDraft | None:
    draft = parsing.parse_document(text, path)
    return draft if isinstance(draft, QuestionsDraft) else None


def _asked() -> Asked:
    args = request.args
    return Asked(
        words=search_words(args.get("q", "")),
        belief=args.get("sk", "")[:80],
        path=args.get("set", "")[:300],
        verdict=MARK_CODES.get(args.get("nilai", "")),
        facility=args.get("benar", "") if args.get("benar") in FACILITIES else "",
        hardest_first=args.get("urut") == "sulit",
    )
