"""What goes to the renderer and what comes back: plain values, which cross a process boundary as JSON."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

RENDERER = 1  # raise it when the HTML of the same source changes: the next publishing renders everything anew


class Mode(StrEnum):
    """How a piece is read: a page of a module, a few blocks of a question, or words in a line."""

    SECTION = "section"
    BLOCK = "block"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of Markdown; `line` is where it begins in its file."""

    text: str
    line: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class Rendered:
    """Sanitised HTML, the same as plain text, and addresses that no map knew."""

    html: str
    text: str
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """Where a picture is served, and its size when known; `large` is a bigger one, of so many bytes."""

    address: str
    width: int | None
    height: int | None
    large: str | None = None
    large_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Belief:
    """What the catalogue says of a salah kaprah."""

    belief: str
    temptation: str
    refutation: str
    truth: str


@dataclass(frozen=True, slots=True)
class Law:
    """What the register says of a source; its articles are shown only when `certain`."""

    name: str
    certain: bool
    state: str


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a document shows of other documents, by the words that it uses for them."""

    links: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, ShownPicture] = field(default_factory=dict)
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)

    def digest(self) -> str:
        """The name of this context and of the renderer: HTML made with another digest is out of date."""
        text = json.dumps([RENDERER, self.as_json()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The context for the worker."""
        return {
            "links": dict(self.links),
            "pictures": {name: asdict(picture) for name, picture in self.pictures.items()},
            "beliefs": {code: asdict(belief) for code, belief in self.beliefs.items()},
            "laws": {code: asdict(law) for code, law in self.laws.items()},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Context":
        """The context in the worker."""
        return cls(
            links=data["links"],
            pictures={name: ShownPicture(**value) for name, value in data["pictures"].items()},
            beliefs={code: Belief(**value) for code, value in data["beliefs"].items()},
            laws={code: Law(**value) for code, value in data["laws"].items()},
        )


class RenderRefused(Exception):
    """A document that cannot be rendered within the limits; `line` is where the guilty piece begins.

    `lasting`: the piece itself is to blame, not a busy machine, so trying again would end the same way.
    """

    def __init__(self, line: int, sentence: str, *, lasting: bool = False) -> None:
        super().__init__(sentence)
        self.line, self.sentence, self.lasting = line, sentence, lasting
