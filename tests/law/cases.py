"""Cases for the law, from plain descriptions.

A case file has ``[[fires]]`` and ``[[silent]]`` tables. Each says ``why`` and what stands on the ``screen``:
a list of texts, or of tables with ``text``, ``confidence`` (0.98), ``from_ms`` (0), ``to_ms`` (4000),
``place`` (texts with the same number stand in the same place; without it each stands apart), ``height_px``
(30, on a frame of 720 x 1280), ``left_px`` (20), ``right_px`` (600), ``alternatives`` (tables of ``text`` and
``share``) and ``hidden`` (where a character may be hidden: how many characters stand before it). Beside it:
``platform`` (not given), ``coverage`` (fields of ``Coverage``; without it all of the window was seen and
read; ``false``: none is on record), ``frames_seen`` (31), ``frames_due`` (as many as were seen), ``as_of``
(2026-11-23),
``policy`` (default), and any other fact of an ``Episode``.

``registry`` is what a registry has: a list of tables, each with the ``number`` and any other field of an
``Entry``; without it there is no registry. ``complete`` lists for which issuers and days it has all
(``番茄:2026-01-01:2026-12-31``), ``silent`` says why it cannot be asked.

``catalogue`` is what the rest of a catalogue shows: ``numbers`` (of the drama, each with ``number`` and
``episodes``), ``other_dramas`` (``number``, ``title``, ``episodes``), ``issuers`` (platform → episodes),
``serials`` (``issuer``, ``year``, ``widths``, ``largest``); without it the episode is looked at alone.

``finding_confidence`` is how sure the rule is where it fires, ``severity`` how grave its findings are;
without them that is not checked.
"""

import tomllib
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from detector.law.case import Case
from detector.law.catalogue_context import (
    CatalogueContext,
    DramaNumber,
    OtherDrama,
    SerialStatistics,
    number_key,
)
from detector.law.evidence.registry_facts import numbers_to_look_up
from detector.law.tables.loader import shipped
from detector.law.text.parser import parse
from detector.law.verdict.decision import build_case
from detector.records import (
    Alternative,
    Coverage,
    Episode,
    FailOn,
    Hidden,
    Marker,
    Opening,
    Policy,
    Quad,
    Sighting,
)
from detector.registry.lookup import ask
from detector.registry_replies import Alias, Period
from detector.settings import JudgeSettings
from tests.registry.entries import entry, silent_registry, small_registry

RULE_CASES = Path(__file__).parent / "rule_cases"
AS_OF = date(2026, 11, 23)

_FACTS = {field.name for field in fields(Episode)} - {"id", "video"}
_REGISTRY_FIELDS = {"registry", "complete", "silent"}
_CATALOGUE_FIELDS = {"numbers", "other_dramas", "issuers", "serials"}
_OPENING_FIELDS = {"frames_seen", "frames_due", "stopped_ms", "unread", "coverage"}
_CASE_FIELDS = {"why", "screen", "as_of", "policy", "catalogue"} | _OPENING_FIELDS | _FACTS | _REGISTRY_FIELDS
_TEXT_FIELDS = {"text", "confidence", "from_ms", "to_ms", "place", "alternatives", "hidden"}
_TEXT_FIELDS |= {"height_px", "left_px", "right_px"}
_COVERAGE = TypeAdapter(Coverage)


@dataclass(frozen=True)
class Described:
    file: str
    fires: bool
    why: str
    case: Case
    finding_confidence: float | None
    severity: str | None

    @property
    def code(self) -> str:
        return self.file.partition("_")[0]


def policy_named(name: str, fail_on: FailOn = "block") -> Policy:
    """A shipped profile, with the default settings of the examination."""
    row = shipped().policy(name)
    sizes = row.number_on_first, row.min_marker_ms, row.late_after_ms, row.min_text_height_px
    gravity = row.unbracketed_issuer or "warn"
    return Policy(name, 3, JudgeSettings().min_confidence, *sizes, fail_on, gravity)


def quad_at(place: int, height_px: int = 30, left: int = 20, right: int = 600) -> Quad:
    top = 40 * place
    return (left, top), (right, top), (right, top + height_px), (left, top + height_px)


def hidden_at(*after: int, place: int = 0) -> tuple[Hidden, ...]:
    """Places where a character may be hidden, 30 px apart, each behind so many characters."""
    return tuple(Hidden(number, quad_at(place, 30, 20 + 30 * number, 50 + 30 * number)) for number in after)


def sighting(
    text: str,
    place: int = 0,
    confidence: float = 0.98,
    times: tuple[int, int] = (0, 4_000),
    alternatives: tuple[Alternative, ...] = (),
) -> Sighting:
    characters = (confidence,) * len(text)
    return Sighting(text, confidence, *times, quad_at(place), 8, characters, alternatives)


def case_of(
    *sightings: Sighting,
    frames_seen: int = 31,
    frames_due: int | None = None,
    as_of: date = AS_OF,
    policy: str = "default",
    stopped_ms: int | None = None,
    unread: int = 0,
    coverage: dict[str, Any] | Literal[False] | None = None,
    **facts: Any,  # noqa: ANN401  (fields of Episode)
) -> Case:
    """A case of these sightings and facts."""
    due = frames_seen if frames_due is None else frames_due
    seen = Opening("0" * 64, 15_000, 720, 1280, frames_seen, due - frames_seen, due, sightings)
    known = None if coverage is False else _coverage(frames_seen, due, coverage or {})
    opening = replace(seen, stopped_ms=stopped_ms, unread=unread, coverage=known)
    return build_case(replace(Episode("ep01", "ep01.mp4"), **facts), opening, as_of, policy_named(policy))


def whole_window(seen: int = 31, due: int = 31) -> Coverage:
    """All of the window was decoded; of ``due`` instants ``seen`` have a sound picture."""
    return Coverage(15_000, 15_000, sound_frames=seen, corrupt_frames=due - seen, legible_px=10)


def _coverage(seen: int, due: int, described: dict[str, Any]) -> Coverage:
    plain = {**asdict(whole_window(seen, due)), **described}
    return _COVERAGE.validate_python(plain, strict=False)


def screen_of(*texts: str) -> tuple[Sighting, ...]:
    return tuple(sighting(text, place) for place, text in enumerate(texts))


def described_cases() -> list[Described]:
    found = []
    for file in sorted(RULE_CASES.glob("*.toml")):
        kinds = tomllib.loads(file.read_text("utf-8"))
        assert set(kinds) <= {"fires", "silent"}, f"{file.name}: only [[fires]] and [[silent]]"
        for kind, rows in kinds.items():
            for row in rows:
                told = row.pop("finding_confidence", None), row.pop("severity", None)
                found.append(Described(file.stem, kind == "fires", row["why"], _case(row), *told))
    return found


def _case(row: dict[str, Any]) -> Case:
    assert set(row) <= _CASE_FIELDS, f"{row['why']}: {set(row) - _CASE_FIELDS} means nothing"
    facts = {name: row[name] for name in row if name not in {"why", "screen", "catalogue", *_REGISTRY_FIELDS}}
    case = case_of(*(_sighting(text, place) for place, text in enumerate(row["screen"])), **facts)
    if "catalogue" in row:
        case = replace(case, catalogue=_catalogue(row["catalogue"]))
    return _with_replies(case, row) if _REGISTRY_FIELDS & set(row) else case


def _catalogue(described: dict[str, Any]) -> CatalogueContext:
    assert set(described) <= _CATALOGUE_FIELDS, f"{set(described) - _CATALOGUE_FIELDS} means nothing"
    other_dramas: dict[str, tuple[OtherDrama, ...]] = {}
    for other in described.get("other_dramas", ()):
        number = number_key(_marker(other["number"]))
        drama = OtherDrama(other["title"], other.get("episodes", 1))
        other_dramas[number] = (*other_dramas.get(number, ()), drama)
    return CatalogueContext(
        numbers=tuple(_drama_number(row["number"], row["episodes"]) for row in described.get("numbers", ())),
        other_dramas=other_dramas,
        issuers=described.get("issuers", {}),
        serials={
            (row["issuer"], row["year"]): SerialStatistics(
                {int(width): count for width, count in row["widths"].items()}, tuple(row["largest"])
            )
            for row in described.get("serials", ())
        },
    )


def _drama_number(number: str, episodes: int) -> DramaNumber:
    marker = _marker(number)
    return DramaNumber(number_key(marker), number, episodes, marker.issuer.kind, marker.issuer.abbreviation)


def _marker(number: str) -> Marker:
    (found,) = parse(number)
    assert isinstance(found, Marker)
    return found


def _with_replies(case: Case, row: dict[str, Any]) -> Case:
    """The case with what a real registry with these entries answers."""
    entries = [entry(**{**held, **_lists(held)}) for held in row.get("registry", ())]
    periods = [told.split(":") for told in row.get("complete", ())]
    complete = tuple(Period(name, *map(date.fromisoformat, days)) for name, *days in periods)
    registry = silent_registry(row["silent"]) if "silent" in row else small_registry(entries, complete)
    return replace(case, replies=ask(registry, numbers_to_look_up(case), case.as_of, None).answers)


def _lists(held: dict[str, Any]) -> dict[str, Any]:
    aliases = tuple(Alias(alias["title"], alias.get("since")) for alias in held.get("aliases", ()))
    return {"aliases": aliases, "platforms": tuple(held.get("platforms", ()))}


def _sighting(row: str | dict[str, Any], place: int) -> Sighting:
    if isinstance(row, str):
        return sighting(row, place + 100)
    assert set(row) <= _TEXT_FIELDS, f"{row['text']}: {set(row) - _TEXT_FIELDS} means nothing"
    others = tuple(Alternative(**other) for other in row.get("alternatives", ()))
    where = row.get("place", place + 100)
    seen = sighting(
        row["text"],
        where,
        row.get("confidence", 0.98),
        (row.get("from_ms", 0), row.get("to_ms", 4_000)),
        others,
    )
    sides = row.get("height_px", 30), row.get("left_px", 20), row.get("right_px", 600)
    hidden = hidden_at(*row.get("hidden", ()), place=where)
    return replace(seen, quad=quad_at(where, *sides), hidden=hidden)
