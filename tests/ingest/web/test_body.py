from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import FailedError, RefusedError
from ingest.web.body import Body

_MB = 1024 * 1024


def _taken_in(data: bytes, encoding: str, *, max_bytes: int = _MB, step: int = 1000) -> bytes:
    body = Body("the page", encoding, max_bytes)
    for start in range(0, len(data), step):
        body.add(data[start : start + step])
    return body.content()


@given(st.binary(max_size=3000), st.integers(1, 4000))
def test_a_body_is_what_was_sent_in_whatever_pieces_it_comes(content: bytes, step: int) -> None:
    assert _taken_in(content, "", step=step) == content
    assert _taken_in(gzip.compress(content), "gzip", step=step) == content
    halves = gzip.compress(content[:100]) + gzip.compress(content[100:])
    assert _taken_in(halves, "x-gzip", step=step) == content
    assert _taken_in(halves + b"\0" * 10, "gzip", step=step) == content


@given(st.binary(max_size=300))
def test_no_bytes_break_decompression(noise: bytes) -> None:
    for data in (noise, gzip.compress(b"words")[:10] + noise, gzip.compress(b"words") + noise):
        try:
            _taken_in(data, "gzip")
        except (FailedError, RefusedError):
            continue


def test_a_body_of_many_pieces_of_decompression_is_whole() -> None:
    content = b"".join(number.to_bytes(4, "big") for number in range(400_000))
    assert _taken_in(gzip.compress(content), "gzip", max_bytes=2 * _MB, step=_MB) == content


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_of_just_the_largest_size_is_taken_and_a_byte_more_isnt(encoding: str) -> None:
    def sent(size: int) -> bytes:
        return gzip.compress(b"x" * size) if encoding else b"x" * size

    assert len(_taken_in(sent(5000), encoding, max_bytes=5000)) == 5000
    with pytest.raises(RefusedError, match=r"the page is larger than .* MB that are read: raise FOOTNOTE_MAX_PAGE_MB"):
        _taken_in(sent(5001), encoding, max_bytes=5000)


def test_a_bomb_never_holds_more_than_the_limit_and_a_little() -> None:
    compressor = zlib.compressobj(9, wbits=31)
    zeros = bytes(_MB)
    bomb = b"".join([compressor.compress(zeros) for _ in range(300)] + [compressor.flush()])
    body = Body("the bomb", "gzip", 2 * _MB)
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError):
            body.add(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * _MB


def test_compressed_bytes_count_too() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(RefusedError):
        _taken_in(empty * 100, "gzip", max_bytes=len(empty) * 99)


def test_a_body_cut_off_or_broken_failed() -> None:
    whole = gzip.compress(b"words " * 100)
    with pytest.raises(FailedError, match="arrived in part"):
        _taken_in(whole[:-1], "gzip")
    with pytest.raises(FailedError, match="broken compression"):
        _taken_in(whole[:-8] + bytes(8), "gzip")
    with pytest.raises(FailedError, match="broken compression"):
        _taken_in(b"no gzip at all", "gzip")


def test_nothing_is_nothing_whatever_it_claims_to_be() -> None:
    assert _taken_in(b"", "gzip") == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "compress", "utf-8, br"])
def test_what_wasnt_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(RefusedError, match="wasn't asked for"):
        Body("the page", encoding, _MB)


@pytest.mark.parametrize("encoding", ["utf-8", "aws-chunked", "none", "identity", "8bit", "?", "identity, utf-8"])
def test_a_name_that_no_encoding_has_leaves_the_body_as_it_is(encoding: str) -> None:
    assert _taken_in(b"<p>The quay.</p>", encoding) == b"<p>The quay.</p>"
    assert _taken_in(gzip.compress(b"The quay."), f"{encoding}, gzip") == b"The quay."
