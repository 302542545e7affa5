"""The image and the services, as far as they can be held without building one, as `deploy/try_image.sh` does."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.discord.shards import read_shards
from bot.settings import Settings
from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ANALYZE = shutil.which("systemd-analyze")
SERVICES = sorted((ROOT / "deploy").glob("*.service"))


def test_what_is_copied_is_there_and_is_all_that_the_wheel_is_made_of() -> None:
    copied = [
        words for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for words in line.split()[:-1]
    ]

    assert all((ROOT / one).exists() for one in copied)
    assert {f"!{one}" for one in copied} <= set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "pyproject.toml", "README.md", "LICENSE"} <= set(copied)


def test_what_only_developers_need_stays_out_of_the_image_and_nothing_else(tmp_path: Path) -> None:
    (step,) = re.findall(r"^RUN (grep -E '\^torch.+)$", DOCKERFILE, re.MULTILINE)
    (tmp_path / "requirements.lock").write_text(LOCK, encoding="utf-8")
    subprocess.run(["/bin/sh", "-c", step], cwd=tmp_path, check=True)
    kept = {name for file in tmp_path.glob("*.txt") for name in names_in(file.read_text(encoding="utf-8"))}

    extras = PROJECT["project"]["optional-dependencies"]
    wanted = needed([*PROJECT["project"]["dependencies"], *extras["local"], *extras["shared"]])
    assert kept == wanted & names_in(LOCK)


def test_it_runs_as_a_user_of_its_own_writes_to_its_data_alone_and_says_how_it_is() -> None:
    last = DOCKERFILE[DOCKERFILE.index("AS without-model") :]

    assert "USER footnote" in last
    assert "HEALTHCHECK" in last
    assert set(re.findall(r"=(/data\S*)", last)) == {"/data", "/data/home", "/data/cache"}


def test_compose_takes_away_all_that_it_can() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert services.keys() == {"pages", "bot"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"] == "10001"
        assert service["volumes"] == ["data:/data"]
    assert all(one.startswith("127.0.0.1:") for one in services["pages"]["ports"])


def test_compose_past_one_machine_names_settings_that_there_are_and_the_chroma_that_is_pinned() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.shared.yaml").read_text(encoding="utf-8"))["services"]

    known = {f"FOOTNOTE_{name.upper()}" for name in Settings.model_fields}
    for service in ("pages", "worker", "bot-0", "bot-1", "models"):
        assert set(services[service]["environment"]) <= known
        assert services[service]["cap_drop"] == ["ALL"]
    shards = [read_shards(services[bot]["command"][-1]) for bot in ("bot-0", "bot-1")]
    assert [one.ids for one in shards] == [[0], [1]]
    assert {one.count for one in shards} == {2}
    version = services["chroma"]["image"].partition(":")[2]
    assert f"chromadb=={version}\n" in LOCK
    for inner in ("chroma", "postgres"):
        assert services[inner]["networks"] == ["inside"]
        assert "ports" not in services[inner]


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
@pytest.mark.skipif(not ANALYZE, reason="there is no systemd-analyze here")
def test_a_service_is_one_that_systemd_takes(service: Path, tmp_path: Path) -> None:
    text = service.read_text(encoding="utf-8").replace("/opt/footnote/.venv/bin/footnote", "/bin/true")
    copy = tmp_path / service.name
    copy.write_text(text.replace("User=footnote\n", "User=root\n"), encoding="utf-8")

    done = subprocess.run([str(ANALYZE), "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False)

    assert service.name not in done.stderr, done.stderr


def names_in(text: str) -> set[str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(re.split(r"[=;\s]", line)[0]) for line in lines}


def needed(wanted: Iterable[str]) -> set[str]:
    """Return the names of packages and of all that they need, as they are installed here."""
    seen: dict[str, set[str]] = {}
    open_: list[Requirement] = [Requirement(one) for one in wanted]
    while open_:
        one = open_.pop()
        name = canonicalize_name(one.name)
        if name in seen and one.extras <= seen[name]:
            continue
        extras = seen.setdefault(name, set()) | one.extras
        seen[name] = extras
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # of another system
            continue
        open_ += [further for further in map(Requirement, requires) if _applies(further, {"", *extras})]
    return set(seen)


def _applies(one: Requirement, extras: Iterable[str]) -> bool:
    return one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
