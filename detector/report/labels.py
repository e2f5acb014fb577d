"""The words that reports put beside the data, in one language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import floor
from pathlib import Path

from detector.coverage_text import UNREAD_REASONS, what_was_seen
from detector.i18n import Lang, Localized
from detector.records import (
    Category,
    Finding,
    Marker,
    NearMiss,
    Opening,
    ScanFailure,
    ScanResult,
    UnreadRegion,
)
from detector.report import messages
from detector.translation import translated

_UNSETTLED = "NMD903"
"""The finding that no number was read surely."""
_WIDE_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of other parts, passed in because reports import only records.

    ``lang`` is the language of the report, and of all that follows. ``remedies``: rule code → what to do.
    ``rules``: rule code → its name. ``reasons``: reason of a near miss → the same in words.
    ``assumptions``: code → the fact that is not known, and what follows. ``issuers``: abbreviation → name.
    ``class_name``: what a category is called on a day.
    ``evidence``: the folder that holds the files which results name. ``crop``: such a file's name → the
    PNG of the text alone, ``frame`` → a small JPEG of the whole; ``None`` where there is none.
    """

    lang: Lang = "en"
    remedies: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    assumptions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    class_name: Callable[[Category, date], str] = lambda category, _day: messages.CLASSES[category]
    evidence: Path | None = None
    crop: Callable[[str], bytes | None] = lambda _name: None
    frame: Callable[[str], bytes | None] = lambda _name: None

    def say(self, words: Localized, **values: object) -> str:
        """A phrase in the report's language, with a value in each place."""
        return words.in_(self.lang).format(**values)

    def about_marker(self, marker: Marker, day: date | None = None) -> str:
        """Category as it is called on a day, issuer, time and confidence, on one line."""
        category = self.category(marker.category, day)
        return _joined(category, self.about_issuer(marker), *self._time_and_confidence(marker))

    def category(self, category: Category | None, day: date | None = None) -> str:
        """A category as it is called on a day, by default as the notice of 2024 calls it."""
        name = self._class_name(category, day) if category else ""
        return self.say(messages.CATEGORIES[category], name=name)

    def _class_name(self, category: Category, day: date | None) -> str:
        return self.class_name(category, day) if day else messages.CLASSES[category]

    def about_near_miss(self, miss: NearMiss) -> str:
        """Why it is no marker, where a character may be hidden, time and confidence, on one line."""
        corners = (f"{min(x for x, _ in quad)},{min(y for _, y in quad)}" for quad in miss.hidden)
        hidden = self.say(messages.HIDDEN, places=self.listed(corners)) if miss.hidden else ""
        return _joined(self.reason(miss), hidden, *self._time_and_confidence(miss))

    def about_finding(self, finding: Finding) -> str:
        """Its message, and how sure it is, on one line."""
        text = finding.wording(self.lang).message
        return printable(self.say(messages.WITH_NOTE, text=text, note=self._confidence(finding.confidence)))

    def about_rule(self, finding: Finding) -> str:
        """Its rule and how grave it is."""
        name = self.rules.get(finding.code, finding.name)
        severity = self.say(messages.SEVERITIES[finding.severity])
        return self.say(messages.RULE, code=finding.code, name=name, severity=severity)

    def about_issuer(self, marker: Marker) -> str:
        """Who gave the number."""
        bare = marker.issuer.abbreviation or ""
        english = marker.issuer.name or bare
        name = self.issuers.get(bare) or Localized(english, bare).in_(self.lang)
        if not name:
            return self.say(messages.NO_ISSUER)
        return printable(self.say(messages.ISSUERS[marker.issuer.kind], name=name))

    def about_coverage(self, result: ScanResult, *, beside_findings: bool = True) -> str:
        """What was seen of an opening without a sure marker, on one line; empty for one with it.

        ``beside_findings``: what their messages say is left out.
        """
        if result.markers and all(finding.code != _UNSETTLED for finding in result.findings):
            return ""
        told = [finding.wording(self.lang).message.casefold() for finding in result.findings]
        parts = [part.in_(self.lang) for part in what_was_seen(result.opening)]
        if beside_findings:
            parts = [part for part in parts if not any(part.casefold() in message for message in told)]
        line = self.say(messages.CLAUSES).join(parts)
        if line and not result.markers and not result.near_misses:
            line = self.say(messages.NO_MARKER_SEEN, text=line)
        return line

    def about_unread(self, region: UnreadRegion) -> str:
        """Why a place was not surely read, and when it stood there, on one line."""
        time = self.say(messages.TIME, first=region.first_ms / 1000, last=region.last_ms / 1000)
        return self.say(messages.UNREAD, why=UNREAD_REASONS[region.why].in_(self.lang), time=time)

    def stopped(self, opening: Opening) -> str:
        """How much of the opening was examined, empty where all of it was."""
        if opening.stopped_ms is None:
            return ""
        return self.say(messages.STOPPED, seconds=opening.stopped_ms / 1000)

    def about_gates(self, result: ScanResult) -> str:
        """What may be done with the episode, and why not, on one line; equal answers stand together."""
        answers: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for gate in result.gates:
            names = answers.setdefault((gate.permission, gate.reasons), [])
            names.append(self.say(messages.GATES[gate.name]))
        lines = []
        for (permission, reasons), names in answers.items():
            text = self.say(messages.PERMISSIONS[permission], what=self.listed(names))
            if reasons:
                text = self.say(messages.WITH_NOTE, text=text, note=self._why(reasons, result))
            lines.append(text)
        return _joined(*lines)

    def optional_facts(self, result: ScanResult) -> list[str]:
        """The codes of the facts that are not known and on which the launch does not depend."""
        waited_for = {code for gate in result.gates for code in gate.reasons}
        return [code for code in result.assumptions if code not in waited_for]

    def failure(self, failed: ScanFailure) -> tuple[str, str]:
        """What happened to an input that could not be read, and what to do; its file is not named again."""
        message, hint = (translated(text, self.lang) for text in (failed.error.message, failed.error.hint))
        named = failed.episode.video + self.say(messages.SAYS, head="", text="")
        return message.removeprefix(named), hint

    def _why(self, reasons: tuple[str, ...], result: ScanResult) -> str:
        """The reasons of a gate in words; the facts to state stand together, after all others."""
        known = messages.GATE_REASONS
        key = self._class_name("key", result.as_of)
        parts = [self.say(known[code], key=key) if code in known else code for code in reasons]
        facts = [code for code in reasons if code in result.assumptions]
        if facts:
            parts = [part for part, code in zip(parts, reasons, strict=True) if code not in facts]
            head = messages.STATE_OF_A_NUMBER if result.markers else messages.STATE
            parts.append(self.say(head, facts=self.listed(self.assumed(code)[0] for code in facts)))
        return self.listed(parts)

    def reason(self, miss: NearMiss) -> str:
        """Why it is no marker, in words."""
        return self.reasons.get(miss.reason, miss.reason)

    def assumed(self, code: str) -> tuple[str, str]:
        """The fact that an assumption stands for, and what follows from not knowing it."""
        return self.assumptions.get(code, (code, ""))

    def listed(self, items: Iterable[str]) -> str:
        """Several things after one another."""
        return self.say(messages.COMMA).join(items)

    def _confidence(self, confidence: float) -> str:
        """Cut to three digits: rounding must not make a certainty of it."""
        return self.say(messages.CONFIDENCE, value=floor(confidence * 1000 + 1e-9) / 1000)

    def _time_and_confidence(self, text: Marker | NearMiss) -> tuple[str, str]:
        time = confidence = ""
        if text.first_ms is not None and text.last_ms is not None:
            time = self.say(messages.TIME, first=text.first_ms / 1000, last=text.last_ms / 1000)
        if text.confidence is not None:
            confidence = self._confidence(text.confidence)
        return time, confidence


def printable(text: str) -> str:
    """``text`` on one line, its control and direction characters written as escapes.

    Names of files and letters read from pictures are not trusted; they must not control a terminal.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c == _WIDE_SPACE else c.encode("unicode_escape").decode("ascii") for c in text
    )


def one_line(text: str) -> str:
    """What was read from the screen, its rows joined by a slash."""
    return printable(text.replace("\n", " / "))


def _joined(*facts: str) -> str:
    return " · ".join(printable(fact) for fact in facts if fact)
