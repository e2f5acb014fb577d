"""Numbers of the papers of Order 16, whose forms are not published, and of others of which no text is known.

Such a number cannot be told from a made-up one, so it is neither lawful nor unlawful here. What may be one is
told by the tables of labels and forms (``unpublished.toml``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from detector.law.case import Case, cached_per_case
from detector.law.tables.citation import Citation
from detector.law.tables.schema import FormRow, LabelRow
from detector.marker.normalize import Folded, fold
from detector.records import Marker, NearMiss, Sighting

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\)?(?:编号|号码?)?[:为是]{0,2}[^0-9:]{0,16}[0-9]")
"""What follows a label, or the brackets round it: at most a few words of an authority or a series before the
first digit."""
_LABEL_ENDS = re.compile(r"\)?(?:编号|号码?)?[:为是]{0,2}")
_OTHER_NUMBER = re.compile(r"ICP|公网安备|网文|视听|经营|药准字|有效期|20[0-9]{2}年[0-9]{1,2}月")
_BEFORE_LABEL = ("本剧", "该剧", "本片", "微短剧")
_NO_NUMBER = re.compile(
    r"第?[0-9]{1,3}[集回话季]|20[0-9]{2}[-./年][0-9]{1,2}(?:[-./月][0-9]{1,2}日?)?"
    r"|(?:20[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
"""Episodes, days and times of day."""
_LEAST_DIGITS = 3
_LONGEST_NUMBER = 40
"""Of a text beside a label: chosen, so that a sentence with a year in it is none."""
_SAME_TIME_MS = 1_000


@dataclass(frozen=True, slots=True)
class UnpublishedNumber:
    """What may be a number of an unpublished form: as printed, how surely it was read, on what ground."""

    printed: str
    confidence: float
    source: Citation


@cached_per_case
def unpublished_number(case: Case) -> UnpublishedNumber | None:
    """The surest text that may be a number of an unpublished form on the case's day; ``None`` if none is.

    A text that holds a marker, or garbles a form that is known, is none.
    """
    found = [*_of_forms(case), *_behind_labels(case)]
    return max(found, key=lambda number: number.confidence, default=None)


def may_be_of_new_form(case: Case, miss: NearMiss) -> bool:
    """Whether a near miss is, or is part of, what an unpublished form fits in one of the opening's texts."""
    own = fold(miss.printed).text
    for sighting in case.opening.sightings:
        if miss.printed in sighting.text:
            for _, fitting in _fitting(case, sighting.text):
                if own in fitting or fitting in own:
                    return True
    return False


def _of_forms(case: Case) -> Iterator[UnpublishedNumber]:
    for sighting in case.opening.sightings:
        for row, _ in _fitting(case, sighting.text):
            yield _number(case, row, (sighting,))


def _fitting(case: Case, text: str) -> Iterator[tuple[FormRow, str]]:
    """The forms that a text fits on the case's day, each with what of the folded text fits."""
    if not _DIGIT.search(text):
        return
    for row in case.provisions.forms:
        if _is_in_force(row, case):
            for match in _pattern(row.pattern).finditer(fold(text).text):
                named = match.groupdict()
                is_late = int(named["year"]) >= row.in_force_from.year
                if is_late and ("issuer" not in named or case.provisions.issuer_named(named["issuer"])):
                    yield row, match.group()


def _behind_labels(case: Case) -> Iterator[UnpublishedNumber]:
    rows = tuple(row for row in case.provisions.labels if _is_in_force(row, case))
    if not rows:
        return
    pattern = _label_pattern(tuple(row.label for row in rows))
    for sighting in case.opening.sightings:
        folded = fold(sighting.text)
        for match in pattern.finditer(folded.text):
            row = next(row for row in rows if row.label == match.group())
            if row.stands == "alone" and not _stands_alone(case, folded, match.start()):
                continue
            behind = folded.text[match.end() :]
            if _LABEL_ENDS.fullmatch(behind):
                beside = (other for other in case.opening.sightings if _is_number_of(case, other, sighting))
                yield from (_number(case, row, (sighting, other)) for other in beside)
            elif _NUMBER.match(behind) and _may_be_number(case, sighting, behind):
                yield _number(case, row, (sighting,))


def _stands_alone(case: Case, folded: Folded, start: int) -> bool:
    before = folded.text[:start]
    if not before or folded.gaps[start] or not before[-1].isalnum() or before.endswith(_BEFORE_LABEL):
        return True
    return bool(case.provisions.longest_issuer_at_end(before))


def _is_number_of(case: Case, number: Sighting, label: Sighting) -> bool:
    """Whether a text may be the number of a label that stands alone: under it, or beside it on its row."""
    text = fold(number.text).text
    digits = len(_DIGIT.findall(text))
    if digits < _LEAST_DIGITS or len(text) > _LONGEST_NUMBER or _NO_NUMBER.fullmatch(text):
        return False
    at_once = max(number.first_ms, label.first_ms) - min(number.last_ms, label.last_ms) <= _SAME_TIME_MS
    return at_once and _is_next_to(number, label) and _may_be_number(case, number, text)


def _is_next_to(number: Sighting, label: Sighting) -> bool:
    """Whether it stands within eight letters behind the label, or one and a half under it or left of it."""
    (xs, ys), (label_xs, label_ys) = _extent(number), _extent(label)
    letter_px = min(label_xs[1] - label_xs[0], label_ys[1] - label_ys[0])
    across, down = _gap(xs, label_xs), _gap(ys, label_ys)
    on_row = xs[0] >= label_xs[0] and across <= 8 * letter_px and down < 0
    below = ys[0] >= label_ys[0] and down <= 1.5 * letter_px and across < 0
    left = xs[1] <= label_xs[1] and across <= 1.5 * letter_px and down < 0
    return on_row or below or left


def _extent(sighting: Sighting) -> tuple[tuple[int, int], tuple[int, int]]:
    xs, ys = [x for x, _ in sighting.quad], [y for _, y in sighting.quad]
    return (min(xs), max(xs)), (min(ys), max(ys))


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How far two stretches are apart in px; less than 0 where they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])


def _may_be_number(case: Case, sighting: Sighting, text: str) -> bool:
    """Whether a text is no number of another kind, and holds none of a known form, lawful or garbled."""
    if _OTHER_NUMBER.search(text[: _LONGEST_NUMBER // 2]):
        return False
    records: tuple[Marker | NearMiss, ...] = (*case.markers, *case.near_misses)
    return not any(record.printed in sighting.text for record in records)


def _number(case: Case, row: LabelRow | FormRow, texts: tuple[Sighting, ...]) -> UnpublishedNumber:
    printed = " ".join(" ".join(sighting.text for sighting in texts).split())
    return UnpublishedNumber(
        printed, min(sighting.confidence for sighting in texts), case.provisions.source_of(row)
    )


def _is_in_force(row: LabelRow | FormRow, case: Case) -> bool:
    last = row.in_force_until
    return row.in_force_from <= case.as_of and (last is None or case.as_of <= last)


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=8)
def _label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the labels, a longer one before those that it begins with."""
    return re.compile(
        "|".join(re.escape(label) for label in sorted(labels, key=lambda one: (-len(one), one)))
    )
