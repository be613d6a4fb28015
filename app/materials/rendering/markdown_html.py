"""One piece of Markdown to sanitised HTML, in this process; `process.py` runs it in another."""

from functools import cache

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension

from app.materials.rendering.boxes import BoxFinisher, BoxProcessor
from app.materials.rendering.pieces import Context, Mode, Piece, Rendered
from app.materials.rendering.sanitise import plain_text, sanitise
from app.materials.rendering.shape import AfterInline, BeforeInline, ListsAfterText

BLOCKS = ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference")


class House(Extension):
    """No raw HTML, our boxes, our shapes."""

    def __init__(self, mode: Mode) -> None:
        super().__init__()
        self.mode = mode

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("automail")
        md.treeprocessors.register(BeforeInline(md, anchors=self.mode is Mode.SECTION), "house_before", 60)
        md.treeprocessors.register(AfterInline(md), "house_after", 5)
        if self.mode is Mode.INLINE:
            for name in BLOCKS:
                md.parser.blockprocessors.deregister(name)
            return
        md.preprocessors.register(ListsAfterText(md), "house_lists", 15)
        md.parser.blockprocessors.register(BoxProcessor(md.parser), "house_boxes", 105)
        md.treeprocessors.register(BoxFinisher(md), "house_boxes", 70)


def render(piece: Piece, context: Context) -> Rendered:
    """Render one piece; raises whatever Python-Markdown raises, RecursionError included."""
    markdown = _markdown(piece.mode)
    markdown.reset()
    after = markdown.treeprocessors["house_after"]
    assert isinstance(after, AfterInline)
    after.context, after.strange = context, []
    if piece.mode is Mode.INLINE:
        clean = sanitise(markdown.convert(" ".join(piece.text.split())))
        clean = clean.removeprefix("<p>").removesuffix("</p>")
    else:
        _give_boxes(markdown, context)
        clean = sanitise(markdown.convert(piece.text))
    return Rendered(clean, plain_text(clean), tuple(after.strange))


def _give_boxes(markdown: Markdown, context: Context) -> None:
    boxes = markdown.parser.blockprocessors["house_boxes"]
    finisher = markdown.treeprocessors["house_boxes"]
    assert isinstance(boxes, BoxProcessor)
    assert isinstance(finisher, BoxFinisher)
    boxes.context = finisher.context = context


@cache
def _markdown(mode: Mode) -> Markdown:
    extensions: list[Extension | str] = []
    if mode is not Mode.INLINE:
        extensions += [TableExtension(use_align_attribute=True), "def_list", "fenced_code", "sane_lists"]
    if mode is Mode.SECTION:
        extensions.append(
            FootnoteExtension(BACKLINK_TEXT="kembali", BACKLINK_TITLE="Kembali ke rujukan catatan {}")
        )
    return Markdown(extensions=[*extensions, House(mode)], output_format="html")
