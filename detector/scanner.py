"""The whole way on one page: ``read_opening`` (pixels to Opening) + ``judge`` (to Verdict) = ``scan``."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import TypeVar, Unpack

from detector.errors import DetectorError, UsageError
from detector.evidence import instants_to_keep, save
from detector.facts import checked_day, checked_episode, checked_facts
from detector.law.evidence.registry_facts import numbers_to_look_up
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.loader import extended, shipped
from detector.law.tables.queries import Provisions
from detector.law.text.candidates import candidate_forms
from detector.law.verdict.decision import build_case, decide
from detector.law.verdict.early_stop import still_needed
from detector.records import (
    Episode,
    Facts,
    Failure,
    Marker,
    NearMiss,
    Opening,
    Policy,
    Quad,
    Recipe,
    ScanFailure,
    ScanResult,
    StillNeeded,
    UnreadRegion,
)
from detector.registry.address import open_registry, resolve_address
from detector.registry.lookup import CachedLookup
from detector.registry.lookup_only import completed
from detector.registry.protocol import Registry, RegistryLookup
from detector.rule_plugins import active_rules, identities
from detector.scan_trace import OFF, SCHEMA, RecordedTrace, Trace, Write
from detector.settings import Settings, check_settings, chosen_settings, read_text
from detector.version import __version__
from detector.video.decoder import open_source
from detector.video.source import Source, VideoInput, source_of
from detector.vision.engines.factory import models, open_engine
from detector.vision.fusion.rescoring import Candidate
from detector.vision.pipeline import Enough, OpeningPipeline

_LOG = logging.getLogger(__name__)
_Shown = TypeVar("_Shown", Marker, NearMiss, UnreadRegion)
_MAX_UNREAD_SHOWN = 8
_Marked = tuple[Quad | None, tuple[Quad, ...]]
"""What is drawn in a picture: the box of a text if there is one, and the places hidden in it."""
_UNMARKED: _Marked = (None, ())


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """What a judgement stands on beside the opening: the law's tables and rules, and the registry."""

    provisions: Provisions
    registry: Registry | None = None
    rules: tuple[Rule, ...] = RULES
    plugins: str = ""

    @property
    def added(self) -> str:
        """What users added to the law: rows of tables, and packages with rules; it is part of a recipe."""
        return self.provisions.added + self.plugins


class Scanner:
    """Scans one episode after another with models that are loaded once; good for a process's life."""

    def __init__(
        self,
        settings: Settings | None = None,
        registry: RegistryLookup | None = None,
        *,
        evidence: str | PathLike[str] | None = None,
    ) -> None:
        """Load models and tables; ``evidence`` is a folder for frames and crops.

        ``registry`` is asked for numbers, as :class:`detector.RegistryLookup` says; without one that of the
        settings is. Raises ``SetupError`` for a model, ``SettingsError`` for a wrong row in a file of
        provisions, ``UsageError`` for settings or a registry that are none.
        """
        self.settings = Settings() if settings is None else settings
        check_settings(self.settings)
        _check_lookup(registry)
        self._registry = registry
        context = judging_context(self.settings)
        self._context = context if registry is None else replace(context, registry=completed(registry))
        self._evidence = None if evidence is None else Path(evidence)
        policy = policy_of(self.settings, context.provisions)
        engine = open_engine(self.settings)
        # No bound method: in a cycle the networks would outlive the scanner, until garbage is collected.
        candidates = partial(_candidates, context.provisions)
        self._pipeline = OpeningPipeline(engine, self.settings, candidates, policy.min_marker_ms)

    def __reduce__(self) -> tuple[object, ...]:
        """A scanner pickles as what it was made of: each process loads its models once."""
        return _reopened, (self.settings, self._registry, self._evidence)

    def scan(
        self,
        video: Episode | VideoInput,
        as_of: date | None = None,
        *,
        trace: Write | None = None,
        **facts: Unpack[Facts],
    ) -> ScanResult:
        """Examine one episode under the law of a day (default: today).

        ``video`` is an ``Episode``, or what its video is given as: a path or URL, the bytes of a file, an
        open binary file, ``Frames``, or one picture (uint8, height x width x 3, RGB). ``facts`` are fields of
        ``Episode``. ``trace`` is handed each event on the way, a dict as JSON has it (see docs/reference.md).
        Raises ``DetectorError``: an ``InputError`` for a video that cannot be read, a ``UsageError`` that
        names a fact with a wrong value.
        """
        return self._scan(*episode_of(video, facts), checked_day(as_of), trace)

    def try_scan(
        self,
        video: Episode | VideoInput,
        as_of: date | None = None,
        *,
        trace: Write | None = None,
        **facts: Unpack[Facts],
    ) -> ScanResult | ScanFailure:
        """Like :meth:`scan`, but a video that cannot be read becomes a record, so that others go on."""
        (episode, source), day = episode_of(video, facts), checked_day(as_of)
        try:
            return self._scan(episode, source, day, trace)
        except DetectorError as error:
            return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))

    def _scan(self, episode: Episode, source: Source, day: date, trace: Write | None) -> ScanResult:
        told = RecordedTrace(episode.video, trace) if trace else OFF
        if told.is_on:
            digest = self.settings.digest(self._context.added)
            about = {"schema": SCHEMA, "version": __version__, "settings": digest}
            told.add("scan", **about, episode=episode.id, as_of=day.isoformat())
        try:
            judge = _Judge(episode, self.settings, day, self._context)
            enough = None if self.settings.tracker.thorough else judge.enough
            opening = self._pipeline.read_opening(source, enough, told)
            with told.stage("judge"):
                result = judge.result(opening)
            # No registry is asked while frames are read. What it says of the numbers may make more matter
            # than was read, such as another number after a withdrawn one: then the opening is read again,
            # with the replies known. Each round asks for a number that was not asked for before, so it ends.
            while judge.is_too_little(opening):
                opening = self._pipeline.read_opening(source, enough, told)
                result = judge.result(opening)
            if told.is_on:
                _tell_verdict(result, told)
            _LOG.info("%s: %s, numbers: %s", episode.video, result.outcome, len(result.markers))
            return self.with_evidence(result, self._evidence, source) if self._evidence else result
        except DetectorError as error:
            told.add("failed", type=type(error).__name__, message=error.message)
            raise
        finally:
            told.add_timings()

    def read_opening(self, video: VideoInput, enough: Enough | None = None) -> Opening:
        """What stands on the screen in the opening of a video. Raises ``InputError``.

        ``enough`` says of an opening as far as it was seen what more is needed; without it all of the window
        is examined, and all texts are read.
        """
        return self._pipeline.read_opening(source_of(video)[1], enough)

    def with_evidence(self, result: ScanResult, folder: Path, source: Source | None = None) -> ScanResult:
        """The result with its pictures in ``folder``. Raises ``DetectorError``.

        ``source`` is where the video is, if not where the result says.
        Each marker and near miss is shown. Where no marker was read, so are the first of the regions that
        stayed unread, and frames spread over what was seen.
        """
        coverage = None if result.markers else result.opening.coverage
        regions = coverage.unread_regions[:_MAX_UNREAD_SHOWN] if coverage else ()
        spread = instants_to_keep(coverage) if coverage else ()
        shown_texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
        wanted: dict[int, set[_Marked]] = {at_ms: {_UNMARKED} for at_ms in spread}
        for one in (*shown_texts, *regions):
            if one.quad is not None:
                wanted.setdefault(_middle_ms(one), set()).add(_marked(one))
        if not wanted:
            return result
        names: dict[tuple[int, _Marked], str] = {}
        with open_source(source or result.episode.video, self.settings.decode) as video:
            for frame in video.frames(sorted(wanted)):
                for marked in wanted[frame.at_ms]:
                    names[frame.at_ms, marked] = save(folder, frame.pixels, *marked)

        def shown(one: _Shown) -> _Shown:
            return replace(one, evidence=one.quad and names.get((_middle_ms(one), _marked(one))))

        if coverage:
            coverage = replace(
                coverage,
                unread_regions=(*map(shown, regions), *coverage.unread_regions[len(regions) :]),
                evidence=tuple(
                    (at_ms, names[at_ms, _UNMARKED]) for at_ms in spread if (at_ms, _UNMARKED) in names
                ),
            )
            result = replace(result, opening=replace(result.opening, coverage=coverage))
        return replace(
            result,
            markers=tuple(map(shown, result.markers)),
            near_misses=tuple(map(shown, result.near_misses)),
        )


def scan(
    video: Episode | VideoInput,
    *,
    as_of: date | None = None,
    registry: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    **facts: Unpack[Facts],
) -> ScanResult:
    """Examine one video, keeping the models loaded between calls.

    ``video`` and ``facts`` are those of :meth:`Scanner.scan`. ``registry`` is the path or URL of one, or
    ``none``. Without ``settings`` they come from the environment. Raises ``DetectorError``.
    """
    return _kept_scanner(chosen_settings(settings, registry)).scan(video, as_of, **facts)


@lru_cache(maxsize=4)
def _kept_scanner(settings: Settings) -> Scanner:
    return Scanner(settings)


def _reopened(settings: Settings, registry: RegistryLookup | None, evidence: Path | None) -> Scanner:
    return (
        _kept_scanner(settings)
        if registry is None and evidence is None
        else Scanner(settings, registry, evidence=evidence)
    )


def episode_of(video: Episode | VideoInput, facts: Facts) -> tuple[Episode, Source]:
    """The episode that is scanned, and where its video is. Raises ``UsageError`` naming a wrong field."""
    known = checked_facts(facts)
    if isinstance(video, Episode):
        episode = checked_episode(replace(video, **known))
        return episode, episode.video
    name, source = source_of(video)
    return replace(Episode(id=Path(name).stem, video=name), **known), source


def judging_context(settings: Settings) -> JudgingContext:
    """What the settings name: tables, and a registry. Nothing is asked of the registry yet.

    Raises ``SettingsError`` for a wrong row, ``UsageError`` for an address that is none or a plug-in that is
    not there, ``SetupError`` for a broken one, ``ExtraMissing``.
    """
    provisions, address = provisions_of(settings), resolve_address(settings.registry.url)
    return JudgingContext(
        provisions,
        open_registry(address) if address else None,
        active_rules(settings),
        identities(settings),
    )


def _check_lookup(registry: object) -> None:
    if not isinstance(registry, RegistryLookup | None):
        hint = "give what has snapshot() and find(); an address stands in the setting registry.url"
        raise UsageError(f"registry: {type(registry).__name__} is no RegistryLookup", hint)


def provisions_of(settings: Settings) -> Provisions:
    """The tables of the law, with the rows of the file that the settings name.

    Raises ``SettingsError`` for a wrong row, or a policy that the tables do not have.
    """
    file = settings.judge.provisions
    tables = extended(file, read_text(Path(file), "--provisions")) if file else shipped()
    policy_of(settings, tables)
    return tables


def judge(
    episode: Episode, opening: Opening, settings: Settings, as_of: date, grounds: JudgingContext | None = None
) -> ScanResult:
    """The law of a day over what was seen, by the shipped tables or on other ``grounds``.

    Pure but for the registry: equal arguments and an equal state of it give equal results.
    """
    return _Judge(episode, settings, as_of, grounds or JudgingContext(shipped())).result(opening)


class _Judge:
    """The law of a day over one episode, while it is read and at the end."""

    def __init__(self, episode: Episode, settings: Settings, as_of: date, context: JudgingContext) -> None:
        self._episode, self._settings, self._as_of = episode, settings, as_of
        self._context = context
        self._provisions = context.provisions
        self._policy = policy_of(settings, context.provisions)
        self._lookup = CachedLookup(context.registry, as_of, settings.registry.max_age_days)
        self._is_news = False

    def enough(self, opening: Opening) -> StillNeeded:
        """What more could change the verdict, by the law and the replies so far; no registry is asked."""
        case = build_case(self._episode, opening, self._as_of, self._policy, self._provisions)
        case = replace(case, replies=self._lookup.cached(numbers_to_look_up(case)).answers)
        return still_needed(case, decide(case, self._context.rules), self._context.rules)

    def result(self, opening: Opening) -> ScanResult:
        """The verdict on an opening. The registry is asked for the numbers that it was not asked for yet."""
        case = build_case(self._episode, opening, self._as_of, self._policy, self._provisions)
        asked_before = self._lookup.asked
        reply = self._lookup.look_up(numbers_to_look_up(case))
        self._is_news = self._lookup.asked > asked_before
        case = replace(case, replies=reply.answers)
        verdict = decide(case, self._context.rules)
        return ScanResult(
            episode=self._episode,
            outcome=verdict.outcome,
            markers=case.markers,
            near_misses=case.near_misses,
            findings=verdict.findings,
            opening=opening,
            as_of=self._as_of,
            recipe=replace(recipe(self._settings, self._context.added), registry=reply.state),
            gates=verdict.gates,
            assumptions=verdict.assumptions,
        )

    def is_too_little(self, opening: Opening) -> bool:
        """Whether the registry's replies to the last result make more matter than its opening has."""
        if not self._is_news:
            return False
        needed = self.enough(opening)
        if opening.stopped_ms is not None:
            return needed.frames
        return opening.unread > 0 and needed.texts != "none"


@lru_cache(maxsize=8)
def policy_of(settings: Settings, tables: Provisions) -> Policy:
    """The profile that the settings name, with the knobs that they set. Raises ``SettingsError``."""
    knobs = settings.judge
    row = tables.policy(knobs.policy)

    def chosen(knob: str) -> int:
        value: int | None = getattr(knobs, knob)
        return getattr(row, knob) if value is None else value

    return Policy(
        name=row.id,
        min_frames=knobs.min_frames,
        min_confidence=knobs.min_confidence,
        number_on_first=chosen("number_on_first"),
        min_marker_ms=chosen("min_marker_ms"),
        late_after_ms=chosen("late_after_ms"),
        min_text_height_px=chosen("min_text_height_px"),
        fail_on=knobs.fail_on,
        unbracketed_issuer=knobs.unbracketed_issuer or row.unbracketed_issuer or "warn",
    )


@lru_cache(maxsize=8)
def recipe(settings: Settings, added_provisions: str) -> Recipe:
    """What must be equal to repeat a result: the same for all results of a run, so it is made once."""
    identities = tuple(model.identity for model in models(settings.engine))
    return Recipe(__version__, settings.digest(added_provisions), identities)


def _candidates(provisions: Provisions, text: str, others: Sequence[str]) -> tuple[Candidate, ...]:
    """What a text may be: the law's knowledge of numbers, as ``vision`` takes it."""
    forms = candidate_forms(text, others, provisions)
    return tuple(Candidate(form.text, form.lawful, form.number) for form in forms)


def _marked(one: Marker | NearMiss | UnreadRegion) -> _Marked:
    return one.quad, one.hidden if isinstance(one, NearMiss) else ()


def _middle_ms(one: Marker | NearMiss | UnreadRegion) -> int:
    # A text is surest in the middle of its time: at both ends it may be fading.
    return ((one.first_ms or 0) + (one.last_ms or 0)) // 2


def _tell_verdict(result: ScanResult, trace: Trace) -> None:
    texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
    told = [
        {
            "number": text.number if isinstance(text, Marker) else None,
            "printed": text.printed,
            "confidence": text.confidence,
            "first_ms": text.first_ms,
            "last_ms": text.last_ms,
            "quad": text.quad,
        }
        for text in texts
    ]
    findings = [{"code": finding.code, "confidence": finding.confidence} for finding in result.findings]
    state = result.recipe.registry
    trace.add("verdict", outcome=result.outcome, texts=told, findings=findings, registry=state)
