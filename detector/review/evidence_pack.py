"""The evidence pack of a case, for a dispute: everything the decision is based on, with a manifest of sha256.

Equal contents give equal bytes: the zip has no clock times and no directory order.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from detector.errors import DetectorError
from detector.evidence import kept_pictures, read_picture
from detector.i18n import LANGS
from detector.law.rules import rule
from detector.records import ScanFailure, ScanResult
from detector.registrar import look_up, lookup_to_json
from detector.review.case_presenter import result_of
from detector.review.cases import Case
from detector.review.desk import ReviewDesk
from detector.rule_manuals import manual

MANIFEST = "manifest.json"
SCHEMA = "detector.evidence/1"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def evidence_pack(desk: ReviewDesk, case: Case) -> bytes:
    """The zip of a case."""
    row = desk.job(case.row["job"])
    result = result_of(row)
    log = [json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) for entry in case.history]
    files = {
        "result.json": _json_bytes(json.loads(row["result"])),
        "log.jsonl": "".join(f"{line}\n" for line in log).encode("utf-8", "backslashreplace"),
        **dict(_pictures(desk, result)),
    }
    if isinstance(result, ScanResult):
        files["registry.json"] = _json_bytes(_registry_answers(desk, result))
        for code in {finding.code for finding in result.findings}:
            if known := rule(code):
                manuals = "\n\n".join(f"{code}\n\n{manual(known).in_(lang)}" for lang in LANGS)
                files[f"rules/{code}.txt"] = f"{manuals}\n".encode()
        digest = result.opening.video_sha256
        for at_ms in desk.previews.instants(digest):
            files[f"film/{at_ms:06d}ms.jpg"] = desk.previews.frame(digest, at_ms) or b""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = {"schema": SCHEMA, "case": case.row["job"], "verdict": case.row["verdict"], "files": digests}
    return zip_files({**files, MANIFEST: _json_bytes(manifest)})


def zip_files(files: dict[str, bytes]) -> bytes:
    """A zip of these files, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files):
            pack.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _pictures(desk: ReviewDesk, result: ScanResult | ScanFailure) -> Iterator[tuple[str, bytes]]:
    folder = desk.evidence_folder
    if folder is None:
        return
    for picture in kept_pictures(result):
        for place, name in (("frames", picture.frame), ("crops", picture.crop)):
            content = read_picture(folder, name) if name else None
            if content is not None:
                yield f"{place}/{name}", content


def _registry_answers(desk: ReviewDesk, result: ScanResult) -> dict[str, Any]:
    """The registry's answer for each number, on the day whose law applied."""
    registry, provisions = desk.judging.registry, desk.judging.provisions
    if registry is None:
        return {"registry": None}
    answers: list[dict[str, Any]] = []
    for marker in result.markers:
        try:
            found = look_up(registry, marker.number, result.as_of, provisions, 1)
            answers.append({"asked": marker.number, **lookup_to_json(marker.number, found)})
        except DetectorError as error:
            answers.append({"asked": marker.number, "silent": error.message})
    return {"as_of": result.as_of.isoformat(), "state": result.recipe.registry, "answers": answers}


def _json_bytes(plain: object) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=str)
    return f"{text}\n".encode("utf-8", "backslashreplace")
