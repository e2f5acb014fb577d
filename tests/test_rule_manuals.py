"""Every rule has a manual of five sections in both languages, shown as plain text."""

import re
from pathlib import Path
from unittest.mock import patch

import pytest

from detector.i18n import LANGS, Lang
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.rule_manuals import SECTIONS, manual, plain_manual, remedy

RULE_FOLDER = Path(__file__).parents[1] / "detector" / "law" / "rules"


def sections_of(text: str) -> list[str]:
    """The unindented lines after the first one."""
    return [line for line in text.splitlines()[1:] if line and not line.startswith(" ")]


def headings(lang: Lang) -> list[str]:
    return [section.in_(lang) for section in SECTIONS]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_manual_has_the_five_sections_each_with_text(rule: Rule, lang: Lang) -> None:
    text = manual(rule).in_(lang)
    assert sections_of(text) == headings(lang)
    for section in headings(lang):
        _, _, after = text.partition(f"\n{section}\n")
        assert after.startswith("    "), f"{section} is empty"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_manual_names_the_same_rules_options_and_days_in_both_languages(rule: Rule) -> None:
    english, chinese = (named_in(manual(rule).in_(lang)) for lang in LANGS)
    assert english == chinese


def named_in(text: str) -> tuple[set[str], set[str]]:
    """Rules and options, and the days, however written."""
    days = re.findall(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})", text)
    return (
        set(re.findall(r"NMD\d{3}|`[^`]+`", text)),
        {"-".join(str(int(part)) for part in found) for found in days},
    )


def test_every_manual_belongs_to_a_rule() -> None:
    assert {file.stem for file in RULE_FOLDER.rglob("*.md")} == {
        file.stem for file in RULE_FOLDER.rglob("nmd*.py")
    }


MANUAL = """# NMD999 some-name: a defect.

## Fires

If so,
or so.

## Mend

Do this, 1.5 times. Then that.

# NMD999 缺陷：一处缺陷。

## 触发情形

如此。

## 整改方法

先改
此处。再改彼处。
"""


def test_a_manual_is_plain_text_with_indented_sections() -> None:
    assert plain_manual(MANUAL) == (
        "NMD999 some-name: a defect.\n\nFires\n    If so,\n    or so.\n\n"
        "Mend\n    Do this, 1.5 times. Then that.",
        "NMD999 缺陷：一处缺陷。\n\n触发情形\n    如此。\n\n整改方法\n    先改\n    此处。再改彼处。",
    )
    with pytest.raises(ValueError, match="unpack"):
        plain_manual(MANUAL.partition("# NMD999 缺陷")[0])


def test_a_report_tells_the_user_the_first_sentence_on_how_to_mend() -> None:
    with patch("detector.rule_manuals.manual", return_value=plain_manual(MANUAL)):
        assert [remedy(RULES[0], lang) for lang in LANGS] == ["Do this, 1.5 times.", "先改此处。"]
