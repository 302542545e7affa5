"""Take out of Markdown the blocks that a page doesn't show as they are written: drawings, queries, remarks, directives.

Code between fences is left alone; a fence whose name says that a program draws or fills it isn't code to a reader.
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_DRAWN = frozenset(
    "mermaid plantuml puml graphviz dot d2 ditaa chart chartsview vega vega-lite wavedrom excalidraw compressed-json"
    " dataview dataviewjs query tasks base kanban toctree eval-rst image bibliography contents tableofcontents".split()
)
# Directives of MyST whose content is text: what stands behind the name is a title, or else where a picture lies.
_TITLED = frozenset(
    "admonition attention caution danger error hint important note seealso tip todo warning dropdown card tab-item"
    " topic sidebar margin epigraph versionadded versionchanged deprecated proof exercise theorem".split()
)
_CAPTIONED = frozenset(["figure"])
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}[ \t]*(.*)")
_CELL_OPTION = re.compile(r"[ \t]*(?:#|//|--|%%)\|[ \t]")  # of Quarto's code
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t].*)?$")
_ROLE = re.compile(r"\{(?!cite)[a-z][\w:.+-]*\}`([^`\n<]*?)(?:[ \t]*<[^`\n>]*>)?`")
_CITED = re.compile(r"[ \t]?\{cite[\w:]*\}`[^`\n]*`")

_HIGHLIGHT = re.compile(r"[ \t]*(?:\{%-?[ \t]*highlight\b[^%\n]*%\}|\{\{[<%][ \t]*highlight\b[^\n]*[>%]\}\})[ \t]*$")
_HIGHLIGHT_END = re.compile(r"\{%-?[ \t]*endhighlight\b|\{\{[<%][ \t]*/[ \t]*highlight\b")
_DRAWING = re.compile(r"[ \t]*\{\{[<%][ \t]*(?:mermaid|plantuml|chart|graphviz)\b[^\n/]*[>%]\}\}[ \t]*$")
_DRAWING_END = re.compile(r"\{\{[<%][ \t]*/[ \t]*(?:mermaid|plantuml|chart|graphviz)\b")
_REMARK = re.compile(r"[ \t]*(?:(%%)|(\{%-?[ \t]*comment\b)|(\{\{-?[ \t]*/\*))")
_REMARK_END = (
    re.compile(r"%%"),
    re.compile(r"\{%-?[ \t]*endcomment\b[^%\n]*%\}"),
    re.compile(r"\*/[ \t]*-?\}\}"),
)
_REFERENCE = re.compile(r":::[ \t]+[A-Za-z_]\w*(?:\.\w+)+[ \t]*$")  # of mkdocstrings, to what is written in a program
_EXPORT = re.compile(r"export[ \t]+(?:const|default|let|function|async)\b")
_DRAWER = re.compile(r"[ \t]*:(?:LOGBOOK|PROPERTIES|CLOCK):[ \t]*$")
_DRAWER_END = re.compile(r"[ \t]*:END:[ \t]*$")
# What Logseq and Org keep of a paragraph, and labels, snippets and tables of contents of other programs.
_UNSEEN = re.compile(
    r"[ \t]*(?:[-*][ \t]+)?(?:(?:id|collapsed|template|heading|background-color|logseq\.[\w.-]+|query-[\w-]+)::[ \t].*"
    r"|(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[][^\n]*|\{\{(?:query|embed|renderer)\b[^\n]*)$"
    r"|[ \t]*(?:<<<[ \t]*@?[\w./-]+[^\n]*|@\[toc\]\([^\n]*\)|\([\w-]+\)=|==⚠[^\n]*EXCALIDRAW VIEW[^\n]*==)[ \t]*$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([ \t]*(?:[-*][ \t]+)?)([^\W\d_][\w-]{0,20}(?: [\w-]{1,20}){0,2})::[ \t]+(\S.*)$")
_NUMBER_OF_A_BLOCK = re.compile(r"[ \t]?\(\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)\)")
_FIELD_WITHIN = re.compile(
    r"\((?:[^\W\d_][\w -]{0,30})::[ \t]+([^()\n]+)\)|\[([^\W\d_][\w -]{0,30})::[ \t]+([^\[\]\n]+)\]"
)
_TEMPLATE = re.compile(r"<%(?:(?!%>).)*%>")
_RECKONED = re.compile(r"`\$?=[ \t]*(?:this\b|dv\.|\w+\()[^`\n]*`")
_PROGRESS = re.compile(r"\[=[ \t]*\d+(?:\.\d+)?%[^\]\n]*\]")
_EXPRESSION = re.compile(r"\{(?:props|frontMatter|process|siteConfig)\.[\w.]+\}")


def as_rendered(markdown: str) -> str:
    """Return Markdown without what a page doesn't show as it is written; what it shows in its place isn't known."""
    return "\n".join(_rendered(markdown.split("\n")))


def _rendered(lines: list[str]) -> Iterator[str]:
    at = 0
    endless = set[int]()  # kinds of remarks that nothing ends from here on
    while at < len(lines):
        line = lines[at]
        if fence := _FENCE.match(line):
            end = _end(lines, at, lambda later, mark=fence["mark"]: later.strip(" \t>").startswith(mark))
            yield from _fenced(fence, lines[at : end + 1])
        elif _HIGHLIGHT.match(line):
            end = _end(lines, at, _HIGHLIGHT_END.search)
            yield from ["~~~~~~", *lines[at + 1 : end], "~~~~~~"]
        elif (found := _unseen_until(lines, at, endless)) is not None:
            end = found
            yield ""
        else:
            end = at
            yield from _line(line)
        at = end + 1


def _end(lines: list[str], start: int, is_end: Callable[[str], object]) -> int:
    """Return where a block ends that begins at a line; the last line where it never does."""
    return next((at for at in range(start + 1, len(lines)) if is_end(lines[at])), len(lines) - 1)


def _unseen_until(lines: list[str], at: int, endless: set[int]) -> int | None:
    """Return the last line of a block that nobody sees and that begins here; None where none does."""
    line = lines[at]
    if _DRAWING.match(line):
        return _end(lines, at, _DRAWING_END.search)
    if _DRAWER.match(line):
        return _end(lines, at, _DRAWER_END.match)
    if _REFERENCE.match(line):
        options = takewhile(lambda later: not later.strip() or later[0] in " \t", islice(lines, at + 1, None))
        return at + len(list(options))
    if _EXPORT.match(line):
        return _end(lines, at, lambda later: not later.strip())
    return _remark_until(lines, at, endless)


def _remark_until(lines: list[str], at: int, endless: set[int]) -> int | None:
    """Return the last line of a remark over several lines, which may hold code; what stands behind its end stays."""
    found = _REMARK.match(lines[at])
    if found is None:
        return None
    kind = (found.lastindex or 1) - 1
    end = _REMARK_END[kind]
    if kind in endless or end.search(lines[at], found.end()):
        return None
    for number in range(at + 1, len(lines)):
        if closed := end.search(lines[number]):
            lines[number] = lines[number][closed.end() :]
            return number - 1
    endless.add(kind)
    return None


def _fenced(fence: re.Match[str], block: list[str]) -> Iterator[str]:
    directive = _DIRECTIVE.match(fence["info"])
    name = directive[1].lower() if directive else fence["info"].split()[0].lower() if fence["info"].strip() else ""
    if name in _DRAWN:
        return
    if not directive or name not in _TITLED | _CAPTIONED:
        yield from (line for line in block if not (directive and _CELL_OPTION.match(line)))
        return
    inner = block[1:-1] if len(block) > 1 else []
    options = sum(1 for _ in takewhile(_OPTION.match, inner))
    yield from ["", directive[2] if name in _TITLED else "", "", *_rendered(inner[options:]), ""]


def _line(line: str) -> Iterator[str]:
    """Yield a line of text as it is shown; a field is a paragraph, as the table that programs make of it has rows."""
    if _UNSEEN.match(line):
        return
    words = _RECKONED.sub("", _ROLE.sub(r"\1", _CITED.sub("", line)))
    if "`" not in words:
        words = _EXPRESSION.sub("", _PROGRESS.sub("", _TEMPLATE.sub("", words)))
        words = _FIELD_WITHIN.sub(lambda m: m[1] or f"{m[2]}: {m[3]}", _NUMBER_OF_A_BLOCK.sub("", words))
        if field := _FIELD.match(words):
            yield from ["", f"{field[1]}{field[2]}: {field[3]}", ""]
            return
    yield words
