"""Presenter of a trace: what a scan saw and decided, text by text, in plain words.

Tracks that voted together are one text. Each pass over the video numbers its tracks anew.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from detector.i18n import Lang
from detector.records import ScanResult
from detector.report.messages import OUTCOMES
from detector.review import trace_events as events
from detector.review.messages import CHANCES, STEPS, TEXTS
from detector.review.trace_events import Quad, ReadTrace, Threshold

_MAX_TEXT = 120
_MAX_LISTED = 8
_DOUBTFUL = 0.99
"""A character is shown as doubtful below this share, chosen."""


@dataclass(slots=True)
class Row:
    """One event in words; empty where it has none. ``until``: when it happened last, of several alike."""

    step: str
    result: str = ""
    at: str = ""
    until: str = ""
    score: str = ""
    place: str = ""
    threshold: str = ""
    lines: Sequence[str] = ()


@dataclass(slots=True)
class Group:
    """One text, or the scan as a whole: its events in order of time. ``confidence`` is the last vote's."""

    title: str
    rows: list[Row] = field(default_factory=list)
    confidence: str = ""
    is_named: bool = False
    is_read_later: bool = False


def present_trace(trace: ReadTrace, result: ScanResult, lang: Lang) -> dict[str, Any]:
    """What the page shows of a trace beside the result of the case."""
    presenter = _Presenter(lang, _Texts(trace.events))
    for event in trace.events:
        presenter.take(event)
    recipe, begun = result.recipe, trace.begun
    verdicts = [event for event in trace.events if isinstance(event, events.Verdict)]
    now = verdicts[-1].outcome if verdicts else result.outcome
    return {
        "groups": presenter.groups(),
        "is_changed": (recipe.version, recipe.settings) != (begun.version, begun.settings),
        "outcome": OUTCOMES[now].in_(lang) if now != result.outcome else None,
        "left_out": sum(event.events for event in trace.events if isinstance(event, events.LeftOut)),
        "unknown": trace.unknown,
    }


class _Texts:
    """Which tracks are one text: those that ever voted together. A track is named by its pass and number."""

    def __init__(self, found: Iterable[events.Event]) -> None:
        self._joined: dict[tuple[int, int], tuple[int, int]] = {}
        number = 0
        for event in found:
            if isinstance(event, events.Pass):
                number += 1
            elif isinstance(event, events.Vote):
                self._join([(number, vote.track) for vote in event.votes if vote.track is not None])

    def of(self, track: tuple[int, int]) -> tuple[int, int]:
        """The track by which its text is known."""
        while (other := self._joined.get(track, track)) != track:
            self._joined[track] = self._joined.get(other, other)
            track = other
        return track

    def _join(self, tracks: Sequence[tuple[int, int]]) -> None:
        for track in tracks:
            self._joined[self.of(track)] = self.of(tracks[0])


class _Presenter:
    """Takes event after event."""

    def __init__(self, lang: Lang, texts: _Texts) -> None:
        self._lang, self._texts = lang, texts
        self._scan = Group(self._t("why_scan"), is_named=True)
        self._groups: dict[tuple[int, int], Group] = {}
        self._pass = 0
        self._frames: list[int] = []
        self._unread: list[Group] = []
        self._begin_votes()

    def groups(self) -> list[Group]:
        """The scan as a whole, then the texts in the order in which they appeared."""
        self._end_pass()
        for (number, _), group in self._groups.items():
            if not group.title:
                group.title = self._t("why_no_text", text="")
            if number > 1:
                group.title = self._t("why_pass", text=group.title, number=number)
        return [self._scan, *self._groups.values()]

    @singledispatchmethod
    def take(self, event: events.Event) -> None:
        """Put an event where it belongs; what has no words of its own is passed over."""

    @take.register
    def _(self, event: events.Pass) -> None:
        self._end_pass()
        self._pass += 1
        self._tell(event, "why_opened" if event.defers else "why_opened_all")

    @take.register
    def _(self, event: events.Sampled) -> None:
        self._frames.append(event.at_ms)

    @take.register
    def _(self, event: events.Box) -> None:
        result = self._t("why_new" if event.is_new else "why_old")
        row = self._row(event.event, event.at_ms, result, place=event.quad)
        row.score = f"{event.score:.3f}"
        self._of(event.track).rows.append(row)

    @take.register
    def _(self, event: events.Prefilter) -> None:
        text = f"{CHANCES[event.chance].in_(self._lang)}{self._quoted(event.text)}"
        row = self._row(event.event, event.at_ms, text, threshold=event.threshold)
        row.score = f"{event.score:.2f}"
        group = self._of(event.track)
        group.rows.append(row)
        if not group.is_named:
            group.title = self._t("why_no_text", text=self._quoted(event.text))

    @take.register
    def _(self, event: events.Deferred) -> None:
        self._of(event.track).rows.append(self._row(event.event, event.at_ms, threshold=event.threshold))

    @take.register
    def _(self, event: events.Stood) -> None:
        row = self._row(event.event, event.at_ms, place=event.quad, threshold=event.threshold)
        self._of(event.track).rows.append(row)

    @take.register
    def _(self, event: events.Reading) -> None:
        text = _short(event.text)
        result = self._t("why_dropped", text=text) if event.dropped else text
        row = self._row(event.event, event.at_ms, result, place=event.quad, threshold=event.threshold)
        row.score, row.lines = f"{event.confidence:.3f}", self._doubts(event.characters)
        group = self._of(event.track)
        if group.is_read_later:
            row.place = ""  # it is one on the crop that was kept
        group.rows.append(row)
        if not event.dropped:
            group.title, group.is_named = text, True

    @take.register
    def _(self, event: events.LookedAgain) -> None:
        row = self._row(event.event, None, _short(event.text), place=event.quad)
        self._of(event.track).rows.append(row)

    @take.register
    def _(self, event: events.Unread) -> None:
        text = _short(event.text)
        result = self._t("why_read_surely", text=text) if event.superseded else text
        row = self._row(event.event, None, result, place=event.quad, threshold=event.threshold)
        self._of(event.track).rows.append(row)

    @take.register
    def _(self, event: events.Mean) -> None:
        row = self._row(event.event, None, _short(event.text), threshold=event.threshold)
        row.lines = self._doubts(event.characters)
        self._of_sighting(event.sighting, row)

    @take.register
    def _(self, event: events.Duration) -> None:
        if event.times_ms:
            result = self._visible(min(event.times_ms), max(event.times_ms))
            self._of_sighting(event.sighting, self._row(event.event, None, result))

    @take.register
    def _(self, event: events.Vote) -> None:
        so_far = event.at_ms is not None
        row = self._row(event.event, event.at_ms, _short(event.text), place=event.quad)
        row.score = f"{event.confidence:.4f}"
        row.lines = [self._visible(event.first_ms, event.last_ms), *self._votes(event.votes)]
        tracks = [vote.track for vote in event.votes if vote.track is not None]
        if not tracks:
            return
        group = self._of(tracks[0])
        group.title, group.is_named, group.confidence = _short(event.text), True, row.score
        if so_far:
            self._so_far[id(group)] = (group, row)
        else:
            self._so_far.clear()
            group.rows += [*self._waiting.pop(event.sighting, ()), row]
            self._voted[event.sighting] = group

    @take.register
    def _(self, event: events.Rescored) -> None:
        is_same, text = event.read == event.text, _short(event.text)
        result = self._t("why_stays", text=text)
        if not is_same:
            result = self._t("why_became", read=_short(event.read), text=text)
        row = self._row(event.event, None, result)
        likeliest = sorted(event.candidates, key=lambda candidate: -candidate.share)
        row.lines = self._first(self._candidate(candidate) for candidate in likeliest)
        self._of_sighting(event.sighting, row)

    @take.register
    def _(self, event: events.RescoringDropped) -> None:
        row = self._row(event.event, None, _short(event.text), threshold=event.threshold)
        self._of_sighting(event.sighting, row)

    @take.register
    def _(self, event: events.StopCheck) -> None:
        key = "why_stopped" if event.stopped else "why_goes_on"
        self._repeated(self._row(event.event, event.at_ms, self._t(key), threshold=event.threshold))
        if event.stopped:
            self._end_votes()

    @take.register
    def _(self, event: events.LookAhead) -> None:
        key = "why_changes" if event.changed else "why_stays_put"
        self._repeated(self._row(event.event, event.at_ms, self._t(key), threshold=event.threshold))

    @take.register
    def _(self, event: events.Multiline) -> None:
        if event.at_ms is None:
            row = self._row(event.event, None, _short(event.text), place=event.quad)
            row.score = f"{event.confidence:.4f}"
            self._scan.rows.append(row)

    @take.register
    def _(self, event: events.DeferredRead) -> None:
        self._tell(event, "why_read_later", read=len(event.tracks), unread=len(event.unread))
        self._unread = self._groups_of(event.unread)
        for group in self._groups_of(event.tracks):
            if not group.is_read_later:
                group.rows.append(self._row("read_later", None, self._t("why_later")))
                group.is_read_later = True
        self._begin_votes()  # they are numbered anew

    @take.register
    def _(self, event: events.Verdict) -> None:
        row = self._row(event.event, None, OUTCOMES[event.outcome].in_(self._lang))
        told = (f"{finding.code} · {finding.confidence:.3f}" for finding in event.findings)
        row.lines = self._first(told)
        self._end_pass()
        self._scan.rows.append(row)

    @take.register
    def _(self, event: events.Failed) -> None:
        self._scan.rows.append(self._row(event.event, None, f"{_short(event.type)}: {_short(event.message)}"))

    def _of(self, track: int) -> Group:
        return self._groups.setdefault(self._key(track), Group(""))

    def _groups_of(self, tracks: Iterable[int]) -> list[Group]:
        keys = dict.fromkeys(map(self._key, tracks))
        return [self._groups[key] for key in keys if key in self._groups]

    def _key(self, track: int) -> tuple[int, int]:
        return self._texts.of((self._pass, track))

    def _of_sighting(self, sighting: int, row: Row) -> None:
        """A row of a text that is voted on, now or later."""
        if (group := self._voted.get(sighting)) is None:
            self._waiting.setdefault(sighting, []).append(row)
        else:
            group.rows.append(row)

    def _begin_votes(self) -> None:
        self._voted: dict[int, Group] = {}
        self._waiting: dict[int, list[Row]] = {}
        self._so_far: dict[int, tuple[Group, Row]] = {}

    def _end_votes(self) -> None:
        """The votes so far were the last."""
        for group, row in self._so_far.values():
            group.rows.append(row)
        self._begin_votes()

    def _end_pass(self) -> None:
        self._end_votes()
        for group in self._unread:
            group.rows.append(self._row("stays_unread", None, self._t("why_unread")))
        self._unread = []
        if times := self._frames:
            first, last = (f"{at / 1000:.2f}" for at in (times[0], times[-1]))
            result = self._t("why_frames", count=len(times), first=first, last=last)
            self._scan.rows.append(self._row("frame", None, result))
            self._frames = []

    def _repeated(self, row: Row) -> None:
        """A row about the scan; where the one before says the same, that one goes on."""
        last = self._scan.rows[-1] if self._scan.rows else None
        if last and (last.step, last.result) == (row.step, row.result):
            last.until = row.at
        else:
            self._scan.rows.append(row)

    def _tell(self, event: events.OfScan, key: str, **values: object) -> None:
        self._scan.rows.append(self._row(event.event, None, self._t(key, **values)))

    def _row(
        self, step: str, at_ms: int | None, result: str = "", *,
        place: Quad | None = None, threshold: Threshold | None = None,
    ) -> Row:  # fmt: skip
        row = Row(STEPS[step].in_(self._lang), result)
        if at_ms is not None:
            row.at = self._t("why_seconds", at=f"{at_ms / 1000:.2f}")
        if place:
            (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*place, strict=True))
            row.place = f"x {left:.0f}–{right:.0f}, y {top:.0f}–{bottom:.0f}"
        if threshold:
            row.threshold = f"{_short(threshold.name)} = {threshold.value:g}"
        return row

    def _votes(self, votes: Sequence[events.Voter]) -> list[str]:
        times, weights = Counter[str](), Counter[str]()
        for vote in votes:
            times[vote.text] += 1
            weights[vote.text] += vote.weight  # type: ignore[assignment]
        return self._first(
            self._t("why_votes", text=_short(text), times=count, weight=f"{weights[text]:.2f}")
            for text, count in times.most_common()
        )

    def _candidate(self, candidate: events.Candidate) -> str:
        seen = candidate.log_likelihoods[:_MAX_LISTED]
        return self._t(
            "why_candidate", text=_short(candidate.text), share=f"{candidate.share:.4f}",
            seen=", ".join(f"{round(one, 1) + 0:.1f}" for one in seen), prior=f"{candidate.prior:+.1f}",
        )  # fmt: skip

    def _doubts(self, characters: events.Characters) -> list[str]:
        doubtful = [place for place in characters if place and place[0][1] < _DOUBTFUL]
        told = self._first(
            self._t("why_or").join(f"{_short(one)} {share:.2f}" for one, share in place[:3])
            for place in doubtful
        )
        return [self._t("why_doubts", doubts=self._t("why_list").join(told))] if told else []

    def _first(self, lines: Iterable[str]) -> list[str]:
        told = list(lines)
        more = len(told) - _MAX_LISTED
        return told if more <= 0 else [*told[:_MAX_LISTED], self._t("why_more", count=more)]

    def _visible(self, first_ms: int, last_ms: int) -> str:
        first, last = (f"{at / 1000:.2f}" for at in (first_ms, last_ms))
        return self._t("why_visible", first=first, last=last)

    def _quoted(self, text: str) -> str:
        return f" · “{_short(text)}”" if text else ""

    def _t(self, key: str, **values: object) -> str:
        return TEXTS[key].in_(self._lang).format(**values)


def _short(text: str) -> str:
    """A text in bounded length; a character that the small network does not know is a box."""
    text = text[: _MAX_TEXT + 1].replace("\ufffd", "□")
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
