"""Rules of other packages hold only where a setting names them, and keep to codes of their own."""

from dataclasses import replace
from typing import Any

import pytest

from detector import plugins
from detector.errors import SetupError
from detector.law.rules import RULES
from detector.rule_plugins import active_rules
from detector.settings import JudgeSettings, Settings

NAMED = Settings(judge=JudgeSettings(rule_plugins=("house",)))


def test_without_a_name_the_shipped_rules_hold() -> None:
    assert active_rules(Settings()) == RULES


def test_named_ones_come_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (replace(RULES[0], code=code) for code in ("HSE101", "HSE102"))
    monkeypatch.setattr(plugins, "load", lambda *_: (one, two))
    every = active_rules(NAMED)
    assert every[: len(RULES)] == RULES
    assert [rule.code for rule in every[len(RULES) :]] == ["HSE101", "HSE102"]


@pytest.mark.parametrize("brought", [RULES[0], "no rule", (replace(RULES[0], code="HSE1"),) * 2])
def test_a_code_that_is_taken_is_refused(brought: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    monkeypatch.setattr(plugins, "load", lambda *_: brought)
    with pytest.raises(SetupError, match="the plug-in house brings no rule"):
        active_rules(NAMED)
