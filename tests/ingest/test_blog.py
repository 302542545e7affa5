"""Follow a small blog on loopback, with all that goes wrong on the web, over real connections."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.config import SourceConfig
from ingest.pipeline import Pipeline
from ingest.web import Fetcher
from tests.fakes import Hours, Names, Quiet
from tests.ingest import blog
from tests.website import Reply, Website, redirect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from corpus.corpus import Corpus
    from ingest.report import Report

MB = 1024 * 1024


class Follower:
    """Runs ingestion over a website, with time that passes only by sleeping between requests."""

    def __init__(self, corpus: Corpus, site: Website, names: Names | None = None) -> None:
        self.corpus = corpus
        self.site = site
        self.hours = Hours()
        self.progress = Quiet()
        self._names = names

    def fetcher(self) -> Fetcher:
        return Fetcher(
            max_bytes=MB,
            allow=[ip_network("127.0.0.1/32")],
            timeout=2,
            sleep=self.hours.sleep,
            clock=self.hours.clock,
            resolve=self._names.resolve if self._names else None,
        )

    async def run(self, *configs: SourceConfig, prune: bool = False, forced: bool = False) -> Report:
        self.progress = Quiet()
        pipeline = Pipeline(self.corpus, passage_tokens=100, max_file_bytes=MB, open_getter=self.fetcher)
        return await asyncio.to_thread(pipeline.run, configs, self.progress, prune=prune, forced=forced)

    def titles(self) -> set[str]:
        return {article.title for article in self.corpus.articles()}

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each path."""
        return {address.replace(self.site.url(""), ""): outcome for address, outcome in self.progress.outcomes.items()}

    def errors(self, report: Report) -> dict[str, str]:
        return {failure.address.replace(self.site.url(""), ""): failure.error for failure in report.failed}


def source(site: Website, kind: str, path: str, **more: object) -> SourceConfig:
    return SourceConfig(name="Le Quai", kind=kind, address=site.url(path), **more)  # type: ignore[arg-type] -- a test names the kind in plain words


async def test_a_feed_is_followed_to_its_articles_and_asked_again_only_for_what_is_new(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"] = [blog.html(blog.page("bridge"), ETag='"a1"'), Reply(status=304)]
        site.pages["/b"] = [blog.html(blog.page("digue", french=True, charset="cp1252"), "windows-1252")]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge"), (site.url("/b"), "Digue")]), Reply(status=304)]
        follower = Follower(corpus, site)

        report = await follower.run(source(site, "feed", "/feed"))

        assert len(report.added) == 2
        bridge = next(a for a in corpus.articles() if a.title == "Bridge")
        assert bridge.text == "\n\n".join(blog.words("bridge")) or bridge.text == "\n".join(blog.words("bridge"))
        assert (bridge.language, str(bridge.published), bridge.partial) == ("en", "2024-03-05", False)
        digue = next(a for a in corpus.articles() if a.title == "Digue")
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
        crane = next(a for a in corpus.articles() if a.title == "Crane")
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
    monkeypatch.setattr("ingest.pipeline.time.time", lambda: now)
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
    monkeypatch.setattr("ingest.pipeline.time.time", lambda: now)
    async with Website() as site:
        told = "The bridge of Port-Aven is open at last, says the mayor, who cut the ribbon on Monday."
        site.pages["/a"] = [Reply(status=404), blog.html(blog.page("bridge"))]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge")], told=told), Reply(status=304)]
        follower = Follower(corpus, site)

        await follower.run(source(site, "feed", "/feed"))

        (article,) = corpus.articles()
        assert (article.partial, article.text, str(article.published)) == (True, told, "2024-03-05")

        now += 86_400
        report = await follower.run(source(site, "feed", "/feed"))

        (article,) = corpus.articles()
        assert report.changed == (site.url("/a"),)
        assert not article.partial
        assert "eleven million" in article.text
        assert corpus.journal.failing() == []


async def test_a_sitemap_is_asked_only_for_what_it_says_has_changed(corpus: Corpus) -> None:
    async with Website() as site:
        days = {"/a": "2024-03-01", "/b": "2024-03-02"}
        site.pages["/a"] = [blog.html(blog.page("bridge")), blog.html(blog.page("bridge", title="The new bridge"))]
        site.pages["/b"] = [blog.html(blog.page("tunnel"))]

        def listed() -> Reply:
            return blog.sitemap([(site.url(path), day) for path, day in days.items()])

        site.pages["/sitemap.xml"] = [listed()]
        follower = Follower(corpus, site)
        await follower.run(source(site, "sitemap", "/sitemap.xml"))
        days["/a"] = "2024-04-01"
        site.pages["/sitemap.xml"] = [listed()]

        report = await follower.run(source(site, "sitemap", "/sitemap.xml"))

        assert report.changed == (site.url("/a"),)
        assert report.unchanged == 1
        assert site.asked.count("/b") == 1
        assert follower.titles() == {"The new bridge", "Tunnel"}


async def test_what_a_sitemap_has_not_listed_for_three_runs_is_reported_and_pruned_on_request(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"], site.pages["/b"] = [blog.html(blog.page("bridge"))], [blog.html(blog.page("tunnel"))]
        both = [(site.url("/a"), "2024-03-01"), (site.url("/b"), "2024-03-01")]
        site.pages["/sitemap.xml"] = [blog.sitemap(both), blog.sitemap(both[:1])]
        follower = Follower(corpus, site)
        config = source(site, "sitemap", "/sitemap.xml")

        vanished = [(await follower.run(config)).vanished for _ in range(5)]

        assert vanished == [(), (), (), (site.url("/b"),), (site.url("/b"),)]
        assert follower.titles() == {"Bridge", "Tunnel"}
        assert (await follower.run(config, prune=True)).removed == (site.url("/b"),)
        assert follower.titles() == {"Bridge"}


async def test_a_site_is_followed_within_its_host_depth_and_patterns(corpus: Corpus) -> None:
    async with Website() as site, Website(host="127.0.0.2") as other:

        def links(*paths: str) -> bytes:
            return "".join(f'<a href="{path}">more</a> ' for path in paths).encode()

        def linked(thing: str, *paths: str) -> Reply:
            return blog.html(blog.page(thing).replace(b"</article>", b"</article>" + links(*paths)), ETag=f'"{thing}"')

        site.pages["/"] = [blog.html(b"<html><body>" + links("/1", "/private/x", other.url("/y")) + b"</body></html>")]
        site.pages["/1"] = [linked("bridge", "/2", "/1#part", "/photo.jpg"), Reply(status=304)]
        site.pages["/2"] = [linked("tunnel", "/3"), Reply(status=304)]
        site.pages["/3"] = [linked("ferry"), Reply(status=304)]
        follower = Follower(corpus, site)
        config = source(site, "site", "/", depth=2, exclude=("*/private/*",))

        report = await follower.run(config)

        assert follower.titles() == {"Bridge", "Tunnel"}
        assert other.connections == 0
        assert set(site.asked) == {"/robots.txt", "/", "/1", "/2", "/2024/", "/contact"}

        again = await follower.run(config)

        assert (again.unchanged, again.added, again.changed) == (2, (), ())
        assert len(report.added) == 2


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

        assert {a.title: a.address for a in corpus.articles()} == {"Bridge": site.url("/a"), "Tunnel": site.url("/b")}


async def test_a_wordpress_blog_is_read_by_its_interface(corpus: Corpus) -> None:
    def post(number: int, thing: str, changed: str) -> str:
        content = "".join(f"<p>{p}</p>" for p in blog.words(thing)).replace('"', '\\"')
        return (
            f'{{"id": {number}, "link": "{site.url(f"/{number}")}", "date_gmt": "2024-03-05T08:00:00",'
            f' "modified_gmt": "{changed}", "title": {{"rendered": "The {thing} &#8211; at last"}},'
            f' "content": {{"rendered": "{content}"}}, "_embedded": {{"author": [{{"name": "Maë Le Goff"}}]}}}}'
        )

    async with Website() as site:
        index = "/wp-json/wp/v2/posts?per_page=100&page=1&_fields=id,link,modified_gmt"
        fields = "link,date_gmt,modified_gmt,title,content,_links,_embedded"
        one = f"/wp-json/wp/v2/posts?include={{}}&per_page={{}}&_embed=author&_fields={fields}"
        first = [post(1, "bridge", "2024-03-05"), post(2, "tunnel", "2024-03-05")]
        second = [first[0], post(2, "canal", "2024-03-06")]
        site.pages["/wp-json/?_fields=name"] = [Reply(body=b'{"name": "Le Quai"}')]
        site.pages[index] = [Reply(body=f"[{','.join(posts)}]".encode()) for posts in (first, second)]
        site.pages[one.format("1,2", 2)] = [Reply(body=f"[{','.join(first)}]".encode())]
        site.pages[one.format("2", 1)] = [Reply(body=f"[{second[1]}]".encode())]
        follower = Follower(corpus, site)

        await follower.run(source(site, "wordpress", "/"))

        assert follower.titles() == {"The bridge – at last", "The tunnel – at last"}
        article = corpus.articles()[0]
        assert (article.author, article.site, str(article.published)) == ("Maë Le Goff", "Le Quai", "2024-03-05")

        report = await follower.run(source(site, "wordpress", "/"))

        assert report.changed == (site.url("/2"),)
        assert report.unchanged == 1


async def test_an_address_alone_is_what_it_turns_out_to_be(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"] = [blog.html(blog.page("bridge"))]
        site.pages["/b"] = [blog.html(blog.page("tunnel"))]
        site.pages["/c"] = [blog.html(blog.page("ferry"))]
        site.pages["/list.xml"] = [blog.sitemap([(site.url("/a"), "2024-03-01")])]
        site.pages["/news"] = [blog.feed([(site.url("/b"), "Tunnel")])]
        follower = Follower(corpus, site)
        configs = [
            SourceConfig(name=f"source {path}", kind=None, address=site.url(path))
            for path in ("/list.xml", "/news", "/c")
        ]

        await follower.run(*configs)

        assert follower.titles() == {"Bridge", "Tunnel", "Ferry"}


async def test_a_blogs_own_page_leads_to_its_feed(corpus: Corpus) -> None:
    async with Website() as site:
        link = b'<link rel="alternate" type="application/rss+xml" href="/feed">'
        site.pages["/"] = [blog.html(b"<html><head>" + link + b"</head><body><p>Hello</p></body></html>")]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge")])]
        site.pages["/a"] = [blog.html(blog.page("bridge"))]
        follower = Follower(corpus, site)

        await follower.run(source(site, "feed", "/"))

        assert follower.titles() == {"Bridge"}


async def test_a_story_in_two_papers_is_one_article_with_two_addresses(corpus: Corpus) -> None:
    async with Website() as site, Website() as other:
        copied = blog.page("bridge", title="Port-Aven has its bridge").replace(b"in front of", b"before")
        site.pages["/a"] = [blog.html(blog.page("bridge"))]
        other.pages["/b"] = [blog.html(copied)]
        follower = Follower(corpus, site)

        await follower.run(source(site, "page", "/a"))
        report = await follower.run(source(other, "page", "/b"))

        (article,) = corpus.articles()
        assert report.copies == (other.url("/b"),)
        assert [copy.address for copy in corpus.copies_of(article.id)] == [other.url("/b")]
        assert (await follower.run(source(other, "page", "/b"))).unchanged == 1


def exported(posts: Sequence[tuple[str, str, str]]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://quai.example/{title}</link><dc:creator>Maë</dc:creator>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded></excerpt:encoded>"
        f"<wp:post_date_gmt>2024-03-05 08:00:00</wp:post_date_gmt><wp:status>{status}</wp:status>"
        "<wp:post_type>post</wp:post_type></item>"
        for title, text, status in posts
    )
    spaces = " ".join(f'xmlns:{name}="http://{name}.example/"' for name in ("content", "excerpt", "dc", "wp"))
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{items}</channel></rss>'.encode()


async def test_the_posts_of_a_wordpress_export_are_read_and_its_drafts_are_not(corpus: Corpus, tmp_path: Path) -> None:
    text = "\n\n".join(blog.words("bridge"))
    path = tmp_path / "export.xml"
    path.write_bytes(exported([("bridge", text, "publish"), ("draft", text, "draft")]))
    follower = Follower(corpus, Website())

    await follower.run(SourceConfig(name="Le Quai", kind="wordpress", address=str(path)))

    (article,) = corpus.articles()
    assert (article.title, article.author, article.address) == ("bridge", "Maë", "https://quai.example/bridge")
    assert article.text.split("\n\n") == blog.words("bridge")
