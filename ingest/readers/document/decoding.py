"""Turn the bytes of a page into text (door: charset_normalizer)."""

from __future__ import annotations

import codecs
import re

from corpus.errors import ArticleError
from corpus.language.identify import identify
from corpus.reason import Reason
from ingest.readers.document.reading import without_control_characters

_MAGIC = {
    b"%!PS": Reason("a PostScript document"),
    b"{\\rtf": Reason("an RTF document"),
    b"PK\x03\x04": Reason("an Office document or an archive"),
    b"\xd0\xcf\x11\xe0": Reason("an Office document"),
    b"\x1f\x8b": Reason("an archive"),
    b"7z\xbc\xaf\x27\x1c": Reason("an archive"),
    b"Rar!\x1a": Reason("an archive"),
    b"\x89PNG": Reason("an image"),
    b"\xff\xd8\xff": Reason("an image"),
    b"GIF8": Reason("an image"),
    b"SQLite format 3": Reason("a database"),
}
_PDF = b"%PDF-"
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_MAX_CONTROL_SHARE = 0.1
_MOST_ZEROS = 0.01  # of its bytes: programs leave one behind now and then, and no binary data has so few

# What pages call an encoding, and the larger one that browsers read it as (https://encoding.spec.whatwg.org/#names).
# Names are looked up here and not in Python's codecs, which also hold "hex" and "unicode_escape".
_DECLARED = re.compile(rb"""(?:<meta[^>]*?charset|<\?xml[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_CODECS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
}
_SINGLE_BYTE = re.compile(r"(?:windows-|cp)(125\d|874)|iso-8859-(\d\d?)")

# Without a declaration these are weighed, the likelier first. Left to all of its codecs, charset-normalizer takes
# short French text for Baltic, Arabic or EBCDIC.
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "mac_roman", "cp850")
_WEIGHED = [*_LATIN, *"cp1251 cp1253 cp1255 cp1256 cp932 gb18030 euc_jp big5 cp949 koi8_r".split()]
_NEAR = 0.02
# What reads well as one Latin encoding reads well as another, and by the frequency of letters a tenth of French
# paragraphs came out wrong. The language, then capitals and signs within words, tell them apart.
_WESTERN = ("cp1252", "mac_roman", "cp850")
_CODEC_OF_LANGUAGE = {
    **dict.fromkeys(["cs", "hr", "hu", "pl", "ro", "sk", "sl"], "cp1250"),
    **dict.fromkeys(["lt", "lv"], "cp1257"),
    "tr": "cp1254",
}
_ODD = re.compile(r"(?<=[a-zß-ÿ])[^\x00-\x7f\xa0ß-ÿœšžﬁﬂ’–—…·](?=[a-zß-ÿ])")
# ISO-8859-15 differs from windows-1252 in eight signs: a currency sign there is a euro here, a half before a letter œ.
_LATIN_9 = re.compile(rb"\xa4|[\xbc\xbd](?=[a-z])")
_BEYOND_LATIN_9 = re.compile(rb"[\x80-\x9f]")
_STRAY = re.compile("[\udc80-\udcff]")
# In windows-1252 hardly two signs in a row look like one of UTF-8: half of them is proof enough of what is claimed.
_STRAY_SHARE, _STRAY_SHARE_CLAIMED = 0.1, 0.5

_LEADING_JUNK = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"


def decode(content: bytes, name: str, *, html: bool = False, charset: str | None = None) -> str:
    r"""Return the text of a page, its lines ending in "\n", without control characters.

    Nothing else is changed, since the text is quoted word for word: no-break spaces stay, and so does the
    composition of accents. What is UTF-8 but for stray bytes is UTF-8, whatever it says; else it is read in the
    encoding that its server names (`charset`), or that HTML and XML declare.

    Raises:
        ArticleError: The content is no text, or in an encoding that can't be told.
    """
    text = _with_mark(content) if content else ""
    if text is None:
        text = _utf_16(content, charset)
    if text is None:
        _refuse_binary(content, name)
        text = (
            _utf_8(content)
            or _nearly_utf_8(content, claimed=_claims_utf_8(content, charset))
            or (_labelled(content, charset) if charset else None)
            or (_declared(content) if html else None)
            or _guessed(content)
        )
    if text is None:
        raise ArticleError("The encoding of {name} can't be told: save it as UTF-8.", name=name)
    return without_control_characters(text).lstrip(_LEADING_JUNK)


def _refuse_binary(content: bytes, name: str) -> None:
    if content.startswith(_PDF):
        raise ArticleError("{name} holds a PDF document, no text: give its name the suffix .pdf.", name=name)
    what = next((what for magic, what in _MAGIC.items() if content.startswith(magic)), None)
    control = len(content) - len(content.translate(None, _CONTROL_BYTES))
    if what is None and (content.count(0) > _MOST_ZEROS * len(content) or control > _MAX_CONTROL_SHARE * len(content)):
        what = Reason("binary data")
    if what:
        raise ArticleError("{name} holds {what}, no text: convert it to text, Markdown or HTML.", name=name, what=what)


def _with_mark(content: bytes) -> str | None:
    """Read content that begins with a byte order mark."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], codec)
    return None


def _utf_8(content: bytes) -> str | None:
    # ISO-2022-JP is ASCII with escape sequences, so it would pass for UTF-8.
    return None if b"\x1b" in content else _strictly(content, "utf-8")


def _declared(content: bytes) -> str | None:
    declaration = _DECLARED.search(content[:_DECLARED_WITHIN])
    return _labelled(content, declaration.group(1).decode("ascii", "replace")) if declaration else None


def _labelled(content: bytes, label: str) -> str | None:
    """Read content in the encoding of that name, if there is one and it fits."""
    label = label.strip().lower()
    codec = _CODECS.get(label)
    single = _SINGLE_BYTE.fullmatch(label)
    if codec is None and single:
        codec = f"cp{single.group(1)}" if single.group(1) else f"iso8859_{single.group(2)}"
    if codec is None:
        return None
    # Browsers read the five bytes that windows-1252 leaves out as Latin-1 does; none of them is printed.
    return _strictly(content, codec) or (_strictly(content, "latin-1") if codec == "cp1252" else None)


def _claims_utf_8(content: bytes, charset: str | None) -> bool:
    declaration = _DECLARED.search(content[:_DECLARED_WITHIN])
    label = charset or (declaration.group(1).decode("ascii", "replace") if declaration else "")
    return label.strip().lower().replace("_", "-") in {"utf-8", "utf8"}


def _nearly_utf_8(content: bytes, *, claimed: bool) -> str | None:
    """Read UTF-8 with a few stray bytes; in any other encoding most characters beyond ASCII would be stray.

    A stray byte was pasted from a page in windows-1252, more often than anything else.
    """
    if b"\x1b" in content:
        return None
    text = content.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(text))
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if strays > (_STRAY_SHARE_CLAIMED if claimed else _STRAY_SHARE) * beyond_ascii:
        return None
    return _STRAY.sub(lambda stray: bytes([ord(stray.group()) - 0xDC00]).decode("cp1252", "replace"), text)


def _utf_16(content: bytes, charset: str | None) -> str | None:
    """Read UTF-16 without a mark: its server says so, or every other byte of its beginning is zero."""
    if (charset or "").lower().startswith("utf-16"):
        return _strictly(content, "utf-16-be" if content[:1] == b"\0" or charset == "utf-16be" else "utf-16-le")
    head = content[:_DECLARED_WITHIN]
    for start, codec in ((0, "utf-16-be"), (1, "utf-16-le")):
        zeros, others = head[start::2], head[1 - start :: 2]
        if len(head) >= 4 and zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:  # noqa: PLR2004 -- two signs
            return _strictly(content, codec)
    return None


def _guessed(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(content, cp_isolation=_WEIGHED, preemptive_behaviour=False, enable_fallback=False)
    least = min((match.chaos for match in found), default=0.0)
    readable = [match for match in found if match.chaos <= least + _NEAR]
    # A match stands for all the codecs that read the content alike.
    if any(codec in match.could_be_from_charset for match in readable for codec in _LATIN):
        return _latin(content)
    readable.sort(key=lambda match: (match.chaos, -match.coherence, _WEIGHED.index(match.encoding)))
    return str(readable[0]) if readable else None


def _latin(content: bytes) -> str:
    codec = _CODEC_OF_LANGUAGE.get(identify(content.decode("cp1252", "replace")))
    text = _strictly(content, codec) if codec else None
    if text is not None:
        return text
    texts = [text for codec in _WESTERN if (text := _strictly(content, codec)) is not None]
    text = min(texts, key=lambda text: len(_ODD.findall(text)))
    if text is texts[0] and _LATIN_9.search(content) and not _BEYOND_LATIN_9.search(content):
        return content.decode("iso8859_15")
    return text


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
