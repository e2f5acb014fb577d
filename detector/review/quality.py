"""What decisions teach: labelled crops, how right rules and confidences are, how far reviewers agree."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import sqlalchemy as sa

from detector.evidence import crop_name, read_crop
from detector.law.rules import rule
from detector.review.access import Desk
from detector.review.agreement import Standing, first_votes, kappa, standing
from detector.review.case_view import result_of, texts_of
from detector.review.cases import is_sampled
from detector.review.evidence_pack import zipped
from detector.service.storage.schema import CASE, CASE_RULE, DECISION, JOB

BANDS = (0, 500, 800, 900, 950, 990, 1_001)
"""Ends of the bands of confidence, per mille."""

_MOST = 5_000
_95 = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``of`` cases ``held`` were as the machine said; ``low`` and ``high`` bound the share, to 95 %."""

    name: str
    held: int
    of: int

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's interval."""
        share, spread = self.held / self.of, _95**2 / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = _95 / (1 + spread) * sqrt(share * (1 - share) / self.of + spread / (4 * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of figures shows. ``undecided``: how many of them may run, by band of confidence."""

    rules: Sequence[Share]
    bands: Sequence[Share]
    undecided: Sequence[Share]
    pairs: int
    kappa: float | None
    sampled: int
    kappa_sampled: float | None


def figures(desk: Desk) -> Figures:
    """All figures from the decisions so far."""
    pairs = list(_pairs(desk))
    percent = desk.settings.service.desk_sample_percent
    drawn = [pair for job, pair in pairs if is_sampled(job, percent)]
    return Figures(
        rules=_by_rule(desk),
        bands=_by_band(desk, ("pass", "fail")),
        undecided=_by_band(desk, ("undecided",)),
        pairs=len(pairs),
        kappa=kappa([pair for _, pair in pairs]),
        sampled=len(drawn),
        kappa_sampled=kappa(drawn),
    )


def _by_rule(desk: Desk) -> list[Share]:
    held = sa.func.count().filter(CASE.c.verdict == "fail")
    query = sa.select(CASE_RULE.c.code, held, sa.func.count()).join(CASE, CASE.c.seq == CASE_RULE.c.seq)
    settled = CASE.c.verdict.in_(("pass", "fail")), CASE.c.outcome == "fail"
    grouped = query.where(*settled).group_by(CASE_RULE.c.code).order_by(CASE_RULE.c.code)
    with desk.cases.store.reading() as connection:
        rows = connection.execute(grouped).all()
    # Only what blocks was what the reviewer confirmed or rejected.
    return [
        Share(code, *counts) for code, *counts in rows if (known := rule(code)) and known.severity == "block"
    ]


def _by_band(desk: Desk, outcomes: tuple[str, ...]) -> list[Share]:
    """Of judged cases: those whose verdict is the machine's; of undecided ones: those that may run."""
    is_held = CASE.c.verdict == ("pass" if outcomes == ("undecided",) else CASE.c.outcome)
    band = sa.case(
        *((CASE.c.confidence < end, place) for place, end in enumerate(BANDS[1:])), else_=len(BANDS) - 2
    )
    query = sa.select(band, sa.func.count().filter(is_held), sa.func.count())
    where = CASE.c.verdict.in_(("pass", "fail")), CASE.c.outcome.in_(outcomes), CASE.c.confidence.is_not(None)
    with desk.cases.store.reading() as connection:
        rows = connection.execute(query.where(*where).group_by(band).order_by(band)).all()
    ends = [min(1.0, end / 1_000) for end in BANDS]
    return [Share(f"{ends[place]:.2f}–{ends[place + 1]:.2f}", held, of) for place, held, of in rows]


def _pairs(desk: Desk) -> Iterator[tuple[str, tuple[str, str]]]:
    """The verdicts of two reviewers who decided the same case, neither knowing the other's."""
    votes = DECISION.c.action.in_(("confirm", "reject", "undecided"))
    people = sa.func.count(DECISION.c.who.distinct())
    query = sa.select(DECISION.c.job).where(votes).group_by(DECISION.c.job).having(people > 1)
    with desk.cases.store.reading() as connection:
        for job in connection.execute(query.order_by(DECISION.c.job)).scalars().all():
            found = first_votes(desk.cases.journal.of(connection, job))
            if len(found) > 1:
                yield job, (found[0], found[1])


def labelled(desk: Desk) -> bytes:
    """A zip of the newest 5,000 settled cases: crops, ``labels.jsonl``, ``label_studio.json`` to import."""
    files: dict[str, bytes] = {}
    lines, tasks = [], []
    for row in _settled(desk):
        with desk.cases.store.reading() as connection:
            history = desk.cases.journal.of(connection, row["job"])
        label = _label(
            row, standing(history), next((one.reason for one in history[::-1] if one.reason), None)
        )
        for text in texts_of(result_of(row)):
            crop = read_crop(desk.evidence, text.evidence) if text.evidence and desk.evidence else None
            if crop is None or text.evidence is None:
                continue
            name = f"crops/{crop_name(text.evidence)}"
            files[name] = crop
            one = {"crop": name, "printed": text.printed, "quad": text.quad, **label}
            lines.append(one)
            tasks.append(_task(one))
    files["labels.jsonl"] = "".join(f"{_line(one)}\n" for one in lines).encode("utf-8", "backslashreplace")
    files["label_studio.json"] = _line(tasks).encode("utf-8", "backslashreplace")
    return zipped(files)


def _settled(desk: Desk) -> list[Mapping[str, Any]]:
    query = sa.select(CASE.c.job, CASE.c.verdict, JOB.c.result, JOB.c.outcome).join(
        JOB, JOB.c.seq == CASE.c.seq
    )
    newest = query.where(CASE.c.is_open.is_(False)).order_by(CASE.c.seq.desc()).limit(_MOST)
    with desk.cases.store.reading() as connection:
        return [dict(row) for row in connection.execute(newest).mappings()]


def _label(row: Mapping[str, Any], found: Standing, reason: str | None) -> dict[str, Any]:
    number = dict(found.fields).get("number")
    is_doubtful = reason in ("misread", "illegible") and not number
    return {
        "case": row["job"], "machine": row["outcome"], "verdict": row["verdict"], "reason": reason,
        "number": number, "is_read_right": False if number or is_doubtful else None if reason else True,
    }  # fmt: skip


def _task(one: Mapping[str, Any]) -> dict[str, Any]:
    """A task of Label Studio with its annotation: the image, what stands there, the verdict."""
    text = one["number"] or (one["printed"] if one["is_read_right"] else "")
    shared = {"to_name": "image"}
    result: list[dict[str, Any]] = [
        {**shared, "from_name": "verdict", "type": "choices", "value": {"choices": [one["verdict"]]}}
    ]
    if text:
        result.append({**shared, "from_name": "text", "type": "textarea", "value": {"text": [text]}})
    image = f"/data/local-files/?d={one['crop']}"
    return {"data": {"image": image, "printed": one["printed"], "case": one["case"]},
            "annotations": [{"result": result}]}  # fmt: skip


def _line(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False)
