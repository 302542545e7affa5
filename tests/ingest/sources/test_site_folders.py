"""Folders of a site that hold none of its articles: templates, built pages, packages; and those that only sound so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.sources.kinds.folder import find_files
from ingest.sources.looking.site_folders import set_aside

if TYPE_CHECKING:
    from pathlib import Path

_SITES = {
    "jekyll": (
        "_config.yml _posts/2020-06-10-a.md about.md _includes/head.html _layouts/post.html _site/a.html"
        " _data/people.csv vendor/gem/README.md sub/_includes/foot.html".split(),
        {"_posts/2020-06-10-a.md", "about.md"},
    ),
    "hugo": (
        "hugo.toml content/a.md layouts/single.html archetypes/default.md themes/x/README.md public/a.html".split(),
        {"content/a.md"},
    ),
    "an older hugo": (["config.toml", "content/a.md", "layouts/a.html", "archetypes/b.md"], {"content/a.md"}),
    "zola": (["config.toml", "content/a.md", "templates/page.html", "public/a.html"], {"content/a.md"}),
    "mkdocs": (["mkdocs.yml", "docs/a.md", "overrides/main.html", "site/a/index.html"], {"docs/a.md"}),
    "a program's": (
        ["package.json", "README.md", "node_modules/left-pad/README.md", "docs/node_modules/x/a.md", "dist/a.html"],
        {"README.md"},
    ),
    "an environment's": (["a.md", "venv/pyvenv.cfg", "venv/lib/x/LICENSE.txt"], {"a.md"}),
    "sphinx": (["conf.py", "a.md", "_build/html/a.html", "_templates/layout.html"], {"a.md"}),
    "notes": (["layouts/of-gardens.md", "site/plan.md", "public/talk.md", "overrides/a.md", "vendor/list.md"],) * 2,
}


@pytest.mark.parametrize("name", _SITES)
def test_templates_packages_and_built_pages_are_no_articles(name: str, tmp_path: Path) -> None:
    files, articles = _SITES[name]
    for file in files:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")

    found = find_files(tmp_path)

    assert {str(path.relative_to(tmp_path.resolve())) for path in found.articles} == set(articles)
    aside = {str(path.relative_to(tmp_path)) for path in found.aside}
    assert aside == {one for one in set_aside(files) if not any(one.startswith(f"{o}/") for o in set_aside(files))}


def test_a_folder_that_is_named_itself_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "a.html").write_text("words")

    assert len(find_files(tmp_path / "_site").articles) == 1
