"""What rules of other packages find is judged again, and the launch held, as with the shipped ones."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detector import plugins
from detector.auditor.config import AuditConfig
from detector.auditor.rejudging import Rejudge
from detector.auditor.results import judging_rules
from detector.law.rules import RULES
from detector.law.tables.loader import shipped
from detector.scanner import JudgingContext
from detector.settings import JudgeSettings, Settings
from tests.report.samples import FAILED


def test_what_a_rule_of_another_package_found_is_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped_rule = next(rule for rule in RULES if rule.code == FAILED.findings[0].code)
    own = replace(shipped_rule, code="HSE101")
    monkeypatch.setattr(plugins, "load", lambda *_: own)
    settings = Settings(judge=JudgeSettings(rule_plugins=("house",)))
    config = AuditConfig(tmp_path / "a.csv", tmp_path, settings=settings, as_of=date(2026, 8, 1))
    rejudge = Rejudge(config, JudgingContext(shipped()), judging_rules(settings, shipped()))
    found = replace(FAILED, findings=(replace(FAILED.findings[0], code="HSE101"),))
    assert rejudge.asked_of(found) == rejudge.asked_of(FAILED)
