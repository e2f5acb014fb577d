"""Write the files of a new rule: ``python -m tests.house.new_rule NMD999 some-name``."""

import re
import sys
from pathlib import Path

from detector.i18n import LANGS, Lang, Localized
from detector.law.rules import rule
from detector.rule_manuals import SECTIONS

ROOT = Path(__file__).parents[2]
FAMILIES = {
    "1": "marker",
    "2": "issuer",
    "3": "registry",
    "4": "category",
    "5": "catalogue",
    "9": "undetermined",
}
"""First digit of a code → the folder of its family."""

_RULE = '''"""{code} {name}: say the defect in one line."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Say what was expected and what stands there: {{number}}.",
    "说明应当如何，实际如何：{{number}}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers:
        yield RULE.finding(MESSAGE.filled(number=marker.number), 1.0)


RULE = Rule(
    code="{code}",
    name="{name}",
    name_zh="用一个词说出缺陷",
    severity="warn",
    source=source("nrta-2024-35", Localized("name the clause", "写明条款")),
    begins="recorded-only-from",
    check=_check,
)
'''
_TITLES = Localized(
    "{code} {name}: say the defect in one line.", "{code} 用一个词说出缺陷：用一句话说出缺陷。"
)
_SECTION = Localized("Write this section.", "撰写本节。")
_CASE = """[[{kind}]]
why = "Say in one line why the rule {kind_says}."
screen = ["（浙）网微剧备字（2024）第00123号"]
"""


def write_rule(code: str, name: str, root: Path) -> tuple[Path, Path, Path]:
    """Write the rule's file, its manual and its case file under ``root``; gives their paths.

    Raises ``ValueError`` for a code or name of a wrong form or a code in use, ``FileExistsError`` for files
    that are there.
    """
    if not re.fullmatch(r"NMD[0-9]{3}", code):
        raise ValueError(f"{code}: a code is NMD and three digits")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        raise ValueError(f"{name}: a name is small letters with hyphens, and says the defect")
    if rule(code):
        raise ValueError(f"{code} is in use, and codes are never used again")
    if code[3] not in FAMILIES:
        raise ValueError(f"{code}: no family of rules begins with {code[3]}")
    stem = name.replace("-", "_")
    rule_file = root / "detector" / "law" / "rules" / FAMILIES[code[3]] / f"{code.lower()}_{stem}.py"
    manual_file = rule_file.with_suffix(".md")
    case_file = root / "tests" / "law" / "rule_cases" / f"{code}_{stem}.toml"
    for file in (rule_file, manual_file, case_file):
        if file.exists():
            raise FileExistsError(f"{file} is there already")
        file.parent.mkdir(parents=True, exist_ok=True)
    rule_file.write_text(_RULE.format(code=code, name=name), "utf-8")
    manual_file.write_text("\n".join(_manual(code, name, lang) for lang in LANGS), "utf-8")
    cases = [("fires", "fires")] * 3 + [("silent", "stays silent")] * 3
    texts = (_CASE.format(kind=kind, kind_says=says) for kind, says in cases)
    case_file.write_text("\n".join(texts), "utf-8")
    return rule_file, manual_file, case_file


def _manual(code: str, name: str, lang: Lang) -> str:
    sections = [f"## {section.in_(lang)}\n\n{_SECTION.in_(lang)}" for section in SECTIONS]
    title = _TITLES.in_(lang).format(code=code, name=name)
    return "\n\n".join([f"# {title}", *sections]) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files and say what is left to do; the exit code is 2 for wrong usage."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m tests.house.new_rule NMD999 some-name\n")
        return 2
    try:
        rule_file, manual_file, case_file = write_rule(arguments[0], arguments[1], ROOT)
    except (ValueError, FileExistsError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"{rule_file.relative_to(ROOT)}: write the check\n"
        f"{manual_file.relative_to(ROOT)}: write the manual, in English and in Chinese\n"
        f"{case_file.relative_to(ROOT)}: write at least three cases of each kind\n"
        f"detector/law/rules/__init__.py: import {rule_file.stem}, add {rule_file.stem}.RULE to RULES\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
