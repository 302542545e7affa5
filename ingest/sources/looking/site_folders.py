"""Tell which folders of a site hold none of its articles: templates, what it was built into, packages of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# Wherever they lie; what begins with an underscore is so called by Jekyll, Eleventy, Sphinx, GitBook or Jupyter Book.
_ANYWHERE = frozenset(
    "node_modules bower_components __pycache__ _includes _layouts _site _sass _plugins _data _build _book _templates"
    " _themes".split()
)
# Beside one of some files or folders, which show what builds the site.
_BESIDE = (
    ({"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "archetypes"}, {"layouts", "archetypes", "themes", "public"}),
    ({"mkdocs.yml", "mkdocs.yaml"}, {"overrides", "site"}),
    ({"_config.yml", "_config.toml"}, {"vendor", "themes", "public", "scaffolds"}),
    ({"package.json"}, {"dist", "build", "out"}),
    ({"pelicanconf.py"}, {"output", "theme", "themes"}),
    ({"book.toml", "book.json"}, {"book", "theme"}),
    ({"composer.json", "go.mod", "Gemfile"}, {"vendor"}),
)
_CONTENT = "content"  # beside config.toml it is Hugo's or Zola's
_OLDER = frozenset(["config.toml", "config.yaml", "config.yml"])
_OF_OLDER = frozenset("layouts archetypes templates themes public resources".split())
_ENVIRONMENT = "pyvenv.cfg"


def without_articles(names: Collection[str]) -> frozenset[str]:
    """Return which of the files and folders that lie in a folder, by their names, are folders without articles."""
    there = set(names)
    found = there & _ANYWHERE
    for markers, folders in _BESIDE:
        if there & markers:
            found |= there & folders
    if _CONTENT in there and there & _OLDER:
        found |= there & _OF_OLDER
    return frozenset(there if _ENVIRONMENT in there else found)


def set_aside(paths: Iterable[str], below: str = "") -> frozenset[str]:
    """Return the folders without articles among the paths of files, as far as they lie below a folder."""
    inside: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")
        for depth in range(len(parts)):
            inside.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    found = {f"{folder}/{name}".lstrip("/") for folder, names in inside.items() for name in without_articles(names)}
    return frozenset(folder for folder in found if folder in inside and folder.startswith(below))
