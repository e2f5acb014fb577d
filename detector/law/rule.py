"""What a rule is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.tables.citation import Citation
from detector.law.tables.queries import Provisions
from detector.records import Finding, Severity, Wording

Lifting = Literal["nothing", "frames", "texts"]
"""Nothing; more frames with the texts that may be markers; texts of any kind."""


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One rule: what it is called, where it stands in the law, when it is in force, how it is checked.

    ``begins`` and ``ends`` name the first and the last day in the table of days; ``None`` means always: for
    rules about the examination itself.
    A rule is equal to itself alone. ``check`` looks at a case and gives findings; it is pure. ``name`` is
    what programs know it by, ``name_zh`` its name for Chinese readers. Its manual is the Markdown file beside
    its module (``detector.rule_manuals``).
    ``holds_launch``: although its findings let an episode pass, a person decides on its launch.
    ``lifted_by`` is what could make its findings untrue where it is seen in addition. ``by_publication``: it
    asks for something that a drama need carry only if it went online when the rule was in force.
    """

    code: str
    name: str
    name_zh: str
    severity: Severity
    source: Citation
    begins: str | None
    check: Callable[[Case], Iterator[Finding]]
    ends: str | None = None
    lifted_by: Lifting = "frames"
    by_publication: bool = False
    holds_launch: bool = False

    def in_force_from(self, law: Provisions) -> date | None:
        """The first day on which the rule holds by these tables; ``None`` for no beginning."""
        return law.day(self.begins) if self.begins else None

    def in_force_until(self, law: Provisions) -> date | None:
        """The last day on which the rule holds by these tables; ``None`` for no end."""
        return law.day(self.ends) if self.ends else None

    def is_in_force(self, law: Provisions, as_of: date) -> bool:
        """Whether the rule holds on this day by these tables."""
        first, last = self.in_force_from(law), self.in_force_until(law)
        return (first is None or first <= as_of) and (last is None or as_of <= last)

    def finding(
        self,
        message: Localized,
        confidence: float,
        source: Citation | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule. ``confidence`` is 0 to 1, cut to four digits.

        ``source`` is the instrument of the day, where it is another than the rule's; ``severity`` that of the
        policy, where it sets one.
        """
        cut = int(confidence * 10_000) / 10_000
        ground = source or self.source
        zh = Wording(message.zh, ground.clause.zh)
        gravity = severity or self.severity
        return Finding(self.code, self.name, gravity, message.en, cut, ground.source, zh)
