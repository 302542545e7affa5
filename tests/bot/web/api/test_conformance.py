"""The API against its own description: whatever is sent, it answers as it says that it does."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from tests.support.fakes import Repeating
from tests.support.web_scene import DRAFT, make_scene, pause

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = [
    "POST /api/v1/ask",
    "POST /api/v1/answers/{answer_id}/feedback",
    "GET /api/v1/search",
    "GET /api/v1/articles",
    "GET /api/v1/articles/{identity}",
    "GET /api/v1/sources",
    "GET /v1/models",
    "POST /v1/chat/completions",
]
# Those that take nothing can't be asked wrongly.
TRIES = [
    (label, mode)
    for label in OPERATIONS
    for mode in ("positive", "negative")
    if mode == "positive" or label not in {"GET /api/v1/sources", "GET /v1/models"}
]
TRIED = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Serve the API, and read its description as a stranger would."""
    with ExitStack() as stack:
        scene = make_scene(tmp_path_factory.mktemp("data"), stack, model=Repeating(DRAFT), style="draft")
        scene.fill(pause())
        address = stack.enter_context(scene.serving())
        described: Any = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
        load_all_checks()
        yield {one.ok().label: one.ok() for one in described.get_all_operations()}


def test_every_operation_is_tried(operations: dict[str, Any]) -> None:
    assert list(operations) == OPERATIONS


@pytest.mark.parametrize(("label", "mode"), TRIES)
def test_whatever_is_sent_is_answered_as_described(operations: dict[str, Any], label: str, mode: str) -> None:
    operation = operations[label]
    # What a day or a language is, a description can't say: such words are valid by it, and refused in one sentence.
    excluded = CHECKS.get_by_names(["positive_data_acceptance"])

    @TRIED
    @given(case=operation.as_strategy(schemathesis.GenerationMode(mode)))
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded)

    check()
