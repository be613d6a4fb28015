"""The YAML between two `---` lines at the head of a Markdown file."""

from dataclasses import dataclass

from app.materials.parsing.fields import Fields
from app.materials.parsing.yaml_values import read_yaml
from app.materials.rules.problem import Code, galat


@dataclass(frozen=True, slots=True)
class Opened:
    """A document split in two: its fields, and its lines of Markdown from `first_line` on."""

    fields: Fields
    body: str
    first_line: int

    @property
    def is_readable(self) -> bool:
        """Whether the Markdown was found at all; of an unread file nobody knows what it lacks."""
        return self.first_line > 1 or bool(self.body)


def open_document(text: str, path: str) -> Opened:
    """Split the clean text; whatever is wrong stands in the problems of the fields."""
    fields = Fields(path, 1, {})
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        fields.problems.append(
            galat(path, 1, Code.YAML, "Berkas harus diawali baris --- lalu kunci-kuncinya.")
        )
        return Opened(fields, text, 1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        fields.problems.append(galat(path, 1, Code.YAML, "Baris --- penutup belum ada setelah kunci-kunci."))
        return Opened(fields, "", 1)
    _read(fields, "\n".join(lines[1:end]))
    return Opened(fields, "\n".join(lines[end + 1 :]), end + 2)


def _read(fields: Fields, yaml_text: str) -> None:
    value, problems = read_yaml(yaml_text, fields.path, first_line=2)
    fields.problems += problems
    if value is not None and isinstance(value.data, dict):
        fields.entries = value.data
    elif value is not None:
        sentence = "Bagian atas berkas harus berisi kunci, misalnya judul: Nama modul."
        fields.problems.append(galat(fields.path, value.line, Code.YAML, sentence))
