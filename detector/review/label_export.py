"""Export of settled cases as labelled crops, for training and for Label Studio."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from detector.evidence import crop_name, read_crop
from detector.review.agreement import consensus
from detector.review.case_presenter import result_of, texts_of
from detector.review.desk import ReviewDesk
from detector.review.evidence_pack import zip_files
from detector.service.storage.schema import CASE, JOB

_MAX_CASES = 5_000


def label_export(desk: ReviewDesk) -> bytes:
    """A zip of the newest 5,000 settled cases: crops, ``labels.jsonl`` and ``label_studio.json``."""
    query = sa.select(CASE.c.job, CASE.c.verdict, JOB.c.result, JOB.c.outcome)
    query = query.join(JOB, JOB.c.seq == CASE.c.seq).where(CASE.c.is_open.is_(False))
    with desk.cases.store.reading() as connection:
        newest = connection.execute(query.order_by(CASE.c.seq.desc()).limit(_MAX_CASES))
        rows = [dict(row) for row in newest.mappings()]
    files: dict[str, bytes] = {}
    labels = []
    for row in rows:
        case_label = _case_label(desk, row)
        for text in texts_of(result_of(row)):
            if not text.evidence or not desk.evidence_folder:
                continue
            crop = read_crop(desk.evidence_folder, text.evidence)
            if crop is not None:
                name = f"crops/{crop_name(text.evidence)}"
                files[name] = crop
                labels.append({"crop": name, "printed": text.printed, "quad": text.quad, **case_label})
    lines = "".join(f"{_to_json(label)}\n" for label in labels)
    files["labels.jsonl"] = lines.encode("utf-8", "backslashreplace")
    tasks = _to_json([_label_studio_task(label) for label in labels])
    files["label_studio.json"] = tasks.encode("utf-8", "backslashreplace")
    return zip_files(files)


def _case_label(desk: ReviewDesk, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the reviewers say of a case; ``is_read_right`` is ``None`` where they do not say."""
    with desk.cases.store.reading() as connection:
        history = desk.cases.audit_log.entries_of(connection, row["job"])
    number = dict(consensus(history).corrections).get("number")
    reason = next((entry.reason for entry in reversed(history) if entry.reason), None)
    if number or reason in ("misread", "illegible"):
        is_read_right: bool | None = False
    else:
        is_read_right = None if reason else True
    return {
        "case": row["job"],
        "machine": row["outcome"],
        "verdict": row["verdict"],
        "reason": reason,
        "number": number,
        "is_read_right": is_read_right,
    }


def _label_studio_task(label: Mapping[str, Any]) -> dict[str, Any]:
    """A task with its annotation: the image, the text on it, the verdict."""
    text = label["number"] or (label["printed"] if label["is_read_right"] else "")
    verdict = {"choices": [label["verdict"]]}
    annotations = [{"from_name": "verdict", "to_name": "image", "type": "choices", "value": verdict}]
    if text:
        annotations.append(
            {"from_name": "text", "to_name": "image", "type": "textarea", "value": {"text": [text]}}
        )
    image = f"/data/local-files/?d={label['crop']}"
    return {
        "data": {"image": image, "printed": label["printed"], "case": label["case"]},
        "annotations": [{"result": annotations}],
    }


def _to_json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False)
