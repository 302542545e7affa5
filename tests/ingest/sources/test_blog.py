"""Follow a small blog on loopback, with all that goes wrong on the web, over real connections."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.support import blog
from tests.support.fakes import Names
from tests.support.follower import Follower, source
from tests.support.website import Reply, Website, redirect

if TYPE_CHECKING:
    import pytest

    from corpus.store.corpus import Corpus


async def test_a_feed_is_followed_to_its_articles_and_asked_again_only_for_what_is_new(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"] = [blog.html(blog.page("bridge"), ETag='"a1"'), Reply(status=304)]
        site.pages["/b"] = [blog.html(blog.page("digue", french=True, charset="cp1252"), "windows-1252")]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge"), (site.url("/b"), "Digue")]), Reply(status=304)]
        follower = Follower(corpus, site)

        report = await follower.run(source(site, "feed", "/feed"))

        assert len(report.added) == 2
        bridge = next(a for a in corpus.catalogue.articles() if a.title == "Bridge")
        assert bridge.text == "\n\n".join(blog.words("bridge")) or bridge.text == "\n".join(blog.words("bridge"))
        assert (bridge.language, str(bridge.published), bridge.partial) == ("en", "2024-03-05", False)
        digue = next(a for a in corpus.catalogue.articles() if a.title == "Digue")
        assert "coûté onze millions, deux de plus que prévu" in digue.text
        assert digue.language == "fr"

        again = await follower.run(source(site, "feed", "/feed"))

        assert (again.added, again.changed, again.failed) == ((), (), ())
        # The feed answered 304, so no page was asked for.
        assert site.asked.count("/a") == 1
        assert site.requests[-1].headers["if-none-match"] == '"f1"'


async def test_every_way_of_failing_has_its_outcome_and_stops_no_other(corpus: Corpus) -> None:
    names = Names({"rebound.example": [["127.0.0.1"], ["127.0.0.2"]]})
    async with Website() as site, Website(host="127.0.0.2") as secret:
        paths = "good moved missing gone busy shaky slow endless bomb metadata rebound paper.pdf".split()
        site.pages |= {
            "/good": [blog.html(blog.page("lock"))],
            "/moved": [redirect("/new", 301)],
            "/new": [blog.html(blog.page("crane"))],
            "/gone": [Reply(status=410)],
            "/busy": [Reply(status=429, headers={"Retry-After": "7"}), blog.html(blog.page("ferry"))],
            "/shaky": [Reply(status=500), Reply(status=500), blog.html(blog.page("mole"))],
            "/slow": [blog.SLOW],
            "/endless": [blog.ENDLESS],
            "/bomb": [blog.BOMB],
            "/metadata": [blog.METADATA],
            "/rebound": [redirect(f"http://rebound.example:{secret.port}/")],
            "/paper.pdf": [blog.NO_PDF],
            "/feed": [blog.feed([(site.url(f"/{path}"), path.capitalize()) for path in paths])],
        }
        follower = Follower(corpus, site, names)

        report = await follower.run(source(site, "feed", "/feed"))

        errors = follower.errors(report)
        assert follower.titles() == {"Lock", "Crane", "Ferry", "Mole"}
        assert set(errors) == {
            f"/{path}" for path in "missing gone slow endless bomb metadata rebound paper.pdf".split()
        }
        assert "no page at" in errors["/missing"]
        assert "gone for good" in errors["/gone"]
        assert "second" in errors["/slow"] or "later run" in errors["/slow"]
        assert "MB" in errors["/endless"]
        assert "MB" in errors["/bomb"]
        assert "FOOTNOTE_ALLOW_PRIVATE_ADDRESSES" in errors["/metadata"]
        assert "FOOTNOTE_ALLOW_PRIVATE_ADDRESSES" in errors["/rebound"]
        assert all(error.endswith(".") and "\n" not in error for error in errors.values())
        assert secret.connections == 0
        assert 7 in [round(seconds) for seconds in follower.hours.slept]
        crane = next(a for a in corpus.catalogue.articles() if a.title == "Crane")
        assert crane.address == site.url("/new")


async def test_an_entity_bomb_is_no_feed(corpus: Corpus) -> None:
    async with Website(pages={"/feed": [blog.ENTITIES]}) as site:
        follower = Follower(corpus, site)

        report = await follower.run(source(site, "feed", "/feed"))

        assert report.added == ()
        assert all(len(error) < 400 for error in follower.errors(report).values())


async def test_what_fails_is_tried_again_with_growing_waits_and_then_given_up(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("ingest.pipeline.pipeline.time.time", lambda: now)
    async with Website(pages={"/p": [Reply(status=404)]}) as site:
        follower = Follower(corpus, site)
        tries: list[float] = []
        for _ in range(100):
            report = await follower.run(source(site, "page", "/p"))
            if report.failed:
                tries.append(now)
            else:
                assert report.waiting == 1
            now += 6 * 3600

        # A quarter of an hour, one, four, sixteen, sixty-four; somebody looks every six hours.
        assert [round((after - before) / 3600) for before, after in pairwise(tries)] == [6, 6, 6, 18, 66]
        (state,) = corpus.journal.failing()
        assert state.given_up
        assert state.error
        assert "no page at" in str(state.error)

        # Naming it asks for another try.
        assert len((await follower.run(source(site, "page", "/p"), forced=True)).failed) == 1


async def test_410_removes_an_article_and_404_keeps_it(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"] = [blog.html(blog.page("bridge")), Reply(status=410)]
        site.pages["/b"] = [blog.html(blog.page("tunnel")), Reply(status=404)]
        follower = Follower(corpus, site)
        sources = [source(site, "page", "/a"), source(site, "page", "/b")]
        await follower.run(*sources)
        assert follower.titles() == {"Bridge", "Tunnel"}

        report = await follower.run(*sources)

        assert report.removed == (site.url("/a"),)
        assert follower.errors(report)["/b"].endswith("Its article is kept.")
        assert follower.titles() == {"Tunnel"}


async def test_what_a_feed_tells_stands_in_for_a_page_until_it_can_be_read(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("ingest.pipeline.pipeline.time.time", lambda: now)
    async with Website() as site:
        told = "The bridge of Port-Aven is open at last, says the mayor, who cut the ribbon on Monday."
        site.pages["/a"] = [Reply(status=404), blog.html(blog.page("bridge"))]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge")], told=told), Reply(status=304)]
        follower = Follower(corpus, site)

        await follower.run(source(site, "feed", "/feed"))

        (article,) = corpus.catalogue.articles()
        assert (article.partial, article.text, str(article.published)) == (True, told, "2024-03-05")

        now += 86_400
        report = await follower.run(source(site, "feed", "/feed"))

        (article,) = corpus.catalogue.articles()
        assert report.changed == (site.url("/a"),)
        assert not article.partial
        assert "eleven million" in article.text
        assert corpus.journal.failing() == []


async def test_a_page_that_robots_txt_forbids_is_left_out(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/robots.txt"] = [Reply(body=b"User-agent: *\nDisallow: /inside/")]
        site.pages["/inside/a"] = [blog.html(blog.page("bridge"))]
        site.pages["/feed"] = [blog.feed([(site.url("/inside/a"), "Bridge")])]
        follower = Follower(corpus, site)

        report = await follower.run(source(site, "feed", "/feed"))

        assert "robots.txt" in follower.errors(report)["/inside/a"]
        assert "/inside/a" not in site.asked


async def test_a_page_may_name_its_address_on_its_own_host_only(corpus: Corpus) -> None:
    async with Website() as site:

        def named(thing: str, address: str) -> Reply:
            link = f'<link rel="canonical" href="{address}"></head>'.encode()
            return blog.html(blog.page(thing).replace(b"</head>", link))

        site.pages["/a?from=feed"] = [named("bridge", site.url("/a"))]
        site.pages["/b"] = [named("tunnel", "https://elsewhere.example/b")]
        follower = Follower(corpus, site)

        await follower.run(source(site, "page", "/a?from=feed"), source(site, "page", "/b"))

        assert {a.title: a.address for a in corpus.catalogue.articles()} == {
            "Bridge": site.url("/a"),
            "Tunnel": site.url("/b"),
        }


async def test_a_story_in_two_papers_is_one_article_with_two_addresses(corpus: Corpus) -> None:
    async with Website() as site, Website() as other:
        copied = blog.page("bridge", title="Port-Aven has its bridge").replace(b"in front of", b"before")
        site.pages["/a"] = [blog.html(blog.page("bridge"))]
        other.pages["/b"] = [blog.html(copied)]
        follower = Follower(corpus, site)

        await follower.run(source(site, "page", "/a"))
        report = await follower.run(source(other, "page", "/b"))

        (article,) = corpus.catalogue.articles()
        assert report.copies == (other.url("/b"),)
        assert [copy.address for copy in corpus.copies.of(article.id)] == [other.url("/b")]
        assert (await follower.run(source(other, "page", "/b"))).unchanged == 1
