"""The manuals of the rules: a Markdown file beside each rule, in English, then in Chinese, as plain text."""

import re
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from textwrap import indent

from detector.i18n import Lang, Localized
from detector.law.rule import Rule

SECTIONS = (
    Localized("What it checks", "检查内容"),
    Localized("Why", "说明"),
    Localized("Fires", "触发情形"),
    Localized("Stays silent", "不触发情形"),
    Localized("Mend", "整改方法"),
)
"""The headings of a manual, in their order."""


@cache
def manual(rule: Rule) -> Localized:
    """A rule's manual. Raises ``OSError`` where none stands beside the rule's module, ``ValueError``."""
    package, _, module = rule.check.__module__.rpartition(".")
    # A plug-in may be a module in no package.
    folder = resources.files(package) if package else Path(str(import_module(module).__file__)).parent
    return plain_manual(folder.joinpath(f"{module}.md").read_text("utf-8"))


def plain_manual(markdown: str) -> Localized:
    """A manual's two parts, each a ``#`` title and ``##`` sections, as plain text with indented sections.

    Raises ``ValueError`` where there are not two parts.
    """
    english, chinese = re.split(r"^# ", markdown, flags=re.MULTILINE)[1:]
    return Localized(_plain(english), _plain(chinese))


def _plain(part: str) -> str:
    title, *sections = part.split("\n## ")
    parts = (section.partition("\n") for section in sections)
    texts = (f"{heading}\n{indent(text.strip(), '    ')}" for heading, _, text in parts)
    return "\n\n".join([title.strip(), *texts])


def remedy(rule: Rule, lang: Lang) -> str:
    """What a report tells the user to do: the first sentence of the manual's last section."""
    rows = manual(rule).in_(lang).partition(f"\n{SECTIONS[-1].in_(lang)}\n")[2].split()
    text, stop = Localized(" ", "").in_(lang).join(rows), Localized(". ", "。").in_(lang)
    return text.partition(stop)[0].removesuffix(stop.strip()) + stop.strip()
