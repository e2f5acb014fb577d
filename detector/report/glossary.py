"""The words that reports put beside the data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

from detector.records import Marker, NearMiss

_CATEGORIES: Mapping[str, str] = {
    "key": "key drama (重点)",
    "ordinary": "ordinary drama (普通)",
    "other": "other drama (其他)",
}

_WIDE_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class Glossary:
    """What other parts know, handed over because reports know records only.

    ``remedies``: rule code → what to do. ``reasons``: reason of a near miss → the same in words.
    ``assumptions``: code → the fact that is not known, and what follows.
    ``evidence``: the folder that holds the files which markers name. ``crop``: such a file's name → the
    PNG of the text alone, ``None`` where there is none.
    """

    remedies: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    assumptions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    evidence: Path | None = None
    crop: Callable[[str], bytes | None] = lambda _name: None

    def about_marker(self, marker: Marker) -> str:
        """Category, issuer, time and confidence, on one line."""
        return _joined(_category(marker), _issuer(marker), *_seen(marker))

    def assumed(self, code: str) -> tuple[str, str]:
        """The fact that an assumption stands for, and what follows from not knowing it."""
        return self.assumptions.get(code, (code, ""))

    def about_near_miss(self, miss: NearMiss) -> str:
        """Why it is no marker, time and confidence, on one line."""
        return _joined(self.reasons.get(miss.reason, miss.reason), *_seen(miss))


def printable(text: str) -> str:
    """``text`` on one line, its control and direction characters written as escapes.

    Names of files and letters read from pictures come from outside; they must not steer a terminal.
    """
    return "".join(c if c.isprintable() or c == _WIDE_SPACE else _escape(c) for c in text)


def one_line(text: str) -> str:
    """What was read from the screen, its rows joined by a slash."""
    return printable(text.replace("\n", " / "))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _issuer(marker: Marker) -> str:
    known = marker.issuer.name or marker.issuer.abbreviation
    kind = "NRTA" if marker.issuer.kind == "nrta" else marker.issuer.kind
    if marker.issuer.kind == "unknown":
        return f"unknown issuer {known}" if known else "no issuer"
    return f"{kind} {known}" if known and known != kind else kind


def _category(marker: Marker) -> str:
    return _CATEGORIES[marker.category] if marker.category else "category not stated"


def _seen(text: Marker | NearMiss) -> tuple[str, str]:
    time = confidence = ""
    if text.first_ms is not None and text.last_ms is not None:
        time = f"{text.first_ms / 1000:.1f}–{text.last_ms / 1000:.1f} s"
    if text.confidence is not None:
        confidence = confidence_in_words(text.confidence)
    return time, confidence


def confidence_in_words(confidence: float) -> str:
    """A confidence, 0 to 1, cut to three digits: rounding must not make a certainty of it."""
    return f"confidence {floor(confidence * 1000 + 1e-9) / 1000:.3f}"


def _joined(*facts: str) -> str:
    return " · ".join(printable(fact) for fact in facts if fact)
