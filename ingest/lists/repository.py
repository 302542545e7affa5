"""Read what is said of a Git repository: by its address, by the list of its branches, by the pages of its host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from corpus.errors import ArticleError
from ingest.errors import RefusedError
from ingest.web.address import parse_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SERVICE = b"# service=git-upload-pack"
_HEAD = re.compile(r"\bsymref=HEAD:refs/heads/(\S+)")
_GO_IMPORT = re.compile(r"""<meta\s+name=["']?go-import["']?\s+content=["']\S+\s+git\s+(https?://[^\s"']+)["']""")
_LONGEST_HEAD = 32_768
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_BRANCHES, _TAGS = "refs/heads/", "refs/tags/"
# What a host has at the place where others have an owner's name.
_NO_OWNERS = frozenset(
    "about apps collections contact customer-stories dashboard enterprise explore features groups help login"
    " marketplace notifications orgs pricing projects readme resources search security settings site solutions"
    " sponsors topics trending user users".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Host:
    """How a program for repositories makes its addresses: before a branch, and of a file."""

    before_branch: tuple[str, ...]
    shown: str
    nested: bool = False  # projects lie in groups of groups


_GITHUB = _Host(before_branch=("tree",), shown="blob/{branch}/{path}")
_GITLAB = _Host(before_branch=("-", "tree"), shown="-/blob/{branch}/{path}", nested=True)
_FORGEJO = _Host(before_branch=("src", "branch"), shown="src/branch/{branch}/{path}")
_HOSTS: Final[Mapping[str, _Host]] = {
    "github.com": _GITHUB,
    "gitlab.com": _GITLAB,
    "framagit.org": _GITLAB,
    "codeberg.org": _FORGEJO,
    "gitea.com": _FORGEJO,
    "bitbucket.org": _Host(before_branch=("src",), shown="src/{branch}/{path}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A repository by its address, and what follows in it: a branch and a folder, whose names may both have strokes."""

    repository: str
    rest: str = ""

    @property
    def name(self) -> str:
        """Return what the repository is called."""
        return unquote(self.repository.rpartition("/")[2]).removesuffix(".git")

    def shown_at(self, branch: str, path: str) -> str | None:
        """Return the address of the page that shows a file; None where its host isn't known."""
        host = _host_of(self.repository)
        if host is None:
            return None
        return f"{self.repository.removesuffix('.git')}/{host.shown.format(branch=quote(branch), path=quote(path))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs:
    """The branches and tags of a repository by their names, each with its commit, and the branch shown `first`."""

    commits: Mapping[str, str]
    first: str

    def find(self, rest: str) -> tuple[str, str] | None:
        """Return the branch or tag, whole, and the folder that follow in an address; None where there is none such."""
        if not rest:
            return (self.first, "") if self.first else None
        parts = rest.split("/")
        for length in range(len(parts), 0, -1):
            for kind in (_BRANCHES, _TAGS):
                name = kind + "/".join(parts[:length])
                if name in self.commits:
                    return name, "/".join(parts[length:])
        return None


def place_of(address: str) -> Place | None:
    """Return the repository that an address names, by its ending or by its host; None where it names none."""
    try:
        parsed = parse_address(address)
    except RefusedError:
        return None
    parts = [part for part in parsed.target.partition("?")[0].split("/") if part]
    for number, part in enumerate(parts):
        if part.endswith(".git") and len(part) > len(".git"):
            return Place(repository=f"{parsed.origin}/{'/'.join(parts[: number + 1])}")
    host = _host_of(address)
    if host is None or len(parts) < 2 or parts[0].casefold() in _NO_OWNERS:  # noqa: PLR2004 -- an owner and a name
        return None
    length = _length_of_name(parts, host)
    below = tuple(parts[length:])
    begin = len(host.before_branch)
    if below and (below[:begin] != host.before_branch or len(below) == begin):
        return None
    return Place(repository=f"{parsed.origin}/{'/'.join(parts[:length])}", rest=unquote("/".join(below[begin:])))


def is_page_of_repository(content: bytes, address: str) -> bool:
    """Say whether a page shows a repository: Forgejo, Gitea and others tell programs so, whatever their host."""
    if b"go-import" not in content[:_LONGEST_HEAD]:
        return False
    told = _GO_IMPORT.search(content[:_LONGEST_HEAD].decode("utf-8", "replace"))
    return told is not None and told[1].removesuffix(".git") == address.partition("?")[0].rstrip("/")


def read_refs(content: bytes, address: str) -> Refs:
    """Read the branches and tags of a repository: https://git-scm.com/docs/http-protocol.

    Raises:
        ArticleError: it is no such list.
    """
    if _SERVICE not in content[:64]:
        raise ArticleError(
            "{page} holds no Git repository that can be read: check the address, or give it as a page.", page=address
        )
    commits: dict[str, str] = {}
    head = ""
    for line in _lines(content):
        words, _, able = line.decode("utf-8", "replace").rstrip("\n").partition("\0")
        commit, _, name = words.partition(" ")
        if _COMMIT.fullmatch(commit) and not name.endswith("^{}"):
            commits[name] = commit
        head = next(iter(_HEAD.findall(able)), head)
    first = _BRANCHES + head
    if first not in commits:
        branches = (name for name in commits if name.startswith(_BRANCHES))
        alike = (n for n in branches if commits[n] == commits.get("HEAD"))
        first = next(alike, "")
    return Refs(commits=commits, first=first)


def branch_name(ref: str) -> str:
    """Return how people call a branch or a tag."""
    return ref.removeprefix(_BRANCHES).removeprefix(_TAGS)


def _lines(content: bytes) -> Iterator[bytes]:
    """Yield what each line holds: four digits say how long it is, and a length of none stands between parts."""
    at = 0
    while at + 4 <= len(content):
        try:
            length = int(content[at : at + 4], 16)
        except ValueError:
            return
        yield content[at + 4 : at + length]
        at += max(length, 4)


def _length_of_name(parts: list[str], host: _Host) -> int:
    """Return how many parts of a path are the name of a repository."""
    if not host.nested:
        return 2
    return parts.index("-") if "-" in parts else len(parts)


def _host_of(address: str) -> _Host | None:
    return _HOSTS.get(parse_address(address).host.removeprefix("www."))
