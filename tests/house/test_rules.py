"""Every rule is whole: named after its file, alike in both languages, and the scaffold writes one like it."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from detector.i18n import LANGS, Localized
from detector.law import rules
from detector.law.evidence import claimed_number, registry_facts, required_category
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.loader import shipped
from detector.law.tables.schema import DurationRow, LimitRow, TriggerRow
from detector.law.text import near_miss
from detector.law.verdict import assumptions
from detector.report import messages
from detector.rule_manuals import manual, plain_manual
from tests.house.new_rule import ROOT, main, write_rule
from tests.test_rule_manuals import headings, sections_of

HAN = re.compile(r"[\u4e00-\u9fff]")
RULE_FILES = sorted((ROOT / "detector" / "law" / "rules").rglob("nmd*.py"), key=lambda file: file.stem)


def module_of(rule: Rule) -> ModuleType:
    module: ModuleType = getattr(rules, f"{rule.code}_{rule.name}".replace("-", "_").lower())
    return module


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def words_of(module: ModuleType) -> Iterator[tuple[str, Localized]]:
    """All that a module says in two languages, at its top level or in its tables."""
    for name, value in vars(module).items():
        for said in value.values() if isinstance(value, dict) else (value,):
            if isinstance(said, Localized):
                yield name, said


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_named_after_its_file(rule: Rule) -> None:
    assert module_of(rule).RULE is rule
    assert manual(rule).en.startswith(f"{rule.code} {rule.name}: ")
    assert manual(rule).zh.startswith(f"{rule.code} {rule.name_zh}：")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_the_same_with_the_same_values_in_both_languages(rule: Rule) -> None:
    said = dict(words_of(module_of(rule)))
    assert said, "a message in two languages"
    for name, words in said.items():
        assert places(words.en) == places(words.zh), name
    for words in (*said.values(), rule.source.clause, Localized(rule.name, rule.name_zh)):
        assert HAN.search(words.zh), words
        assert words.en.strip()


@pytest.mark.parametrize(
    "module",
    [assumptions, claimed_number, required_category, near_miss, registry_facts, messages],
    ids=lambda m: m.__name__,
)
def test_every_phrase_has_the_same_places_in_both_languages(module: ModuleType) -> None:
    for name, words in words_of(module):
        assert places(words.en) == places(words.zh), name


def test_every_clause_that_a_finding_may_show_is_there_in_both_languages() -> None:
    law = shipped()
    rows: tuple[LimitRow | DurationRow | TriggerRow, ...] = (*law.limits, *law.durations, *law.triggers)
    for row in rows:
        assert row.clause_zh, row.id
        assert HAN.search(row.clause_zh), row.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_keeps_the_meaning_of_its_family(rule: Rule) -> None:
    assert rule.source.clause.en
    assert rule.source.title in {row.title for row in shipped().sources}
    if rule.code.startswith("NMD9"):
        assert rule.severity == "warn"
    first, last = rule.in_force_from(shipped()), rule.in_force_until(shipped())
    assert first is None or last is None or first <= last


def test_every_file_is_in_the_list_and_the_list_is_in_order() -> None:
    assert [file.stem[:6].upper() for file in RULE_FILES] == [rule.code for rule in RULES]
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_scaffold_writes_a_rule_that_loads_and_cases_that_read(tmp_path: Path) -> None:
    rule_file, manual_file, case_file = write_rule("NMD999", "some-name", tmp_path)
    spec = importlib.util.spec_from_file_location(rule_file.stem, rule_file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (module.RULE.code, module.RULE.name) == ("NMD999", "some-name")
    text = plain_manual(manual_file.read_text("utf-8"))
    assert [sections_of(text.in_(lang)) for lang in LANGS] == [headings(lang) for lang in LANGS]
    cases = tomllib.loads(case_file.read_text("utf-8"))
    assert (len(cases["fires"]), len(cases["silent"])) == (3, 3)
    with pytest.raises(FileExistsError, match="there already"):
        write_rule("NMD999", "some-name", tmp_path)


def test_the_scaffold_passes_the_linter(tmp_path: Path) -> None:
    rule_file, _, _ = write_rule("NMD999", "some-name", tmp_path)
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml")]
        done = subprocess.run([*ruff, str(rule_file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("code", "name"),
    [("NMD1", "some-name"), ("nmd999", "some-name"), ("NMD999", "Some Name"), ("NMD101", "some-name")],
)
def test_the_scaffold_refuses_wrong_codes_and_names(code: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"."):
        write_rule(code, name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_scaffold_says_what_is_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.house.new_rule.ROOT", tmp_path)
    assert main(["NMD999", "some-name"]) == 0
    assert "import nmd999_some_name, add nmd999_some_name.RULE to RULES" in capsys.readouterr().out
    assert main(["NMD999"]) == 2
    assert main(["NMD999", "some-name"]) == 2
