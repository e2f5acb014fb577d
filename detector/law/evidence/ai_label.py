"""The visible label of a drama made with AI: which texts are one, how they are worded, how they stand.

GB 45438-2025 asks for 人工智能 or AI and 生成 or 合成, for some time and of some size. Credits and dialogue
have such words too and are no labels.
"""

import re
from functools import lru_cache
from typing import Literal

from detector.law.case import Case, cached_per_case
from detector.law.evidence.absence import is_all_read
from detector.law.evidence.coverage import is_readable
from detector.law.evidence.required_category import decisive_day
from detector.law.evidence.text_height import letters_share
from detector.law.tables.queries import Provisions
from detector.law.tables.schema import AiWordUse
from detector.marker.normalize import fold
from detector.records import Quad, Sighting

Wording = Literal["standard", "deficient"]
Fault = Literal["small", "brief"]

_SUBTITLE_FROM = 0.6
"""Height on the frame from which subtitles stand, in frame heights: chosen; they stand in the lower third."""
_SUBTITLE_MAX_MS = 3_000
"""Subtitles change every 1.5 to 2.5 s."""
_SUBTITLE_OTHERS = 2
"""Other texts that must have stood in the same place at other times for a text to be a subtitle: chosen."""


@cached_per_case
def ai_labels(case: Case) -> tuple[tuple[Sighting, Wording], ...]:
    """The texts of the opening that are labels, each with how it is worded."""
    found = ((sighting, _wording_of(case, sighting)) for sighting in case.opening.sightings)
    return tuple((sighting, wording) for sighting, wording in found if wording)


def standard_labels(case: Case) -> tuple[Sighting, ...]:
    """The labels in the words of the standard."""
    return tuple(sighting for sighting, wording in ai_labels(case) if wording == "standard")


def deficient_labels(case: Case) -> tuple[Sighting, ...]:
    """The texts that say that AI was used, and not in the words of the standard."""
    return tuple(sighting for sighting, wording in ai_labels(case) if wording == "deficient")


def is_label_law_in_force(case: Case) -> bool:
    """Whether dramas made with AI had to carry a label when it went online."""
    return decisive_day(case) >= case.provisions.day("ai-label-from")


def is_label_asked_for(case: Case) -> bool:
    """Whether the drama is known to be made with AI; that an app draws the number says nothing of a label."""
    return case.episode.production == "ai"


def lacks_ai_label(case: Case) -> bool:
    """Whether what was examined shows no label, or none that surely suffices where more could be examined.

    A label may still come in other words, or stand on, where the look ended early or texts are unread.
    """
    if is_all_read(case):
        return not ai_labels(case)
    return not standard_labels(case) or (case.opening.stopped_ms is not None and must_stand_longer(case))


def must_stand_longer(case: Case) -> bool:
    """Whether labels in the words of the standard were seen, and none yet for as long as it asks for."""
    form, labels = case.provisions.ai_label_form(case.as_of), standard_labels(case)
    if form is None or not labels:
        return False
    return all(label.last_ms - label.first_ms < form.min_ms for label in labels)


def faults(case: Case, label: Sighting) -> tuple[Fault, ...]:
    """What of a label is surely less than the standard asks for: its size, its time."""
    form = case.provisions.ai_label_form(case.as_of)
    if form is None:
        return ()
    small = 100 * height_share(case, label) < form.min_height_percent
    brief = is_readable(case) and longest_ms(case, label) < form.min_ms and not _may_stand_on(case, label)
    return (*(("small",) if small else ()), *(("brief",) if brief else ()))


def height_share(case: Case, label: Sighting) -> float:
    """How high the box of a row of it is, in short sides of the frame: the letters are no higher."""
    return letters_share(case.opening, label.quad, label.text)


def longest_ms(case: Case, label: Sighting) -> int:
    """The longest time that it can have stood there: the samples may miss its beginning and its end."""
    return label.last_ms - label.first_ms + 2 * _sample_ms(case)


def wording_of_text(text: str, provisions: Provisions) -> Wording | None:
    """Whether a text alone is a label, and in whose words; each of its rows may be one too."""
    if not _hint(provisions).search(fold(text).text.casefold()):
        return None  # as of nearly all texts
    pieces = {text, *text.split("\n")}
    found = {_wording_of_piece(piece, provisions) for piece in pieces}
    return "standard" if "standard" in found else "deficient" if "deficient" in found else None


def _wording_of(case: Case, sighting: Sighting) -> Wording | None:
    wording = wording_of_text(sighting.text, case.provisions)
    is_statement = wording and _first(_key(sighting.text), case.provisions, "statement") is not None
    return None if wording and not is_statement and _is_subtitle(case, sighting) else wording


def _wording_of_piece(piece: str, provisions: Provisions) -> Wording | None:
    text = _key(piece)
    if _first(text, provisions, None) is not None:
        return "standard"
    technology, generation = (_first(text, provisions, use) for use in ("technology", "generation"))
    deficient = _first(text, provisions, "deficient")
    statement = _first(text, provisions, "statement")
    if statement is None and _first(text, provisions, "speech") is not None:
        return None
    if technology is not None and generation is not None:
        begin = min(technology, generation)
        is_statement = statement is not None and statement < begin
        if is_statement or not _has_from(text, provisions, "credit", begin):
            return "standard"
    if deficient is not None and not _has_from(text, provisions, "credit", deficient):
        return "deficient"
    return None


def _first(text: str, provisions: Provisions, use: AiWordUse | None) -> int | None:
    pattern = _pattern(provisions, use)
    found = pattern.search(text) if pattern else None
    return found.start() if found else None


def _has_from(text: str, provisions: Provisions, use: AiWordUse, start: int) -> bool:
    pattern = _pattern(provisions, use)
    return bool(pattern and pattern.search(text, start))


@lru_cache(maxsize=64)
def _pattern(provisions: Provisions, use: AiWordUse | None) -> re.Pattern[str] | None:
    words = sorted((row.text for row in provisions.ai_labels if row.use == use), key=len, reverse=True)
    return re.compile("|".join(map(_word_pattern, words))) if words else None


@lru_cache(maxsize=8)
def _hint(provisions: Provisions) -> re.Pattern[str]:
    """What every label has in its folded text."""
    words = [row.text for row in provisions.ai_labels if row.use in (None, "technology", "deficient")]
    return re.compile("|".join(_spelt(fold(word).text.casefold()) for word in words))


def _word_pattern(word: str) -> str:
    # It is no AI where other letters stand before it.
    spelt = _spelt(_key(word))
    return rf"(?<![a-z]){spelt}" if word[0].isascii() and word[0].isalpha() else spelt


def _spelt(word: str) -> str:
    # Readers take the I of AI for an l, a 1 or a bar.
    return re.escape(word).replace("ai", "a[il1|]")


@lru_cache(maxsize=1024)  # as for fold: the same few texts again and again
def _key(text: str) -> str:
    """The folded text in small letters, with the spaces between Latin words."""
    folded = fold(text)
    letters: list[str] = []
    for letter, gap in zip(folded.text.casefold(), folded.gaps, strict=False):
        if gap and letters and letters[-1].isascii() and letters[-1].isalpha() and letter.isascii():
            letters.append(" ")
        letters.append(letter)
    return "".join(letters)


def _is_subtitle(case: Case, sighting: Sighting) -> bool:
    """Whether it stood briefly where other texts stood before and after it, low on the frame."""
    middle, height = _row(sighting.quad)
    if middle < _SUBTITLE_FROM * case.opening.height_px:
        return False
    if sighting.last_ms - sighting.first_ms > _SUBTITLE_MAX_MS:
        return False
    others = 0
    for other in case.opening.sightings:
        apart_px = abs(_row(other.quad)[0] - middle)
        is_then = other.first_ms <= sighting.last_ms and sighting.first_ms <= other.last_ms
        others += apart_px < height / 2 and not is_then and other.text != sighting.text
    return others >= _SUBTITLE_OTHERS


def _row(quad: Quad) -> tuple[float, int]:
    """The middle of a box and its height, px."""
    ys = [y for _, y in quad]
    return (min(ys) + max(ys)) / 2, max(ys) - min(ys)


def _may_stand_on(case: Case, label: Sighting) -> bool:
    """Whether it stood there to the end of what was seen."""
    coverage = case.opening.coverage
    end_ms = min(case.opening.window_ms, coverage.decoded_ms) if coverage else case.opening.window_ms
    return label.last_ms + _sample_ms(case) >= end_ms


def _sample_ms(case: Case) -> int:
    """The time between two sampled instants, rounded up."""
    coverage, due = case.opening.coverage, case.opening.frames_due
    span_ms = min(case.opening.window_ms, coverage.decoded_ms) if coverage else case.opening.window_ms
    return -(-span_ms // max(1, due - 1))
