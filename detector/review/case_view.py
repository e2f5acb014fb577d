"""What a case page shows, put together from the result, the registry and the rules."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from detector.errors import DetectorError, RequestInvalid
from detector.evidence import crop_name
from detector.i18n import Lang, Localized
from detector.law.rules import rule
from detector.law.text.lookalikes import likeness
from detector.law.text.near_miss import REASONS
from detector.law.text.parser import parse
from detector.records import Finding, Marker, NearMiss, ScanFailure, ScanResult
from detector.registrar import LookupResult, look_up
from detector.review.messages import SAID
from detector.scanner import JudgingContext
from detector.wire import result_from_json

_TITLES = 1
_ALIKE = 0.5  # of a title: one less alike is another drama's
_MOST_TEXTS = 20
_GRAVEST_FIRST = ("block", "warn", "note")

Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it differs from what it is held against."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field as it was read, as the registry has it, and as a reviewer corrected it."""

    name: str
    read: Pieces
    registry: Pieces
    corrected: str | None = None


def result_of(row: Mapping[str, Any]) -> ScanResult | ScanFailure:
    """The result of a case, from the row of its job."""
    return result_from_json(json.loads(row["result"]))


def texts_of(result: ScanResult | ScanFailure) -> list[Marker | NearMiss]:
    """What the result is about: markers, then near misses."""
    return [] if isinstance(result, ScanFailure) else [*result.markers, *result.near_misses]


def view_of(
    result: ScanResult | ScanFailure, corrected: Mapping[str, str], grounds: JudgingContext, lang: Lang
) -> dict[str, Any]:
    """What the page of a case shows of its result. What is known of nothing is empty, never absent."""
    if isinstance(result, ScanFailure):
        return {"error": result.error, "texts": [], "frames": [], "findings": [], "bars": []} | {
            "fields": [], "silent": None, "near": [], "alternatives": [], "opening": None,
        }  # fmt: skip
    found, silent = _asked(result, corrected, grounds)
    texts = texts_of(result)[:_MOST_TEXTS]
    return {
        "error": None,
        "texts": [_text(text, lang) for text in texts],
        "frames": list(_frames(texts)),
        "findings": [_finding(one, lang) for one in sorted(result.findings, key=_gravity)],
        "bars": [_bar(text, result.opening.window_ms) for text in texts],
        "fields": list(_compared(result, found, corrected)),
        "silent": silent.in_(lang) if silent else None,
        "near": found.absent.near if found and found.absent else (),
        "alternatives": list(_alternatives(result)),
        "opening": result.opening,
    }


def _asked(
    result: ScanResult, corrected: Mapping[str, str], grounds: JudgingContext
) -> tuple[LookupResult | None, Localized | None]:
    """What the registry has of the number, or of the title; or why it says nothing."""
    if grounds.registry is None:
        return None, SAID["no_registry"]
    number = corrected.get("number") or next((marker.number for marker in result.markers), None)
    wanted = number or corrected.get("title") or result.episode.series or result.episode.title
    if not wanted:
        return None, None
    try:
        found = look_up(grounds.registry, wanted, result.as_of, grounds.provisions, _TITLES)
    except DetectorError as error:
        return None, Localized(error.message, error.message)
    return found, SAID["not_listed"] if found.absent else None


def _compared(
    result: ScanResult, found: LookupResult | None, corrected: Mapping[str, str]
) -> Iterator[Compared]:
    entry = found.entry if found else None
    if found and found.candidates and found.candidates[0].likeness >= _ALIKE:
        entry = found.candidates[0].entry
    near = found.absent.near if found and found.absent else ()
    marker = result.markers[0] if result.markers else None
    miss = result.near_misses[0] if result.near_misses else None
    episode = result.episode
    listed_number = entry.number if entry else (near[0].number if near else "")
    read_number = marker.number if marker else ""
    printed = next((text.printed for text in (marker, miss) if text), "")
    yield _field("printed", printed, "", None)
    yield _field("number", read_number, listed_number, corrected.get("number"))
    title = episode.series or episode.title or ""
    yield _field("title", title, entry.title if entry else "", corrected.get("title"))
    issuer = (marker.issuer.abbreviation or "") if marker else ""
    yield _field("issuer", issuer, (entry.issuer or "") if entry else "", None)
    yield _field("platforms", episode.platform or "", "、".join(entry.platforms) if entry else "", None)
    if entry:
        yield _field("status", "", entry.status_on(result.as_of), None)
        yield _field("episodes", str(episode.episodes or ""), str(entry.episodes or ""), None)


def _field(name: str, read: str, listed: str, corrected: str | None) -> Compared:
    if not read or not listed:
        return Compared(name, [(read, False)], [(listed, False)], corrected)
    return Compared(name, *differing(read, listed), corrected)


def differing(first: str, second: str) -> tuple[Pieces, Pieces]:
    """Two texts in pieces, each with whether it stands in one of them alone."""
    steps = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return (
        [(first[a:b], tag != "equal") for tag, a, b, _, _ in steps if b > a],
        [(second[c:d], tag != "equal") for tag, _, _, c, d in steps if d > c],
    )


def _text(text: Marker | NearMiss, lang: Lang) -> dict[str, Any]:
    reason = ""
    if isinstance(text, NearMiss):
        known = {str(name): words for name, words in REASONS.items()}.get(text.reason)
        reason = known.in_(lang) if known else text.reason
    return {
        "printed": text.printed,
        "number": text.number if isinstance(text, Marker) else "",
        "reason": reason,
        "confidence": text.confidence,
        "likeness": likeness(text.printed) if isinstance(text, NearMiss) else None,
        "points": " ".join(f"{x},{y}" for x, y in text.quad or ()),
    }


def _frames(texts: list[Marker | NearMiss]) -> Iterator[dict[str, str]]:
    seen = set()
    for text in texts:
        if text.evidence and text.evidence not in seen:
            seen.add(text.evidence)
            yield {"frame": text.evidence, "crop": crop_name(text.evidence), "of": text.printed}


def _bar(text: Marker | NearMiss, window_ms: int) -> dict[str, Any]:
    """When a text was visible, as shares of the window in per mille."""
    first, last = text.first_ms or 0, text.last_ms or 0
    window_ms = max(1, window_ms)
    return {
        "printed": text.printed,
        "start": 1_000 * first // window_ms,
        "width": max(8, 1_000 * (last - first) // window_ms),
        "first_s": first / 1_000,
        "last_s": last / 1_000,
    }


def _alternatives(result: ScanResult) -> Iterator[dict[str, Any]]:
    shown = {text.printed for text in texts_of(result)}
    for sighting in result.opening.sightings:
        if sighting.text in shown:
            for other in sighting.alternatives:
                pieces = differing(sighting.text, other.text)[1]
                yield {"pieces": pieces, "share": other.share}


def _finding(finding: Finding, lang: Lang) -> dict[str, Any]:
    wording, known = finding.wording(lang), rule(finding.code)
    return {
        "code": finding.code,
        "name": Localized(known.name, known.name_zh).in_(lang) if known else finding.name,
        "severity": finding.severity,
        "message": wording.message,
        "confidence": finding.confidence,
        "title": finding.source.title,
        "clause": wording.clause,
        "url": finding.source.url,
        "manual": known.manual.in_(lang).strip() if known else "",
    }


def _gravity(finding: Finding) -> int:
    return _GRAVEST_FIRST.index(finding.severity)


def checked_number(text: str, grounds: JudgingContext) -> str:
    """A number as a reviewer writes it, in normal form. Raises ``RequestInvalid`` for what is none."""
    found = parse(text, grounds.provisions)
    if len(found) == 1 and isinstance(found[0], Marker):
        return found[0].number
    raise RequestInvalid(f"{text}: no number in full form", "write it as （浙）网微剧备字（2024）第00123号")
