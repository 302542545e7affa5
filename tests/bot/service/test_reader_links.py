"""Where the reader is: where people reach it, or where a process of this machine serves it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.reader_links import build_reader_links, serving_pages
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_links_lead_to_the_pages_as_people_reach_them(tmp_path: Path) -> None:
    links = build_reader_links(Settings.model_validate({"data_dir": tmp_path, "web_url": "https://press.example.org/"}))

    assert links is not None
    assert links.url == "https://press.example.org"


def test_links_lead_to_pages_that_are_served_as_long_as_they_are(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with serving_pages(tmp_path, "http://127.0.0.1:8642"):
        links = build_reader_links(settings)
        with serving_pages(tmp_path, "http://127.0.0.1:8643"):  # a second one of the same folder is nobody's loss
            again = build_reader_links(settings)

    assert links is not None
    assert links == again
    assert links.url == "http://127.0.0.1:8642"
    assert build_reader_links(settings) is None


def test_what_a_killed_process_left_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "pages.url").write_text("http://127.0.0.1:8642", encoding="utf-8")

    assert build_reader_links(Settings(data_dir=tmp_path)) is None
    assert build_reader_links(Settings(data_dir=tmp_path / "nowhere")) is None
    assert not (tmp_path / "nowhere").exists()
