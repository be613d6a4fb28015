"""YAML read as text with line numbers: every scalar stays the words that the author typed.

Composed, never constructed, so no tag runs anything; aliases are refused, because a few hundred bytes of
them expand without end. The pure Python loader is meant: the C loader dies on deeply nested input.
"""

from dataclasses import dataclass

import yaml

from app.materials.rules.problem import Code, Problem, galat

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar (text or None), a list or a mapping, and the line where it begins."""

    line: int
    data: "str | list[Value] | dict[str, Value] | None"
    key_line: int = 0


class _Refused(Exception):
    def __init__(self, line: int, sentence: str, code: Code = Code.YAML) -> None:
        super().__init__(sentence)
        self.line, self.sentence, self.code = line, sentence, code


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line  # type: ignore[no-untyped-call]
            raise _Refused(line, "Tanda * sebagai rujukan YAML tidak dipakai. Tulis isinya langsung.")
        return super().compose_node(parent, index)


def read_yaml(text: str, path: str, *, first_line: int = 1) -> tuple[Value | None, list[Problem]]:
    """The document as values, or None with the problem that stopped it; duplicate keys are problems too."""
    problems: list[Problem] = []
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = None if node is None else _value(node, path, first_line, 0, problems)
    except _Refused as refused:
        return None, [galat(path, first_line + refused.line, refused.code, refused.sentence)]
    except RecursionError:
        return None, [galat(path, first_line, Code.YAML, "Daftar di sini bersarang terlalu dalam.")]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context_mark and error.context == "while scanning a quoted scalar":
            mark = error.context_mark  # where the quotation begins, not the far line where the text ran out
        line = first_line + (mark.line if mark else 0)
        return None, [galat(path, line, Code.YAML, _advice(str(error.problem)))]
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        return None, [galat(path, line, Code.YAML, "Baris ini memuat karakter yang tidak dikenal YAML.")]
    except (yaml.YAMLError, ValueError, OverflowError):  # "\\UFFFFFFFF" is no character
        return None, [galat(path, first_line, Code.YAML, "Bagian ini tidak terbaca sebagai YAML.")]
    return value, problems


def _value(node: yaml.Node, path: str, first_line: int, depth: int, problems: list[Problem]) -> Value:
    line = first_line + node.start_mark.line
    if depth > DEEPEST:
        raise _Refused(node.start_mark.line, "Daftar di sini bersarang terlalu dalam.")
    if isinstance(node, yaml.MappingNode):
        return Value(line, _mapping(node, path, first_line, depth, problems))
    if isinstance(node, yaml.SequenceNode):
        return Value(line, [_value(child, path, first_line, depth + 1, problems) for child in node.value])
    empty = node.tag == "tag:yaml.org,2002:null" and getattr(node, "style", None) is None
    return Value(line, None if empty else str(node.value).strip())


def _mapping(
    node: yaml.MappingNode, path: str, first_line: int, depth: int, problems: list[Problem]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, child in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(key.start_mark.line, "Nama kunci harus satu kata.")
        name = str(key.value)
        if name in found:
            problems.append(galat(path, line, Code.KUNCI_ULANG, f'Kunci "{name[:60]}" ditulis dua kali.'))
            continue
        value = _value(child, path, first_line, depth + 1, problems)
        found[name] = Value(value.line, value.data, line)
    return found


def _advice(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'Titik dua di tengah kalimat membingungkan YAML. Apit kalimatnya dengan tanda petik ".'
    if "\\t" in problem:
        return "Baris ini diawali tab. Pakai spasi."
    return "Baris ini tidak terbaca sebagai YAML. Periksa spasi, titik dua, dan tanda petiknya."
