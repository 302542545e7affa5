"""Walk through XML that strangers wrote: sitemaps, exports (door: defusedxml)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from corpus.reason import Reason


def elements(
    content: bytes, address: str, names: Collection[str], kind: Reason, roots: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """Walk the elements of those names; none is kept, so that a large file costs little memory.

    Raises:
        ArticleError: it is no `kind`: no such XML, or its root has another name.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        root = None
        for event, element in iterparse(BytesIO(content), events=("start", "end")):
            name = local_name(element.tag)
            if root is None:
                root = element
                if name not in roots:
                    break
            elif event == "end" and name in names:
                yield name, element
                element.clear()
        else:
            return
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise unreadable(address, kind) from error
    raise unreadable(address, kind)


def local_name(tag: object) -> str:
    """Return a name without its namespace, in small letters."""
    return str(tag).rpartition("}")[2].lower()


def unreadable(address: str, kind: Reason) -> ArticleError:
    """Return the error that says that what lies at an address is none of its kind."""
    return ArticleError(
        "{page} is no {kind} that can be read: check the address, or give it as another kind.", page=address, kind=kind
    )
