"""Records to JSON and back: the contract's shapes, byte for byte equal for equal records."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from detector.errors import InputError, NewerSchema
from detector.i18n import Lang
from detector.records import Episode, Marker, NearMiss, ScanFailure, ScanResult
from detector.translation import translated

RESULT_SCHEMA = "detector.result/1"
RESULTS_SCHEMA = "detector.results/1"

_Result = TypeVar("_Result", ScanResult, ScanFailure)

_NAMES = ("id", "video", "title", "series", "number", "platform")
"""What stands of an episode under ``episode``. Its other fields stand under ``facts``, where known."""

_ADAPTERS: dict[type, TypeAdapter[Any]] = {
    record: TypeAdapter(record) for record in (ScanResult, ScanFailure, Marker, NearMiss, Episode)
}


def result_to_json(result: ScanResult | ScanFailure, lang: Lang = "en") -> dict[str, Any]:
    """One episode's object, its prose in one language, without what was sighted."""
    plain = _result(result, {"opening": {"sightings"}})
    if isinstance(result, ScanFailure):
        for text in ("message", "hint"):
            plain["error"][text] = translated(plain["error"][text], lang)
    for finding, shown in zip(getattr(result, "findings", ()), plain.get("findings", ()), strict=True):
        wording = finding.wording(lang)
        shown["message"], shown["source"]["clause"] = wording.message, wording.clause
        del shown["zh"]
    return plain


def result_to_stored(result: ScanResult | ScanFailure) -> dict[str, Any]:
    """One episode's object with all that was sighted, its prose in both languages, to be judged again."""
    return _result(result, {})


def _result(result: ScanResult | ScanFailure, left_out: dict[str, set[str]]) -> dict[str, Any]:
    plain: dict[str, Any] = _ADAPTERS[type(result)].dump_python(result, mode="json", exclude=left_out)
    episode = plain["episode"]
    plain["episode"] = {name: episode[name] for name in _NAMES}
    facts = {name: value for name, value in episode.items() if name not in _NAMES and value is not None}
    for name in ("gates", "assumptions"):
        if not plain.get(name):
            plain.pop(name, None)
    if isinstance(result, ScanResult) and result.recipe.registry is None:
        del plain["recipe"]["registry"]
    if isinstance(result, ScanFailure):  # The contract has the outcome before its error.
        plain["error"] = plain.pop("error")
    return {"schema": RESULT_SCHEMA, **plain, **({"facts": facts} if facts else {})}


def result_from_json(plain: Mapping[str, Any]) -> ScanResult | ScanFailure:
    """Read one episode's object back. Raises ``NewerSchema`` or ``InputError`` naming the field."""
    _check_schema(plain)
    if plain.get("outcome") == "error":
        return read_result(ScanFailure, plain)
    return read_result(ScanResult, plain)


def read_result(record: type[_Result], plain: Mapping[str, Any]) -> _Result:
    """The same of one kind."""
    _check_schema(plain)
    values = {name: value for name, value in plain.items() if name not in ("schema", "facts")}
    names, facts = values.get("episode"), plain.get("facts", {})
    # What is no table is left for the validation, which names the field.
    values["episode"] = facts if not isinstance(facts, Mapping) else names
    if isinstance(names, Mapping) and isinstance(facts, Mapping):
        values["episode"] = {**facts, **names}
    try:
        result: _Result = _ADAPTERS[record].validate_python(values, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = f"stored result: field {field}: {first['msg']}"
        raise InputError(message, "it was edited or cut off") from None
    return result


def _check_schema(plain: object) -> None:
    if not isinstance(plain, Mapping):
        told = f"no result of this program: {type(plain).__name__} is no dict"
        raise InputError(told, "json.loads makes one of a line")
    schema = plain.get("schema")
    if schema != RESULT_SCHEMA:
        name, _, version = str(schema).partition("/")
        known, _, newest = RESULT_SCHEMA.partition("/")
        if name == known and version.isdecimal() and int(version) > int(newest):
            message = f"the result has schema {schema}, this program knows up to {RESULT_SCHEMA}"
            raise NewerSchema(message, "install a newer version of this program")
        raise InputError(f"no result of this program: schema {schema!r}", f"expected {RESULT_SCHEMA!r}")


def episode_to_json(episode: Episode) -> str:
    """An episode and its facts as one text, without those that are not known."""
    text: bytes = _ADAPTERS[Episode].dump_json(episode, exclude_none=True)
    return text.decode()


def episode_from_json(text: str) -> Episode:
    """What ``episode_to_json`` has written."""
    episode: Episode = _ADAPTERS[Episode].validate_python(json.loads(text))
    return episode


def text_to_json(text: Marker | NearMiss) -> dict[str, Any]:
    """What the parser alone says of a text: a marker or a near miss, without time and place."""
    seen = {"confidence", "first_ms", "last_ms", "quad", "evidence", "hidden"}
    plain: dict[str, Any] = _ADAPTERS[type(text)].dump_python(text, mode="json", exclude=seen)
    return {"kind": "marker" if isinstance(text, Marker) else "near-miss", **plain}


def dumps(plain: Mapping[str, Any]) -> str:
    """One line of UTF-8 JSON without spaces."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
