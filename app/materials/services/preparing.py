"""From a draft to what will be stored: what it shows of others, and its HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.db import refuse_while_writing
from app.materials.checks.links import anchors_of
from app.materials.rendering import (
    TOO_SLOW,
    Context,
    Law,
    Mode,
    Piece,
    Rendered,
    RenderRefused,
    ShownPicture,
    renderer,
)
from app.materials.rendering.pieces import Belief
from app.materials.rules.catalogue import state_words
from app.materials.rules.draft import (
    BeliefDraft,
    Certainty,
    ChoiceDraft,
    Draft,
    LegalDraft,
    ModuleDraft,
    QuestionDraft,
    QuestionsDraft,
    Reference,
    Target,
)
from app.materials.rules.library import Library
from app.materials.rules.picture import Picture, large_name
from app.materials.rules.problem import Code, Problem, galat


@dataclass(frozen=True, slots=True)
class RenderedChoice:
    """An entry of an answer with its words in both forms."""

    label: Rendered
    feedback: Rendered | None
    left: Rendered | None = None


@dataclass(frozen=True, slots=True)
class RenderedQuestion:
    """A question with all its words."""

    stem: Rendered
    body: Rendered
    explanation: Rendered
    choices: tuple[RenderedChoice, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft ready to be stored; lists and standards have nothing to render."""

    draft: Draft
    rendered_with: str
    sections: tuple[Rendered, ...] = ()
    questions: tuple[RenderedQuestion, ...] = ()


def prepare(draft: Draft, library: Library, pictures: Mapping[str, Picture]) -> Prepared | list[Problem]:
    """Render the draft with what the library says of the others; the problems when it cannot be."""
    refuse_while_writing("rendering")
    context = context_of(draft, library, pictures)
    pieces = list(_pieces(draft))
    try:
        rendered = renderer.render(pieces, context)
    except RenderRefused as refused:
        return [galat(draft.path, refused.line, Code.OLAH, refused.sentence)]
    strange = [
        galat(draft.path, _line_of(word, piece), Code.TAUTAN, f'Alamat "{word[:60]}" tidak dikenal.')
        for piece, answer in zip(pieces, rendered, strict=True)
        for word in answer.strange
    ]
    if strange:
        return strange
    words = iter(rendered)
    if isinstance(draft, ModuleDraft):
        return Prepared(draft, context.digest(), sections=tuple(words))
    if isinstance(draft, QuestionsDraft):
        questions = tuple(_question(question, words) for question in draft.questions)
        return Prepared(draft, context.digest(), questions=questions)
    return Prepared(draft, context.digest())


def ran_out(problem: Problem) -> bool:
    """Whether this is the problem of a text that took the renderer too long."""
    return problem.code is Code.OLAH and problem.sentence == TOO_SLOW


def context_of(draft: Draft, library: Library, pictures: Mapping[str, Picture]) -> Context:
    """What this draft shows of other documents."""
    if not isinstance(draft, ModuleDraft | QuestionsDraft):
        return Context()
    beliefs = {ref.code: library.beliefs.get(ref.code) for ref in _to(draft, Target.BELIEF)}
    laws = {ref.code: library.legal.get(ref.code) for ref in _to(draft, Target.LEGAL)}
    return Context(
        links=dict(_links(draft, library)),
        pictures={
            f"gambar/{name}": _shown(picture, pictures.get(large_name(name)))
            for name, picture in pictures.items()
        },
        beliefs={code: _belief(belief) for code, belief in beliefs.items() if belief},
        laws={code: _law(source, library) for code, source in laws.items() if source},
    )


def _shown(picture: Picture, large: Picture | None) -> ShownPicture:
    size = (picture.address, picture.width, picture.height)
    return ShownPicture(*size, large.address, large.size) if large else ShownPicture(*size)


def _to(draft: Draft, target: Target) -> list[Reference]:
    return [reference for reference in draft.references if reference.target is target]


def _links(draft: Draft, library: Library) -> Iterator[tuple[str, str]]:
    for reference in _to(draft, Target.MODULE):
        module = library.modules.get(reference.code)
        if module is not None:
            written = f"modul:{reference.code}" + (f"#{reference.fragment}" if reference.fragment else "")
            yield written, _module_address(module, reference.fragment)
    for reference in _to(draft, Target.TERM):
        yield f"istilah:{reference.code}", f"/istilah/#{reference.code}"
    for reference in _to(draft, Target.TEST):
        yield f"tes:{reference.code}", f"/kuis/{reference.code}/"


def _module_address(module: ModuleDraft, fragment: str) -> str:
    home = f"/modul/{module.address.slug}/"
    section = anchors_of(module).get(fragment)
    if section is None:
        return home
    return f"{home}{section}/" if section == fragment else f"{home}{section}/#{fragment}"


def _belief(draft: BeliefDraft) -> Belief:
    return Belief(draft.belief, draft.temptation, draft.refutation, draft.truth)


def _law(draft: LegalDraft, library: Library) -> Law:
    revoker = library.legal.get(draft.revoked_by or "")
    state = state_words(draft, revoker.name if revoker else None)
    return Law(draft.name, draft.certainty is Certainty.PASTI, state)


def _pieces(draft: Draft) -> Iterator[Piece]:
    if isinstance(draft, ModuleDraft):
        for section in draft.sections:
            yield Piece(section.body.text, section.body.line, Mode.SECTION)
    if isinstance(draft, QuestionsDraft):
        for question in draft.questions:
            yield from _question_pieces(question)


def _question_pieces(question: QuestionDraft) -> Iterator[Piece]:
    """In the order in which `_question` takes them back."""
    yield Piece(question.stem, question.line, Mode.INLINE)
    yield Piece(question.body.text, question.body.line, Mode.BLOCK)
    explanation = question.explanation
    yield Piece(
        explanation.text if explanation else "",
        explanation.line if explanation else question.line,
        Mode.BLOCK,
    )
    for choice in question.choices:
        yield Piece(choice.text, choice.line, Mode.INLINE)
        if choice.feedback:
            yield Piece(choice.feedback.text, choice.feedback.line, Mode.BLOCK)
        if choice.left is not None:
            yield Piece(choice.left, choice.line, Mode.INLINE)


def _question(question: QuestionDraft, words: Iterator[Rendered]) -> RenderedQuestion:
    return RenderedQuestion(
        stem=next(words),
        body=next(words),
        explanation=next(words),
        choices=tuple(_choice(choice, words) for choice in question.choices),
    )


def _choice(choice: ChoiceDraft, words: Iterator[Rendered]) -> RenderedChoice:
    return RenderedChoice(
        label=next(words),
        feedback=next(words) if choice.feedback else None,
        left=next(words) if choice.left is not None else None,
    )


def _line_of(word: str, piece: Piece) -> int:
    place = piece.text.find(word) if word else -1
    return piece.line + piece.text.count("\n", 0, max(place, 0))
