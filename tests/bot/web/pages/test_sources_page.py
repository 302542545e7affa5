from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.samples import make_article

if TYPE_CHECKING:
    from tests.support.web_scene import Scene


async def test_sources_and_their_articles_are_listed(scene: Scene) -> None:
    scene.fill(
        make_article("Amazon's pause", "One year.", published=date(2020, 6, 10)),
        make_article("IBM leaves", "For good.", source="blog"),
    )

    async with scene.client() as client:
        everything = (await client.get("/sources")).text
        of_one = (await client.get("/sources", params={"source": "blog"})).text
        found = (await client.get("/sources", params={"words": "amaz"})).text

    assert "Amazon&#39;s pause" in everything
    assert "IBM leaves" in everything
    assert "10 June 2020" in everything.replace("June 10, 2020", "10 June 2020")
    assert "Amazon&#39;s pause" not in of_one
    assert "IBM leaves" not in found


async def test_an_empty_corpus_says_what_to_do(scene: Scene) -> None:
    async with scene.client() as client:
        response = await client.get("/sources")

    assert "footnote ingest FOLDER" in response.text
