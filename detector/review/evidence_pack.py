"""The evidence pack of one case, for a dispute: all that the decision rests on, with a manifest of sha256.

Equal contents give equal bytes: no clock, no order of the disk.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from detector.errors import DetectorError
from detector.evidence import crop_name, read_crop, read_frame
from detector.i18n import LANGS
from detector.law.rules import rule
from detector.records import ScanFailure, ScanResult
from detector.registrar import look_up, lookup_to_json
from detector.review.access import Desk
from detector.review.case_view import result_of, texts_of
from detector.review.cases import Case

MANIFEST = "manifest.json"
SCHEMA = "detector.evidence/1"
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name


def pack_of(desk: Desk, case: Case) -> bytes:
    """The zip of a case."""
    row = desk.job(case.row["job"])
    result = result_of(row)
    files = {"result.json": _pretty(json.loads(row["result"])), "log.jsonl": _log(case)}
    files |= dict(_pictures(desk, result))
    if isinstance(result, ScanResult):
        files |= dict(_rules(result))
        files["registry.json"] = _pretty(_registry(desk, result))
        digest = result.opening.video_sha256
        for at_ms in desk.film.instants(digest):
            files[f"film/{at_ms:06d}ms.jpg"] = desk.film.frame(digest, at_ms) or b""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    told = {"schema": SCHEMA, "case": case.row["job"], "verdict": case.row["verdict"], "files": digests}
    return zipped({**files, MANIFEST: _pretty(told)})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files):
            pack.writestr(zipfile.ZipInfo(name, _DAY), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _log(case: Case) -> bytes:
    lines = [json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) for entry in case.history]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _pictures(desk: Desk, result: ScanResult | ScanFailure) -> Iterator[tuple[str, bytes]]:
    for text in texts_of(result):
        if text.evidence and desk.evidence:
            frame, crop = read_frame(desk.evidence, text.evidence), read_crop(desk.evidence, text.evidence)
            if frame is not None:
                yield f"frames/{text.evidence}", frame
            if crop is not None:
                yield f"crops/{crop_name(text.evidence)}", crop


def _rules(result: ScanResult) -> Iterator[tuple[str, bytes]]:
    for code in {finding.code for finding in result.findings}:
        known = rule(code)
        if known:
            told = "\n\n".join(f"{code}\n\n{known.manual.in_(lang).strip()}" for lang in LANGS)
            yield f"rules/{code}.txt", f"{told}\n".encode()


def _registry(desk: Desk, result: ScanResult) -> dict[str, Any]:
    """What the registry says of each number on the day whose law applied."""
    if desk.grounds.registry is None:
        return {"registry": None}
    told: dict[str, Any] = {"as_of": result.as_of.isoformat(), "state": result.recipe.registry, "answers": []}
    for marker in result.markers:
        try:
            found = look_up(desk.grounds.registry, marker.number, result.as_of, desk.grounds.provisions, 1)
            told["answers"].append({"asked": marker.number, **lookup_to_json(marker.number, found)})
        except DetectorError as error:
            told["answers"].append({"asked": marker.number, "silent": error.message})
    return told


def _pretty(plain: object) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=str)
    return f"{text}\n".encode("utf-8", "backslashreplace")
