"""Our questions as GIFT, Moodle XML and QTI 1.2, each with what the target cannot hold."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from markdown import markdown

from app.materials.exchange.understood import Understood
from app.materials.rules.draft import ChoiceDraft, QuestionDraft, QuestionsDraft
from app.materials.rules.number import read_number
from app.materials.rules.quiz import QuestionType

INNER = re.compile(r"\[([^\]]*)\]\((?:modul|istilah):[^)]*\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
ESCAPE = re.compile(r"([\\~=#{}:])")
Losses = Understood


def as_gift(draft: QuestionsDraft, found: Losses) -> str:
    """GIFT with Markdown texts; an order has no place in it."""
    parts = []
    for question in _portable(draft, found):
        if question.type is QuestionType.URUTAN:
            found.lose(question.line, "urutan", "GIFT tidak mengenal soal urutan; soal ini tidak ikut.")
            continue
        general = _gift(question.explanation.text if question.explanation else "")
        tail = f"\n####{general}" if general else ""
        stem = _gift(_asked(question))
        head = f"// [id:{question.key}]\n::{question.key}::[markdown]{stem}"
        parts.append(f"{head} {{{_gift_answers(question)}{tail}\n}}\n")
    return "\n".join(parts)


def _gift(text: str) -> str:
    """One line: an empty line would end the question."""
    return ESCAPE.sub(r"\\\1", text).replace("\n", "\\n")


def _gift_answers(question: QuestionDraft) -> str:
    if question.type is QuestionType.ANGKA:
        lines = [
            f"={_point(choice.text)}:{_point(question.tolerance)}{_gift_remark(choice)}"
            for choice in question.choices
            if choice.correct
        ]
        return "#\n" + "\n".join(lines)
    if question.type is QuestionType.JODOH:
        return "".join(f"\n={_gift(each.left or '')} -> {_gift(each.text)}" for each in question.choices)
    if question.type is QuestionType.ISIAN:
        return "".join(
            f"\n={_gift(each.text)}{_gift_remark(each)}" for each in question.choices if each.correct
        )
    shares = _shares(question)
    signs = ["=" if share == 100 else f"~%{share:g}%" if share else "~" for share in shares]
    return "".join(
        f"\n{sign}{_gift(each.text)}{_gift_remark(each)}"
        for sign, each in zip(signs, question.choices, strict=True)
    )


def _gift_remark(choice: ChoiceDraft) -> str:
    return f"#{_gift(choice.feedback.text)}" if choice.feedback else ""


def _shares(question: QuestionDraft) -> list[float]:
    """Per cent that each option brings: right ones share 100, in `ganda` wrong ones take as much again."""
    if question.type is QuestionType.TUNGGAL:
        return [100.0 * each.correct for each in question.choices]
    right = sum(each.correct for each in question.choices)
    wrong = len(question.choices) - right
    return [round(100 / right if each.correct else -100 / wrong, 5) for each in question.choices]


def as_moodle_xml(draft: QuestionsDraft, found: Losses) -> str:
    """Moodle XML with Markdown texts; orders as Moodle's own `ordering`."""
    root = Element("quiz")
    kinds = {
        QuestionType.TUNGGAL: "multichoice",
        QuestionType.GANDA: "multichoice",
        QuestionType.URUTAN: "ordering",
        QuestionType.JODOH: "matching",
        QuestionType.ISIAN: "shortanswer",
        QuestionType.ANGKA: "numerical",
    }
    for question in _portable(draft, found):
        if question.type is None:
            continue
        node = SubElement(root, "question", type=kinds[question.type])
        _text(SubElement(node, "name"), question.key)
        _text(SubElement(node, "questiontext", format="markdown"), _asked(question))
        explanation = question.explanation.text if question.explanation else ""
        _text(SubElement(node, "generalfeedback", format="markdown"), explanation)
        SubElement(node, "defaultgrade").text = str(question.weight)
        SubElement(node, "idnumber").text = question.key
        _moodle_answers(node, question)
    return _document(root)


def _moodle_answers(node: Element, question: QuestionDraft) -> None:
    shuffled = "false" if question.fixed_order else "true"
    if question.type in {QuestionType.TUNGGAL, QuestionType.GANDA, QuestionType.JODOH}:
        SubElement(node, "shuffleanswers").text = shuffled
    if question.type is QuestionType.JODOH:
        for choice in question.choices:
            pair = SubElement(node, "subquestion", format="markdown")
            _text(pair, choice.left or "")
            _text(SubElement(pair, "answer"), choice.text)
        return
    if question.type in {QuestionType.TUNGGAL, QuestionType.GANDA}:
        SubElement(node, "single").text = "true" if question.type is QuestionType.TUNGGAL else "false"
    if question.type is QuestionType.ISIAN:
        SubElement(node, "usecase").text = "0"
    choosing = question.type in {QuestionType.TUNGGAL, QuestionType.GANDA}
    shares = _shares(question) if choosing else [100.0 * each.correct for each in question.choices]
    for choice, share in zip(question.choices, shares, strict=True):
        plain = question.type in {QuestionType.ISIAN, QuestionType.ANGKA}
        answer = SubElement(
            node, "answer", fraction=f"{share:g}", format="moodle_auto_format" if plain else "markdown"
        )
        _text(answer, _point(choice.text) if question.type is QuestionType.ANGKA else choice.text)
        if choice.feedback:
            _text(SubElement(answer, "feedback", format="markdown"), choice.feedback.text)
        if question.type is QuestionType.ANGKA:
            SubElement(answer, "tolerance").text = _point(question.tolerance)


def as_qti12(draft: QuestionsDraft, found: Losses) -> str:
    """QTI 1.2 as learning platforms read it, with HTML texts; an order has no place in it."""
    root = Element("questestinterop")
    assessment = SubElement(root, "assessment", ident=draft.address.slug, title=draft.title)
    section = SubElement(assessment, "section", ident="root_section")
    writers: dict[QuestionType | None, Callable[[Element, Element, QuestionDraft], None]] = {
        QuestionType.TUNGGAL: _qti_choosing,
        QuestionType.GANDA: _qti_choosing,
        QuestionType.JODOH: _qti_pairs,
        QuestionType.ISIAN: _qti_words,
        QuestionType.ANGKA: _qti_number,
    }
    for question in _portable(draft, found):
        if question.type not in writers:
            found.lose(question.line, "urutan", "QTI 1.2 tidak mengenal soal urutan; soal ini tidak ikut.")
            continue
        item = SubElement(section, "item", ident=question.key, title=question.key)
        _qti_kind(item, question)
        presentation = SubElement(item, "presentation")
        _material(presentation, _asked(question))
        processing = SubElement(item, "resprocessing")
        outcomes = SubElement(processing, "outcomes")
        SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
        writers[question.type](presentation, processing, question)
        if question.explanation:
            shown = SubElement(SubElement(processing, "respcondition"), "conditionvar")
            SubElement(shown, "other")
            _feedback(item, "general_fb", question.explanation.text)
        for number, choice in enumerate(question.choices):
            if choice.feedback and question.type is not QuestionType.JODOH:
                _feedback(item, f"p{number}_fb", choice.feedback.text)
    return _document(root)


def _qti_kind(item: Element, question: QuestionDraft) -> None:
    kinds = {
        QuestionType.TUNGGAL: "multiple_choice_question",
        QuestionType.GANDA: "multiple_answers_question",
        QuestionType.JODOH: "matching_question",
        QuestionType.ISIAN: "short_answer_question",
        QuestionType.ANGKA: "numerical_question",
    }
    assert question.type is not None
    fields = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", kinds[question.type]), ("points_possible", str(question.weight))):
        field = SubElement(fields, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _condition(processing: Element, points: float | None) -> tuple[Element, Element]:
    """(condition, its variables); the points are set when it holds."""
    condition = SubElement(processing, "respcondition")
    variables = SubElement(condition, "conditionvar")
    if points is not None:
        SubElement(condition, "setvar", action="Set", varname="SCORE").text = f"{points:g}"
    return condition, variables


def _qti_choosing(presentation: Element, processing: Element, question: QuestionDraft) -> None:
    several = question.type is QuestionType.GANDA
    response = SubElement(
        presentation, "response_lid", ident="response1", rcardinality="Multiple" if several else "Single"
    )
    labels = SubElement(response, "render_choice", shuffle="No" if question.fixed_order else "Yes")
    for number, choice in enumerate(question.choices):
        _material(SubElement(labels, "response_label", ident=f"p{number}"), choice.text)
    for number, choice in enumerate(question.choices):
        if choice.feedback:
            condition, variables = _condition(processing, None)
            SubElement(variables, "varequal", respident="response1").text = f"p{number}"
            SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"p{number}_fb")
    _, variables = _condition(processing, 100)
    every = SubElement(variables, "and") if several else variables
    for number, choice in enumerate(question.choices):
        if choice.correct or several:
            place = every if choice.correct else SubElement(every, "not")
            SubElement(place, "varequal", respident="response1").text = f"p{number}"


def _qti_pairs(presentation: Element, processing: Element, question: QuestionDraft) -> None:
    pairs = [(number, each) for number, each in enumerate(question.choices) if each.left]
    for number, choice in pairs:
        response = SubElement(presentation, "response_lid", ident=f"response_{number}")
        _material(response, choice.left or "")
        labels = SubElement(response, "render_choice")
        for place, right in enumerate(question.choices):
            _material(SubElement(labels, "response_label", ident=f"p{place}"), right.text)
        _, variables = _condition(processing, round(100 / len(pairs), 5))
        SubElement(variables, "varequal", respident=f"response_{number}").text = f"p{number}"


def _qti_words(presentation: Element, processing: Element, question: QuestionDraft) -> None:
    SubElement(
        SubElement(presentation, "response_str", ident="response1", rcardinality="Single"), "render_fib"
    )
    for number, choice in enumerate(question.choices):
        condition, variables = _condition(processing, 100 if choice.correct else None)
        SubElement(variables, "varequal", respident="response1").text = choice.text
        if choice.feedback:
            SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"p{number}_fb")


def _qti_number(presentation: Element, processing: Element, question: QuestionDraft) -> None:
    field = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    SubElement(field, "render_fib", fibtype="Decimal")
    for choice in question.choices:
        if choice.correct:
            _, variables = _condition(processing, 100)
            either = SubElement(variables, "or")
            SubElement(either, "varequal", respident="response1").text = _point(choice.text)
            between, value = SubElement(either, "and"), read_number(choice.text) or Decimal(0)
            SubElement(between, "vargte", respident="response1").text = _point(value - question.tolerance)
            SubElement(between, "varlte", respident="response1").text = _point(value + question.tolerance)


def _feedback(item: Element, ident: str, text: str) -> None:
    _material(SubElement(SubElement(item, "itemfeedback", ident=ident), "flow_mat"), text)


def _material(parent: Element, text: str) -> None:
    SubElement(SubElement(parent, "material"), "mattext", texttype="text/html").text = _html(text)


def _html(text: str) -> str:
    """HTML of our Markdown; raw HTML in it stays text, as with us."""
    made = str(markdown(html.escape(text, quote=False).replace("&gt; ", "> "), extensions=["tables"]))
    single = re.fullmatch(r"<p>(.*)</p>", made, re.DOTALL)
    return single[1] if single and "<p>" not in single[1] else made


def _text(node: Element, text: str) -> None:
    SubElement(node, "text").text = text


def _document(root: Element) -> str:
    indent(root)
    memory = BytesIO()
    ElementTree(root).write(memory, encoding="utf-8", xml_declaration=True)
    return memory.getvalue().decode() + "\n"


def _point(value: "str | Decimal") -> str:
    """A number with a point."""
    found = read_number(value) if isinstance(value, str) else value
    return f"{found:f}" if found is not None else str(value)


def _asked(question: QuestionDraft) -> str:
    return "\n\n".join(filter(None, (question.stem, question.body.text)))


def _portable(draft: QuestionsDraft, found: Losses) -> list[QuestionDraft]:
    """The questions with texts that mean something elsewhere; whatever is left behind is named."""
    if draft.groups:
        found.lose(draft.groups[0].line, "kelompok", "Kelompok, bentuk, dan jumlah yang diambil tidak ikut.")
    return [_plain(question, found) for question in draft.questions]


def _plain(question: QuestionDraft, found: Losses) -> QuestionDraft:
    line = question.line
    if question.diagnostic or any(each.salah_kaprah for each in question.choices):
        found.lose(line, "salah kaprah", "Kode salah kaprah tidak dikenal format tujuan.")
    if question.replaces:
        found.lose(line, "menggantikan", "Hubungan dengan soal yang digantikan tidak ikut.")
    foreseen = question.type in {QuestionType.ISIAN, QuestionType.ANGKA}
    if foreseen and any(not each.correct for each in question.choices):
        found.lose(
            line,
            "jawaban salah",
            "Jawaban salah yang diperkirakan hanya ikut bila format tujuan mengenalnya.",
        )

    def words(text: str) -> str:
        if INNER.search(text):
            found.lose(line, "tautan", "Tautan ke modul dan istilah tidak ikut; tulisannya tetap.")
        if PICTURE.search(text):
            found.lose(line, "gambar", "Gambar tidak ikut; keterangannya tetap.")
        return INNER.sub(r"\1", PICTURE.sub(r"[\1]", text))

    choices = tuple(
        replace(
            each,
            text=words(each.text),
            left=words(each.left) if each.left else each.left,
            feedback=replace(each.feedback, text=words(each.feedback.text)) if each.feedback else None,
        )
        for each in question.choices
    )
    return replace(
        question,
        stem=words(question.stem),
        body=replace(question.body, text=words(question.body.text)),
        explanation=replace(question.explanation, text=words(question.explanation.text))
        if question.explanation
        else None,
        choices=choices,
    )


WRITERS: dict[str, Callable[[QuestionsDraft, Losses], str]] = {
    "gift": as_gift,
    "moodle-xml": as_moodle_xml,
    "qti12": as_qti12,
}
