"""Follow a small blog on loopback by its sitemap, its links, its interface and its export."""

from __future__ import annotations

import gzip
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ingest.source_config import SourceConfig
from tests.support import blog
from tests.support.documents import lines, pdf, wrapped
from tests.support.follower import Follower, source
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.store.corpus import Corpus


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


async def test_a_wordpress_blog_is_read_by_its_interface(corpus: Corpus) -> None:
    def post(number: int, thing: str, changed: str) -> str:
        content = "".join(f"<p>{p}</p>" for p in blog.words(thing)).replace('"', '\\"')
        return (
            f'{{"id": {number}, "link": "{site.url(f"/{number}")}", "date": "2024-03-05T09:00:00",'
            f' "modified_gmt": "{changed}", "title": {{"rendered": "The {thing} &#8211; at last"}},'
            f' "content": {{"rendered": "{content}"}}, "_embedded": {{"author": [{{"name": "Maë Le Goff"}}]}}}}'
        )

    async with Website() as site:
        index = "/wp-json/wp/v2/posts?per_page=100&page=1&_fields=id,link,modified_gmt"
        fields = "link,date,modified_gmt,title,content,_links,_embedded"
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
        article = corpus.catalogue.articles()[0]
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

    (article,) = corpus.catalogue.articles()
    assert (article.title, article.author, article.address) == ("bridge", "Maë", "https://quai.example/bridge")
    assert article.text.split("\n\n") == blog.words("bridge")


async def test_a_page_that_sends_its_readers_on_is_followed_like_a_redirect(corpus: Corpus) -> None:
    async with Website() as site:
        refresh = '<html><head><meta http-equiv="refresh" content="0; url={}"></head><body>Moved.</body></html>'
        unread = f"<noscript>{refresh.format('/none')}</noscript>".encode()
        site.pages["/old"] = [blog.html(refresh.format("/new?a=1&amp;b=2").encode())]
        site.pages["/new?a=1&b=2"] = [blog.html(blog.page("bridge"))]
        site.pages["/loop"] = [blog.html(refresh.format("/loop").encode() + blog.page("tunnel"))]
        site.pages["/script"] = [blog.html(blog.page("ferry").replace(b"<body>", unread + b"<body>"))]
        site.pages["/away"] = [blog.html(refresh.format("http://169.254.169.254/").encode())]
        follower = Follower(corpus, site)
        pages = [
            SourceConfig(name=path, kind=kind, address=site.url(path))
            for path, kind in (("/old", "page"), ("/loop", None), ("/script", None), ("/away", "page"))
        ]

        report = await follower.run(*pages)

        assert follower.titles() == {"Bridge", "Tunnel", "Ferry"}
        assert [failure.address for failure in report.failed] == [site.url("/away")]
        assert "private network" in report.failed[0].error


async def test_what_a_feed_says_fills_what_the_pages_lack_and_a_child_that_fails_stops_no_other(corpus: Corpus) -> None:
    async with Website() as site:
        bare = blog.page("bridge").replace(b'property="article:published_time"', b'name="nothing"')
        site.pages["/a"] = [blog.html(bare)]
        site.pages["/b"] = [blog.html(blog.page("tunnel"))]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge"), ("", "Nowhere")], told="The bridge is open.")]
        lists = [blog.sitemap([(site.url("/b"), "2024-03-01")])]
        index = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/gone.xml", "/good.xml"))
        site.pages["/good.xml"] = lists
        site.pages["/index.xml"] = [Reply(body=f"<sitemapindex>{index}</sitemapindex>".encode())]
        follower = Follower(corpus, site)

        report = await follower.run(
            SourceConfig(name="feed", kind="feed", address=site.url("/feed")),
            SourceConfig(name="map", kind="sitemap", address=site.url("/index.xml")),
        )

        dates = {article.title: str(article.published) for article in corpus.catalogue.articles()}
        assert dates == {"Bridge": "2024-03-05", "Tunnel": "2024-03-05", "Nowhere": "2024-03-05"}
        assert follower.errors(report).keys() == {"/gone.xml"}


async def test_what_is_new_and_older_than_a_day_is_left_out_and_each_source_has_its_counts(corpus: Corpus) -> None:
    async with Website() as site:
        site.pages["/a"], site.pages["/b"] = [blog.html(blog.page("bridge"))], [blog.html(blog.page("tunnel"))]
        site.pages["/feed"] = [blog.feed([(site.url("/a"), "Bridge")])]
        feed = SourceConfig(name="feed", kind="feed", address=site.url("/feed"))
        page = SourceConfig(name="page", kind="page", address=site.url("/b"))
        follower = Follower(corpus, site)

        early = await follower.run(feed, page, since=date(2024, 3, 6))
        late = await follower.run(feed, page, since=date(2024, 3, 5))
        again = await follower.run(feed, page, since=date(2024, 3, 6))

        assert {one.error for one in early.left_out} == {"It was published before 2024-03-06."}
        assert early.by_source == {"feed": {"left_out": 1}, "page": {"left_out": 1}}
        assert late.by_source == {"feed": {"added": 1}, "page": {"added": 1}}
        # What is there stays, however old it is.
        assert again.by_source == {"feed": {"unchanged": 1}, "page": {"unchanged": 1}}
        # The feed says how old its article is: the page wasn't asked for in vain.
        assert site.asked.count("/a") < site.asked.count("/b")


@pytest.mark.parametrize("media_type", ["application/force-download", "text/html", "text/plain", "application/pdf"])
async def test_a_document_is_told_by_its_bytes_whatever_its_server_says(corpus: Corpus, media_type: str) -> None:
    words = "The ebb leaves the lower quay dry for two hours, and the ferry waits for the flood."
    async with Website() as site:
        body = pdf([lines(wrapped(words))])
        site.pages["/a"] = [Reply(headers={"Content-Type": media_type}, body=body)]
        follower = Follower(corpus, site)

        await follower.run(source(site, "page", "/a"))

        assert words in corpus.catalogue.articles()[0].text


async def test_a_packed_page_and_one_in_the_charset_of_its_header_are_read(corpus: Corpus) -> None:
    async with Website() as site:
        page = blog.page("weir").decode()
        polish = blog.page("lock").decode().replace('<meta charset="utf-8">', "").replace("Port-Aven", "Gżegżółką-Jaźń")
        site.pages["/a"] = [Reply(headers={"Content-Type": "application/gzip"}, body=gzip.compress(page.encode()))]
        site.pages["/b"] = [blog.html(polish.encode("iso-8859-2"), charset="iso-8859-2")]
        site.pages["/c"] = [blog.html(blog.page("mole").decode().encode("utf-16"), charset="utf-16")]
        follower = Follower(corpus, site)

        await follower.run(*(SourceConfig(name=p, kind="page", address=site.url(p)) for p in ("/a", "/b", "/c")))

        assert {article.title for article in corpus.catalogue.articles()} == {"Weir", "Lock", "Mole"}
        assert any("The lock of Gżegżółką-Jaźń was" in article.text for article in corpus.catalogue.articles())
