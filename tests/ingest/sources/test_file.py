from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from ingest.sources.file import read_file

_MB = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "text"), ("a.TEXT", "text"), ("a.md", "markdown"), ("a.markdown", "markdown"), ("a.xhtml", "html")],
)
def test_the_suffix_says_of_what_kind_a_page_is(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"words")
    assert read_file(tmp_path / name, _MB).kind == kind


def test_a_page_holds_the_bytes_as_they_are_and_their_digest(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfr\xe9sum\xe9\r\n\0"
    (tmp_path / "a.txt").write_bytes(content)
    page = read_file(tmp_path / "a.txt", _MB)
    assert page.content == content
    assert page.digest == hashlib.sha256(content).hexdigest()


def test_the_origin_is_the_absolute_path_with_links_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real.txt").write_text("words")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    monkeypatch.chdir(tmp_path)
    assert read_file(Path("link.txt"), _MB).origin == str((tmp_path / "real.txt").resolve())


def test_a_file_of_just_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 100)
    assert len(read_file(tmp_path / "a.txt", 100).content) == 100


def test_a_file_too_large_is_refused_with_its_size_and_the_setting(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"x" * (2 * _MB + _MB // 2))
    with pytest.raises(ArticleError, match=r"large\.txt has 2\.5 MB, more than the 2 MB.* FOOTNOTE_MAX_FILE_MB"):
        read_file(tmp_path / "large.txt", 2 * _MB)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    with pytest.raises(ArticleError, match=r"a\.md is empty"):
        read_file(tmp_path / "a.md", _MB)


def test_a_kind_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(ArticleError, match=r"a\.png is of no kind.*\.txt.*\.md.*\.html.*\.pdf.*\.docx.*\.epub.*\.odt"):
        read_file(tmp_path / "a.png", _MB)


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("a.doc", ".docx, .odt or .pdf"),
        ("a.DOT", ".docx, .odt or .pdf"),
        ("a.odp", ".pdf"),
        ("a.ppt", ".pdf"),
        ("a.mobi", ".epub"),
    ],
)
def test_a_kind_that_is_not_read_is_refused_with_what_to_save_it_as(tmp_path: Path, name: str, better: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(ArticleError, match="is of no kind") as raised:
        read_file(tmp_path / name, _MB)
    assert str(raised.value) == f"{name} is of no kind that can be read: save it as {better}."


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"gone\.txt can't be read \(No such file"):
        read_file(tmp_path / "gone.txt", _MB)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(ArticleError, match=r"a\.txt can't be read \(Permission denied\)"):
        read_file(tmp_path / "a.txt", _MB)


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(ArticleError, match=r"a\.txt can't be read"):
        read_file(tmp_path / "a.txt", _MB)


def test_a_named_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match=r"pipe\.txt is no regular file"):
        read_file(tmp_path / "pipe.txt", _MB)


def test_a_name_that_is_no_text_is_refused_in_words_that_can_be_printed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("words")
    except OSError:
        pytest.skip("this file system takes no such names")
    with pytest.raises(ArticleError, match="rename it") as raised:
        read_file(path, _MB)
    str(raised.value).encode()
