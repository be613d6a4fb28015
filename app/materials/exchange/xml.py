"""XML as a tree of nodes that know their line; no entity is expanded, nothing is fetched."""

from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException, handler, xmlreader

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from app.materials.exchange.understood import Understood

DEEPEST = 60
MOST_NODES = 200_000


@dataclass(slots=True)
class Node:
    """An element; `text` holds its own characters, those before and between its children."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list["Node"]:
        """The children of that name."""
        return [each for each in self.children if each.name == name]

    def first(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next(iter(self.all(name)), None)

    def words(self, *path: str) -> str:
        """The characters of the first descendant along these names, without spaces around; "" when absent."""
        node: Node | None = self
        for name in path:
            node = node.first(name) if node else None
        return node.text.strip() if node else ""

    def under(self, name: str) -> list["Node"]:
        """The descendants of that name, in the order of the source."""
        found = []
        for child in self.children:
            found += [child] if child.name == name else []
            found += child.under(name)
        return found

    def get(self, name: str) -> str:
        """An attribute; "" when absent."""
        return self.attributes.get(name, "")


class _TooMuch(SAXException):
    """The document is deeper or larger than any quiz."""


class _Builder(handler.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", 0, {})
        self.path = [self.root]
        self.count = 0
        self.locator: xmlreader.Locator | None = None

    def setDocumentLocator(self, locator: xmlreader.Locator) -> None:  # noqa: N802 - the interface of SAX
        self.locator = locator

    def startElement(self, name: str, attrs: "xmlreader.AttributesImpl") -> None:  # noqa: N802
        self.count += 1
        if len(self.path) > DEEPEST or self.count > MOST_NODES:
            raise _TooMuch("too much")
        line = (self.locator.getLineNumber() if self.locator else None) or 1
        node = Node(
            name.rsplit(":", 1)[-1], line, {key.rsplit(":", 1)[-1]: attrs[key] for key in attrs.getNames()}
        )
        self.path[-1].children.append(node)
        self.path.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002
        self.path.pop()

    def characters(self, content: str) -> None:
        self.path[-1].text += content


def tree_of(data: bytes, found: Understood) -> Node | None:
    """The outermost element; None and an error at its line when this is no XML that we read."""
    builder = _Builder()
    try:
        sax.parse(BytesIO(data), builder)
    except DefusedXmlException:
        found.fail(1, "Berkas XML ini memuat entitas atau rujukan keluar. Ekspor ulang tanpa DOCTYPE.")
    except _TooMuch:
        found.fail(1, "Berkas XML ini terlalu dalam atau terlalu besar. Bagilah menjadi beberapa berkas.")
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 1)() or 1
        found.fail(line, "Berkas XML ini rusak pada baris ini. Ekspor ulang dari sumbernya.")
    except (LookupError, ValueError):
        found.fail(1, "Pengodean berkas XML ini tidak dikenal. Ekspor ulang sebagai UTF-8.")
    else:
        return builder.root.children[0] if builder.root.children else None
    return None
