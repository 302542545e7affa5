"""Take out of a page what surrounds its article: menus, banners, boxes, comments, what isn't seen.

Sites name these things in their markup and print labels over them. A name alone is no proof - an article may lie in
"share-wrapper" - so nothing goes that holds the headline or a good part of the page's text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.readers.document.page_words import said
from ingest.readers.html.clutter_words import NO_NAME, names_of
from ingest.readers.text.fragment import is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ingest.readers.html.clutter_words import Part

_NO_TEXT = frozenset(
    "script style template noscript iframe object embed canvas svg math audio video map picture button select option "
    "datalist textarea input label legend progress dialog nav menu head title link meta base rt rp".split()
)
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tooltip".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LONGEST_NAMES = 2000
_NAMING = ("class", "id", "data-testid")
_ROOMS = frozenset(["html", "body", "main"])
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9\s]+")
_NOT_SEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|left\s*:\s*-\d{3,}")
_LONGEST_LABEL = 90
_MOST_OF_A_LABEL = 0.8
_LABELS = frozenset("h1 h2 h3 h4 h5 h6 p span div strong b em header".split())
# Of the text that is there, in hundredths: what holds more is no box, or no detail, whatever it is called.
_MOST_OF_A_BOX = 30
_MOST_OF_A_DETAIL = 15
_LONGEST_DETAIL = 600
_SHORT_DETAIL = 60  # a byline is one however short the article is
_LONGEST_AROUND = 40
_IN_SENTENCES = frozenset("time a span em strong b i cite small".split())
# Within a paragraph a picture, a button or a reading aid begins no other.
_IN_PARAGRAPHS = frozenset("svg math canvas map script style template button input label rt rp sup".split())
_TAKEN_OUT = "taken-out"
_WHOLE = "whole"
_AFTER_LABEL = r"(?:\s*\(\d+\))?\s*[:.!…→]*"
_MARK = re.compile(r"\[?\s*(?:\d{1,3}|[a-z]|note \d{1,3}|↑|↩︎?|\^|\*)\s*\]?")
_WORD = re.compile(r"\w")
_LONGEST_MARK = 12


def remove_surroundings(body: Any, headline: Any | None, *, gently: bool = False) -> None:
    """Take out all but the article with its byline; `headline` is the element that holds the title, if one does.

    Taken out gently, only what can't be an article on any page goes.
    """
    kept = _kept(body, headline)
    _unwrap_forms(body, kept)
    _prune(body, lambda element, _: _never_text(element, kept))
    if gently:
        _close_gaps(body)
        return
    _prune(
        body, lambda element, sizes: element not in kept and _holds(element, sizes, _MOST_OF_A_BOX) and _is_box(element)
    )
    _remove_labelled(body, kept)
    _close_gaps(body)


def remove_details(body: Any, headline: Any | None) -> None:
    """Take out the byline, dates, tags and captions of an article, and the marks of its notes."""
    kept = _kept(body, headline)
    _prune(body, lambda element, sizes: element not in kept and _is_detail(element, sizes))
    for link in list(body.iter("a")):
        if (link.get("href") or "").startswith("#"):
            _remove_mark(link)
    _close_gaps(body)


def _kept(body: Any, headline: Any | None) -> set[Any]:
    """Return what can't be clutter: what holds the headline, or the only thing that is marked as the article."""
    kept: set[Any] = {body}
    for found in ([headline] if headline is not None else [], body.xpath(".//*[@itemprop='articleBody']")):
        if len(found) == 1:
            kept |= {found[0], *found[0].iterancestors()}
    return kept


def lengths(body: Any) -> dict[Any, int]:
    """Return how many characters each element holds."""
    found: dict[Any, int] = {}
    for element in reversed(list(body.iter("*"))):
        inner = sum(found.get(child, 0) + len((child.tail or "").strip()) for child in element)
        found[element] = inner + len((element.text or "").strip())
    return found


def names(element: Any) -> Iterable[str]:
    """Return the names that an element has in the markup, in small letters, their words joined by hyphens."""
    given = [value for name in _NAMING if (value := element.get(name))]
    # An element of the page's own making has a name for a tag, as "amp-ad".
    if "-" in element.tag:
        given.append(element.tag)
    for name in " ".join(given)[:_LONGEST_NAMES].split() if given else ():
        plain = _BOUNDARY.sub("-", name).strip("-").lower()
        if not NO_NAME.fullmatch(plain):
            yield plain


def named(element: Any, part: Part) -> bool:
    """Say whether one of an element's names is that of such a part."""
    words = names_of(part)
    return any(words.search(name) for name in names(element))


def _prune(body: Any, unwanted: Callable[[Any, dict[Any, int]], bool]) -> None:
    """Drop each element that is unwanted, given how much text each holds."""
    sizes = lengths(body)
    sizes[_WHOLE] = sizes[body]
    stack = [body]
    while stack:
        for child in list(stack.pop()):
            if isinstance(child.tag, str) and unwanted(child, sizes):
                _drop(child)
            else:
                stack.append(child)


def _drop(element: Any) -> None:
    """Empty an element: taken out of the tree, what follows it would be joined to what precedes it each time.

    What begins no paragraph is taken out by `_close_gaps`, all of it together.
    """
    element.clear(keep_tail=True)
    element.tag = _TAKEN_OUT if element.tag in _IN_SENTENCES | _IN_PARAGRAPHS else "div"


def _close_gaps(body: Any) -> None:
    """Take out what was emptied within paragraphs: trafilatura loses the rest of a paragraph after an empty element."""
    from lxml.etree import strip_tags

    strip_tags(body, _TAKEN_OUT)


def _holds(element: Any, sizes: dict[Any, int], most: int) -> bool:
    """Say whether an element holds at most so many hundredths of the text."""
    return 100 * sizes[element] <= most * sizes[_WHOLE]


def _unwrap_forms(body: Any, kept: set[Any]) -> None:
    """Let a form that holds the page be a division; others are for typing into."""
    sizes = lengths(body)
    for form in list(body.iter("form")):
        if form in kept or 2 * sizes[form] > sizes[body]:
            form.tag = "div"
        else:
            _drop(form)


def _never_text(element: Any, kept: set[Any]) -> bool:
    if element.tag in _NO_TEXT:
        return True
    if element in kept or element.tag in _ROOMS:
        return False
    if (element.get("role") or "").lower() in _ROLES or is_hidden(element):
        return True
    if named(element, "comments"):
        return element.find(".//main") is None
    holds_article = element.tag == "article" or element.find(".//article") is not None
    return not holds_article and element.find(".//main") is None and named(element, "consent")


def _is_box(element: Any) -> bool:
    if element.tag in _ROOMS:
        return False
    if element.tag in {"aside", "header"} and not (element.tag == "header" and _within_article(element)):
        return True
    if element.get("aria-hidden") == "true" or _NOT_SEEN.search(element.get("style") or ""):
        return True
    if element.tag in {"ul", "ol"} and _is_contents(element):
        return True
    teaser = element.tag != "p" and element.find(".//a") is not None and named(element, "teaser")
    # A heading's names tell how it is set: what is named a box is a box around one.
    return teaser or (element.tag not in _HEADINGS and named(element, "boxes"))


def _is_contents(element: Any) -> bool:
    """Say whether a list leads to parts of the page, item by item."""
    links = list(element.iter("a"))
    within = sum((link.get("href") or "").startswith("#") for link in links)
    linked = sum(len(link.text_content().strip()) for link in links)
    return len(links) > 1 and within == len(links) and linked > _MOST_OF_A_LABEL * len(element.text_content().strip())


def _is_detail(element: Any, sizes: dict[Any, int]) -> bool:
    if element.tag == "figure":
        return next(element.iter("table", "pre", "blockquote"), None) is None and _holds(element, sizes, _MOST_OF_A_BOX)
    if element.tag in {"figcaption", "caption"}:
        return True
    is_small = sizes[element] <= _SHORT_DETAIL or _holds(element, sizes, _MOST_OF_A_DETAIL)
    if element.tag in _ROOMS or element.tag == "article" or not is_small:
        return False
    if element.tag == "footer":
        return element.getparent().tag != "blockquote"  # there it says whose words they are
    # A date or a name within a sentence belongs to it.
    if element.tag in _IN_SENTENCES and sizes[element.getparent()] - sizes[element] > _LONGEST_AROUND:
        return False
    return element.tag in {"time", "address"} or (sizes[element] <= _LONGEST_DETAIL and named(element, "details"))


def _within_article(element: Any) -> bool:
    return any(ancestor.tag in {"article", "main"} for ancestor in element.iterancestors())


def _remove_labelled(body: Any, kept: set[Any]) -> None:
    """Drop the boxes whose label says what they are, and labels that stand alone."""
    sizes = lengths(body)
    gone: set[Any] = set()
    for element in list(body.iter(*_LABELS)):
        if not 1 < sizes[element] <= _LONGEST_LABEL or element in kept or element in gone:
            continue
        text = " ".join(element.text_content().split())
        box = element if said("alone").fullmatch(text) else None
        if box is None and said("over_box", after=_AFTER_LABEL).fullmatch(text):
            box = _box_of(element, kept, sizes, _MOST_OF_A_BOX * sizes[body] // 100)
        if box is not None and box not in gone:
            gone.update(box.iter("*"))
            _drop(box)


def _box_of(label: Any, kept: set[Any], sizes: dict[Any, int], most: int) -> Any:
    """Return the largest element that begins with a label and may be a box."""
    box = label
    parent = box.getparent()
    while parent is not None and parent not in kept and parent.tag not in _ROOMS and sizes[parent] <= most:
        if (parent.text or "").strip() or any(sizes.get(child) or child.tail for child in _before(box)):
            break
        box, parent = parent, parent.getparent()
    return box


def _before(element: Any) -> Iterable[Any]:
    return element.itersiblings(preceding=True)


def _remove_mark(link: Any) -> None:
    """Drop the mark of a note, with the brackets around it: a mark in a quoted sentence would be taken for ours."""
    mark: Any = link
    for _ in range(2):
        parent = mark.getparent()
        text = parent.text_content() if parent is not None and parent.tag in {"sup", "span"} else ""
        if not text or len(text) > _LONGEST_MARK:
            break
        mark = parent
    text = mark.text_content().strip()
    if _MARK.fullmatch(text) or not _WORD.search(text):
        _drop(mark)
