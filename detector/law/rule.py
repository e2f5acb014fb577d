"""What a rule is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from detector.law.case import Case
from detector.law.ground import Ground
from detector.records import Finding, Severity, Wording
from detector.words import Words

MANUAL_SECTIONS = (
    Words("What it checks", "检查内容"),
    Words("Why", "依据"),
    Words("Fires", "触发情形"),
    Words("Stays silent", "不触发情形"),
    Words("Mend", "整改方法"),
)
"""The headings of a rule's manual, in their order."""

ALWAYS = date.min
"""In force on every day: for rules about the examination itself."""


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One rule: what it is called, where it stands in the law, when it is in force, how it is checked.

    ``in_force_from`` and ``in_force_until`` are the first and the last day; ``None`` means without end.
    A rule is equal to itself alone. ``check`` looks at a case and gives findings; it is pure. ``name`` is
    what programs know it by, ``name_zh`` its name for Chinese readers. ``manual`` is the text for the reader.
    """

    code: str
    name: str
    name_zh: str
    severity: Severity
    source: Ground
    in_force_from: date
    in_force_until: date | None
    check: Callable[[Case], Iterator[Finding]]
    manual: Words

    def is_in_force(self, as_of: date) -> bool:
        """Whether the rule holds on this day."""
        return self.in_force_from <= as_of and (self.in_force_until is None or as_of <= self.in_force_until)

    def finding(self, message: Words, confidence: float, source: Ground | None = None) -> Finding:
        """A finding of this rule. ``confidence`` is 0 to 1, cut to four digits.

        ``source`` is the instrument of the day, where it is another than the rule's.
        """
        cut = int(confidence * 10_000) / 10_000
        ground = source or self.source
        zh = Wording(message.zh, ground.clause.zh)
        return Finding(self.code, self.name, self.severity, message.en, cut, ground.source, zh)
