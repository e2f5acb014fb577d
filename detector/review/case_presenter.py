"""Presenter of a case page: the result beside the registry's entry and the rules' manuals."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from detector.errors import DetectorError, RequestInvalid
from detector.evidence import around, crop_name
from detector.i18n import Lang, Localized
from detector.law.rules import rule
from detector.law.text.lookalikes import lookalike
from detector.law.text.near_miss import REASONS
from detector.law.text.parser import parse
from detector.records import Category, Finding, Marker, NearMiss, ScanFailure, ScanResult, UnreadRegion
from detector.registrar import LookupResult, look_up
from detector.report.labels import Glossary
from detector.review.messages import STATUSES, TEXTS
from detector.rule_manuals import manual
from detector.scanner import JudgingContext
from detector.translation import in_chinese
from detector.wire import result_from_json

_MAX_TITLES = 1
_MIN_TITLE_SIMILARITY = 0.5  # a title that is less similar belongs to another drama
_MAX_TEXTS = 20
_FIELDS = ("printed", "number", "title", "platforms", "issuer", "category", "episodes", "status")
_SEVERITY_ORDER = ("block", "warn", "note")

DiffPieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it differs from the text that it is compared with."""


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field as it stands on the screen, as it was claimed with the upload, and as the registry has it.

    ``corrected`` is what a reviewer says instead of what was read, or of the title that was claimed.
    """

    name: str
    read: DiffPieces
    claimed: DiffPieces
    registry: DiffPieces
    corrected: str | None = None


def result_of(row: Mapping[str, Any]) -> ScanResult | ScanFailure:
    """The result of a case, from the row of its job."""
    return result_from_json(json.loads(row["result"]))


def texts_of(result: ScanResult | ScanFailure) -> list[Marker | NearMiss]:
    """The markers of a result, then its near misses; none for a failure."""
    return [] if isinstance(result, ScanFailure) else [*result.markers, *result.near_misses]


def present_case(
    result: ScanResult | ScanFailure, corrections: Mapping[str, str], judging: JudgingContext, lang: Lang
) -> dict[str, Any]:
    """What the page of a case shows of its result. Values that are not known are empty, never missing."""
    if isinstance(result, ScanFailure):
        lists = ("texts", "frames", "unread", "kept", "findings", "bars", "fields", "near", "alternatives")
        return {
            **dict.fromkeys(lists, ()),
            **dict.fromkeys(("silent", "opening", "first"), None),
            "error": result.error,
            "seen": "",
        }
    found, silent = _look_up(result, corrections, judging)
    side_px = min(result.opening.width_px, result.opening.height_px)
    texts = texts_of(result)[:_MAX_TEXTS]
    findings = sorted(result.findings, key=lambda finding: _SEVERITY_ORDER.index(finding.severity))
    codes = [finding.code for finding in findings]
    frames, coverage, words = _frames(texts), result.opening.coverage, Glossary(lang)
    unread = (
        [_present_unread(region, side_px, words) for region in coverage.unread_regions[:_MAX_TEXTS]]
        if coverage
        else []
    )
    kept = [{"at_s": at_ms / 1_000, "frame": name} for at_ms, name in coverage.evidence] if coverage else []
    return {
        "error": None,
        "texts": [_present_text(text, side_px, lang) for text in texts],
        "frames": frames,
        "unread": unread,
        "kept": kept,
        "first": next((one for one in (*frames, *unread, *kept) if one["frame"]), None),
        "seen": words.about_coverage(result),
        "findings": [
            _present_finding(finding, lang) | {"is_first": finding.code not in codes[:place]}
            for place, finding in enumerate(findings)
        ],
        "bars": [_bar(text, result.opening.window_ms) for text in texts],
        "fields": list(_compare_fields(result, _listing(found, result, judging, lang), judging, corrections)),
        "silent": silent.in_(lang) if silent else None,
        "near": found.absent.near if found and found.absent else (),
        "alternatives": list(_alternatives(result)),
        "opening": result.opening,
    }


def _look_up(
    result: ScanResult, corrections: Mapping[str, str], judging: JudgingContext
) -> tuple[LookupResult | None, Localized | None]:
    """The registry's answer for the number, else for the title; or why there is none."""
    if judging.registry is None:
        return None, TEXTS["no_registry"]
    number = corrections.get("number") or next((marker.number for marker in result.markers), None)
    query = number or corrections.get("title") or result.episode.series or result.episode.title
    if not query:
        return None, None
    try:
        found = look_up(judging.registry, query, result.as_of, judging.provisions, _MAX_TITLES)
    except DetectorError as error:
        return None, Localized(error.message, in_chinese(error.message))
    return found, TEXTS["not_listed"] if found.absent else None


def _compare_fields(
    result: ScanResult, listed: Mapping[str, str], judging: JudgingContext, corrections: Mapping[str, str]
) -> Iterator[FieldComparison]:
    """The rows of the comparison; a field that nobody states is left out, but for the number."""

    def category(named: Category | None) -> str:
        return judging.provisions.class_name(named, result.as_of) if named else ""

    seen, claimed, episode = dict[str, str](), dict[str, str](), result.episode
    for text in texts_of(result)[:1]:
        seen["printed"] = text.printed
    for marker in result.markers[:1]:
        seen["number"], seen["issuer"] = marker.number, marker.issuer.abbreviation or ""
        seen["category"] = category(marker.category)
    claimed["number"], claimed["category"] = episode.claimed_number or "", category(episode.category)
    claimed["title"], claimed["platforms"] = episode.series or episode.title or "", episode.platform or ""
    claimed["episodes"] = str(episode.episodes or "")
    for name in _FIELDS:
        values = [column.get(name, "") for column in (seen, claimed, listed)]
        corrected = corrections.get(name)
        if name == "number" or corrected is not None or any(values):
            yield _compared(name, values, corrected)


def _listing(
    found: LookupResult | None, result: ScanResult, judging: JudgingContext, lang: Lang
) -> dict[str, str]:
    """What the registry has of the number or title, by field; where it is one character off, that number."""
    if found is None:
        return {}
    entry = found.entry
    if found.candidates and found.candidates[0].likeness >= _MIN_TITLE_SIMILARITY:
        entry = found.candidates[0].entry
    if entry is None:
        return {"number": near[0].number} if found.absent and (near := found.absent.near) else {}
    return {
        "number": entry.number,
        "title": entry.title,
        "platforms": "、".join(entry.platforms),
        "issuer": entry.issuer or "",
        "category": judging.provisions.class_name(entry.category, result.as_of) if entry.category else "",
        "episodes": str(entry.episodes or ""),
        "status": STATUSES[entry.status_on(result.as_of)].in_(lang),
    }


def _compared(name: str, values: list[str], corrected: str | None) -> FieldComparison:
    """What differs is marked against the registry; where it is silent, the claim against what was read."""
    read, claimed, listed = values
    against = listed or read
    marked_read = diff(read, listed)[0] if read and listed else [(read, False)]
    marked_claim = diff(claimed, against)[0] if claimed and against else [(claimed, False)]
    first = read or claimed
    marked_listing = diff(first, listed)[1] if first and listed else [(listed, False)]
    return FieldComparison(name, marked_read, marked_claim, marked_listing, corrected)


def diff(first: str, second: str) -> tuple[DiffPieces, DiffPieces]:
    """Two texts in pieces, each with whether only one of them has it."""
    steps = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return (
        [(first[a:b], tag != "equal") for tag, a, b, _, _ in steps if b > a],
        [(second[c:d], tag != "equal") for tag, _, _, c, d in steps if d > c],
    )


def _present_text(text: Marker | NearMiss, side_px: int, lang: Lang) -> dict[str, Any]:
    reason = ""
    if isinstance(text, NearMiss):
        known = {str(name): localized for name, localized in REASONS.items()}.get(text.reason)
        reason = known.in_(lang) if known else text.reason
    return {
        "printed": text.printed,
        "number": text.number if isinstance(text, Marker) else "",
        "reason": reason,
        "confidence": text.confidence,
        "likeness": lookalike(text.printed) if isinstance(text, NearMiss) else None,
        "points": _points(around(text.quad, side_px)) if text.quad else "",
        "hidden": [_points(quad) for quad in text.hidden] if isinstance(text, NearMiss) else [],
    }


def _points(corners: Iterable[tuple[int, int]]) -> str:
    """Corners as SVG has them."""
    return " ".join(f"{x},{y}" for x, y in corners)


def _frames(texts: list[Marker | NearMiss]) -> list[dict[str, str]]:
    """The pictures of the texts, each once: several texts may share one."""
    frames: dict[str, dict[str, str]] = {}
    for text in texts:
        if text.evidence:
            frame = {"frame": text.evidence, "crop": crop_name(text.evidence), "of": text.printed}
            frames.setdefault(text.evidence, frame)
    return list(frames.values())


def _present_unread(region: UnreadRegion, side_px: int, words: Glossary) -> dict[str, Any]:
    return {
        "about": words.about_unread(region),
        "frame": region.evidence,
        "crop": crop_name(region.evidence) if region.evidence else None,
        "first_s": region.first_ms / 1_000,
        "points": _points(around(region.quad, side_px)),
    }


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
                pieces = diff(sighting.text, other.text)[1]
                yield {"pieces": pieces, "share": other.share}


def _present_finding(finding: Finding, lang: Lang) -> dict[str, Any]:
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
        "manual": manual(known).in_(lang) if known else "",
    }


def parse_number(text: str, judging: JudgingContext) -> str:
    """A number as a reviewer writes it, in normal form. Raises ``RequestInvalid``."""
    found = parse(text, judging.provisions)
    if len(found) == 1 and isinstance(found[0], Marker):
        return found[0].number
    raise RequestInvalid(
        f"{text}: not a number in full form", "write it as （浙）网微剧备字（2024）第00123号"
    )
