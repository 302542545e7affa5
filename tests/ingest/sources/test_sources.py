from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.article import Source
from corpus.errors import ArticleError
from ingest.sources.config import named_source
from ingest.sources.kinds.folder import Files, find_files


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")


def _names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder.resolve())) for path in find_files(folder).articles]


def test_a_folder_gives_the_files_below_it_that_can_be_read_in_sorted_order(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", "a.md", "sub/deep/c.HTML", "sub/a.markdown", "image.png", "noend", "d.xhtml")
    assert _names(tmp_path) == ["a.md", "b.txt", "d.xhtml", "sub/a.markdown", "sub/deep/c.HTML"]
    assert find_files(tmp_path).others == ((tmp_path / "image.png").resolve(), (tmp_path / "noend").resolve())


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    _write(tmp_path, "a.md", ".hidden.md", ".git/b.md", "sub/.c.txt")
    assert _names(tmp_path) == ["a.md"]


def test_a_hidden_folder_that_is_asked_for_is_read(tmp_path: Path) -> None:
    _write(tmp_path, ".notes/a.md")
    assert _names(tmp_path / ".notes") == ["a.md"]


def test_a_file_is_itself_whatever_its_kind(tmp_path: Path) -> None:
    _write(tmp_path, "a.pdf")
    assert find_files(tmp_path / "a.pdf") == Files(articles=((tmp_path / "a.pdf").resolve(),))


def test_a_relative_address_gives_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "notes/a.md")
    monkeypatch.chdir(tmp_path)
    expected = Files(articles=((tmp_path / "notes/a.md").resolve(),))
    assert find_files(Path("notes")) == expected
    assert find_files(Path("notes/a.md")) == expected


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert find_files(tmp_path) == Files(articles=())


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    _write(tmp_path, "sub/a.md")
    (tmp_path / "sub/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "gone.md")
    assert _names(tmp_path) == ["sub/a.md"]


def test_a_linked_folder_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path, "elsewhere/a.md", "notes/b.md")
    for name in ("one", "two"):
        (tmp_path / "notes" / name).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "notes/c.md").symlink_to(tmp_path / "notes/b.md")
    found = tuple((tmp_path / name).resolve() for name in ("elsewhere/a.md", "notes/b.md"))
    assert find_files(tmp_path / "notes") == Files(articles=found)


def test_a_path_with_nothing_at_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError) as raised:
        find_files(tmp_path / "gone")
    assert str(raised.value) == f"There is no file or folder at {tmp_path / 'gone'}: check the path."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_never_passed_over(tmp_path: Path) -> None:
    _write(tmp_path, "a.md", "locked/b.md")
    (tmp_path / "locked").chmod(0)
    try:
        with pytest.raises(ArticleError, match="locked can't be read"):
            find_files(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_a_source_is_named_after_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "notes/a.md")
    folder = (tmp_path / "notes").resolve()
    assert named_source(str(tmp_path / "notes")).source == Source(name="notes", address=str(folder))
    assert named_source(str(tmp_path / "notes/a.md")).source == Source(name="notes", address=str(folder / "a.md"))
    monkeypatch.chdir(tmp_path / "notes")
    assert named_source(".").source == Source(name="notes", address=str(folder))


def test_the_root_has_a_name_too() -> None:
    assert named_source("/").name == "/"
