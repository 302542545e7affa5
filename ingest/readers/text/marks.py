"""Turn the marks of Hugo, Jekyll, MkDocs, Obsidian and Pandoc in Markdown into what they show.

A page of theirs shows no shortcode, template tag, attribute list or name of an icon, and a remark not at all; what is
in code is shown as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.text.rendered import as_rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^(?P<indent>[ \t]*(?:>[ \t]?)*)(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)

_TAG = r"\{\{[<%](?:(?![>%]\}\}).)*[>%]\}\}|\{%(?:(?!%\}).)*%\}|\{\{(?:(?!\}\}).)*\}\}"
# What a page never shows: remarks of every sort, and the words that a program puts in the place of a part.
_UNSEEN = re.compile(
    r"(?ms:^[ \t]*--?8<--?[ \t]*$.*?^[ \t]*--?8<--?[ \t]*$)"
    r"|%%.*?(?:%%|\Z)|\{>>.*?<<\}|\{#.*?#\}|\{/\*.*?\*/\}|\{\{[<%]/\*.*?\*/[>%]\}\}(?=\s*\n)|\{\{/\*.*?\*/\}\}"
    r"|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{::comment\}.*?\{:/(?:comment)?\}"
    r"|\{\{[<%]\s*(?:comment|private|hidden)\b.*?\{\{[<%]\s*/\s*(?:comment|private|hidden)\s*[>%]\}\}",
    re.DOTALL,
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?://|comment|#)\]:[ \t]+[#<].*$", re.MULTILINE)
_LINES_UNSEEN = re.compile(
    r"^[ \t]*(?:(?:-\s*)?\*?\s*TOC\s*\n\{:toc[^}]*\}|\[\[?_?TOC_?\]\]?|<!--\s*toc\s*-->|--?8<--?.*|\*\[[^\]\n]+\]:.*"
    r"|\{:/?:?[\w-]*(?:\s[^}\n]*)?/?\}|\\(?:newpage|pagebreak|toc)|#\+\w+:.*"
    r"|:::+(?:[ \t]*\{[^}\n]*\}|[ \t]*\w*)?[ \t]*$"
    r"|(?:import\s+[\w{}*,\s$]+\s+from\s+|export\s+(?:const|default|let|function)\s).*)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_OF_ATTRIBUTES = r"""(?:[#.][\w:-]+|[\w:@-]+\s*=\s*(?:"[^"\n]*"|'[^'\n]*'|[^\s}]+))"""
_ATTRIBUTES = re.compile(
    rf"[ \t]*\{{:?\s*{_OF_ATTRIBUTES}(?:[\s,]+(?:{_OF_ATTRIBUTES}|[\w-]+))*\s*\}}|[ \t]*\{{:\s*[\w .#=\"':-]*\}}"
)
_SPAN = re.compile(rf"(?<!\!)\[([^\[\]\n]+)\](?=\{{:?\s*{_OF_ATTRIBUTES})")
_LINK_WITH_TAG = re.compile(rf"(\]\()([^()\n]*(?:{_TAG})[^()\n]*)(\))")
_TAGS = re.compile(_TAG, re.DOTALL)
_POST_LINK = re.compile(r"\{%-?\s*post_link\s+\S+(?:\s+(['\"]?)(?P<label>.+?)\1)?(?:\s+(?:true|false))?\s*-?%\}")
# Of Pandoc and Quarto, videos of markdown-it, and what Obsidian's tasks have behind their words.
_CITATION = re.compile(r"[ \t]?\[(?:[^\[\]\n]*[\s;])?-?@\w[^\[\]\n]*\](?![(\[:])")
_VIDEO = re.compile(r"@\[(?:youtube|vimeo|vine|prezi|osf|bilibili)\]\([^()\n]*\)", re.IGNORECASE)
_OF_A_TASK = re.compile(
    r"[ \t]*(?:[📅⏳🛫✅❌➕]\ufe0f?[ \t]*\d{4}-\d\d-\d\d|[🔺⏫🔼🔽⏬]\ufe0f?(?=\s|$)|🔁\ufe0f?[ \t]*every[ \t][\w ]+)"
)
_RAW = re.compile(r"\{%-?\s*(?:raw|endraw|verbatim|endverbatim)\s*-?%\}")
# Shown as it is within a line, it is code to all that comes after.
_RAW_WITHIN = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}([^`\n]+?)\{%-?\s*end\1\s*-?%\}")
_KRAMDOWN = re.compile(r"\{:/\w*\}|\{::\w+[^}\n]*/?\}")
_EMBED = re.compile(r"!\[\[[^\]\n]*\]\]")
_WIKI = re.compile(r"\[\[([^\]|\n]+)(?:\\?\|([^\]\n]*))?\]\]")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^\n]{1,500}?)(?<=[^\s=])==(?!=)")
_INSERTED = re.compile(r"\^\^(?=\S)([^\n^]{1,300}?)(?<=\S)\^\^|\+\+(?=\S)([^\n+]{1,300}?)(?<=\S)\+\+")
_KEYS = re.compile(r"\+\+([\w\"-]+(?:\+[\w\"-]+)+)\+\+")  # of a keyboard
_CRITIC = re.compile(r"\{\+\+(.*?)\+\+\}|\{--.*?--\}|\{~~.*?~>(.*?)~~\}|\{==(.*?)==\}", re.DOTALL)
_SMALL = re.compile(r"(?<=\w)~([\w+-]{1,12})~(?!~)|(?<=\w)\^([\w+-]{1,12})\^")
_NOTE_TEXT = re.compile(r"^[ ]{0,3}\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"[ \t]?\[\^[^\]\n]+\]")
_NOTE_HERE = re.compile(r"[ \t]?\^\[([^\]\n]+)\]")
_ICON = re.compile(r"[ \t]?(?<![\w:/])(?::(?!\d+:)[a-z+][a-z0-9_+]*(?:-[a-z0-9_+]+)*:)+(?![\w:/])")
_BLOCK_NAME = re.compile(r"[ \t]+\^[A-Za-z0-9-]{3,}[ \t]*$", re.MULTILINE)
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX/-]\][ \t]+", re.MULTILINE)
_TERM = re.compile(r"^[ ]{0,3}:[ \t]{1,3}(?=\S)", re.MULTILINE)
_IN_HTML = re.compile(r"^[ \t]*</?\w+\b[^>\n]*\bmarkdown\b[^>\n]*>[ \t]*$", re.MULTILINE)

# Of what holds them, paragraphs are indented and no code: an item of a list, a note, a term's meaning.
_HOLDS_INDENTED = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)]|:|\[\^[^\]\n]+\]:)[ \t]")
_BOX = r"^([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?:[\w-]+[ \t]*)*"
# Where a box stands may be said before its title or behind it; a title may have quotation marks within.
_ADMONITION = re.compile(rf"""{_BOX}(?:"(.*)"|'(.*)')?(?:[ \t]+(?:inline|end))*[ \t]*$""")
_CALLOUT = re.compile(r"^([ \t]*(?:>[ \t]?)+)\[![\w|-]+\][+-]?[ \t]*(.*)$")
_CONTAINER = re.compile(
    r"^([ \t]*):::+[ \t]*(?:\{[^}\n]*\}|[\w-]+)[ \t]*(?:\[([^\]\n]+)\]|([^{\n]*?))[ \t]*(?:\{[^}\n]*\})?[ \t]*$"
)


def as_shown(markdown: str) -> str:
    """Return Markdown with every mark beyond CommonMark as what a page made of it shows."""
    shown = "".join(part if is_code else _plain(part) for part, is_code in _parts(_dedented(as_rendered(markdown))))
    return _IN_HTML.sub("", shown)


def _plain(text: str) -> str:
    """Return a stretch without fenced code as it is shown; spans of code stay as they are."""
    text = _RAW.sub("", _RAW_WITHIN.sub(r"`\2`", text))
    text = _outside_spans(text, lambda part: _KRAMDOWN.sub("", _DEFINITION.sub("", _UNSEEN.sub("", part))))
    text = _outside_spans(text, _without_tags)
    text = _LINES_UNSEEN.sub("", text)
    text = _NOTE_TEXT.sub("\n", text)
    return _outside_spans(_TERM.sub("\n", _TASK.sub(r"\1", text)), _inline)


def _without_tags(text: str) -> str:
    text = _POST_LINK.sub(lambda m: m["label"] or "", _LINK_WITH_TAG.sub(r"\1#\3", text))
    return _TAGS.sub("", text)


def _inline(text: str) -> str:
    text = _CRITIC.sub(lambda m: next((group for group in m.groups() if group), ""), text)
    text = _OF_A_TASK.sub("", _VIDEO.sub("", _CITATION.sub("", text)))
    text = _WIKI.sub(_label, _EMBED.sub("", text))
    text = _NOTE_MARK.sub("", _NOTE_HERE.sub(r" (\1)", text))
    text = _ATTRIBUTES.sub("", _SPAN.sub(r"\1", text))
    text = _ICON.sub("", _HIGHLIGHT.sub(r"\1", text))
    text = _KEYS.sub(lambda m: m[1].replace('"', ""), text)
    text = _INSERTED.sub(lambda m: m[1] or m[2], text)
    return _BLOCK_NAME.sub("", _SMALL.sub(lambda m: m[1] or m[2], text))


def _label(link: re.Match[str]) -> str:
    """Return what a wiki link shows: its label, or its page and the part of it."""
    if link[2]:
        return link[2].strip()
    page, _, part = link[1].partition("#")
    return " > ".join(name.strip().lstrip("^") for name in (page, *part.split("#")) if name.strip())


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    """Change a text but for its spans of code."""
    made: list[str] = []
    at = 0
    for span in _CODE_SPAN.finditer(text):
        if "\n\n" in span.group():
            continue
        made += [change(text[at : span.start()]), span.group()]
        at = span.end()
    return "".join([*made, change(text[at:])])


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a text, and whether each is code, between fences or indented."""
    lines: list[str] = []
    fence: re.Match[str] | None = None
    indented = _Indented()
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line.rstrip("\n"))
        begun = indented.lines
        if fence is None and indented.goes_on(line) != begun:
            yield "".join(lines), begun
            lines = []
        if fence is None and found and not indented.lines:
            yield "".join(lines), False
            lines, fence = [], found
        elif fence and found and found["mark"].startswith(fence["mark"]) and not found["info"].strip():
            yield "".join([*lines, line]), True
            lines, fence = [], None
            continue
        lines.append(line)
    yield "".join(lines), fence is not None or indented.lines


def _title(words: str) -> str:
    """Return the title of a box as it is shown: a mark of quotation within may have a stroke before it."""
    return words.replace('\\"', '"')


class _Indented:
    """Tells lines of code by their indentation, which within an item, a note or a term is its text's."""

    def __init__(self) -> None:
        self.lines = False
        self._after_blank = True
        self._within = False

    def goes_on(self, line: str) -> bool:
        """Take in the next line; say whether it is code."""
        blank, deep = not line.strip(), line.expandtabs(4).startswith("    ")
        if not blank:
            self.lines = deep and not self._within and (self.lines or self._after_blank)
            self._within = bool(_HOLDS_INDENTED.match(line)) or (self._within and (deep or not self._after_blank))
        self._after_blank = blank
        return self.lines


def _dedented(text: str) -> str:
    """Return a text whose admonitions, tabs, callouts and containers are paragraphs of it, after their titles."""
    made: list[str] = []
    open_blocks: list[int] = []  # the indentation of each block that the line lies in
    in_code: str | None = None
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" \t")) + 3 * line[: len(line) - len(line.lstrip(" \t"))].count("\t")
        while line.strip() and open_blocks and indent <= open_blocks[-1] and in_code is None:
            open_blocks.pop()
        within = line.expandtabs(4)[4 * len(open_blocks) :] if open_blocks and line.strip() else line
        fence = _FENCE.match(within)
        if fence:
            in_code = fence["mark"] if in_code is None else None if within.strip().startswith(in_code) else in_code
        elif in_code is None and (box := _ADMONITION.match(line)):
            open_blocks.append(indent)
            made += ["", " " * (indent - 4 * (len(open_blocks) - 1)) + _title(box[2] or box[3] or ""), ""]
            continue
        elif in_code is None and (callout := _CALLOUT.match(within)):
            made += [callout[1] + callout[2], callout[1].rstrip()]
            continue
        elif in_code is None and (box := _CONTAINER.match(within)):
            made += ["", box[1] + (box[2] or box[3] or ""), ""]
            continue
        made.append(within)
    return "\n".join(made)
