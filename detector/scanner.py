"""The whole way on one page: ``look`` (pixels to Opening) + ``judge`` (Opening to Verdict) = ``scan``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import TypeVar, Unpack

from detector.errors import DetectorError
from detector.evidence import save
from detector.law.evidence.registry_facts import asked
from detector.law.tables.loader import extended, shipped
from detector.law.tables.queries import Provisions
from detector.law.text.candidates import lawful_forms
from detector.law.verdict.decision import build_case, decide
from detector.law.verdict.early_stop import needs_no_frames, texts_wanted
from detector.records import (
    Episode,
    Facts,
    Failure,
    Marker,
    NearMiss,
    Opening,
    Policy,
    Recipe,
    ScanFailure,
    ScanResult,
)
from detector.registry.address import open_registry, resolve_address
from detector.registry.lookup import ask
from detector.registry.protocol import Registry
from detector.registry_replies import Reply
from detector.settings import RegistrySettings, Settings, load, read_text
from detector.version import __version__
from detector.video.decoder import open_video
from detector.vision.engines.factory import models, open_engine
from detector.vision.fusion.rescoring import Claim
from detector.vision.pipeline import Enough, OpeningPipeline

_Text = TypeVar("_Text", Marker, NearMiss)


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """What a judgement stands on beside the opening: the law's tables, and the registry if there is one."""

    provisions: Provisions
    registry: Registry | None = None


class Scanner:
    """Scans one episode after another with models that are loaded once; good for a process's life."""

    def __init__(
        self,
        settings: Settings | None = None,
        registry: Registry | None = None,
        *,
        evidence: Path | None = None,
    ) -> None:
        """Load models and tables; ``evidence`` is a folder for frames and crops.

        Without a ``registry`` the one that the settings name is asked. Raises ``SetupError`` for a model,
        ``SettingsError`` for a wrong row in a file of provisions.
        """
        self.settings = settings or Settings()
        grounds = judging_context(self.settings)
        self._grounds = replace(grounds, registry=registry) if registry else grounds
        self._evidence = evidence
        policy = policy_of(self.settings, grounds.provisions)
        engine = open_engine(self.settings)
        self._examiner = OpeningPipeline(engine, self.settings, self._claims, policy.min_marker_ms)

    def scan(self, episode: Episode, as_of: date | None = None) -> ScanResult:
        """Examine one episode under the law of a day (default: today). Raises ``DetectorError``."""
        day = as_of or date.today()

        def judged(opening: Opening) -> ScanResult:
            return judge(episode, opening, self.settings, day, self._grounds)

        enough = Enough(
            frames=lambda seen: needs_no_frames(judged(seen)), texts=lambda seen: texts_wanted(judged(seen))
        )
        opening = self.look(episode.video, None if self.settings.tracker.thorough else enough)
        result = judged(opening)
        return self.with_evidence(result, self._evidence) if self._evidence else result

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanResult | ScanFailure:
        """Like :meth:`scan`, but an input that cannot be read becomes a record, so that others go on."""
        try:
            return self.scan(episode, as_of)
        except DetectorError as error:
            return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))

    def look(self, path: str, enough: Enough | None = None) -> Opening:
        """What stands on the screen in the opening of a local video file. Raises ``InputError``.

        Without ``enough`` all of the window is looked at, and all texts are read.
        """
        return self._examiner.look(path, enough)

    def _claims(self, text: str, others: Sequence[str]) -> tuple[Claim, ...]:
        forms = lawful_forms(text, others, self._grounds.provisions)
        return tuple(Claim(form.text, form.lawful, form.number) for form in forms)

    def with_evidence(self, result: ScanResult, folder: Path) -> ScanResult:
        """The result with each marker and near miss shown in ``folder``. Raises ``DetectorError``."""
        shown_texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
        texts = {text: _middle_ms(text) for text in shown_texts}
        if not texts:
            return result
        with open_video(result.episode.video, self.settings.decode) as video:
            frames = {frame.at_ms: frame.pixels for frame in video.frames(sorted(set(texts.values())))}

        def shown(text: _Text) -> _Text:
            pixels = frames.get(texts[text])
            if pixels is None or text.quad is None:
                return text
            return replace(text, evidence=save(folder, pixels, text.quad))

        return replace(
            result,
            markers=tuple(map(shown, result.markers)),
            near_misses=tuple(map(shown, result.near_misses)),
        )


def scan(
    path: str | PathLike[str],
    *,
    as_of: date | None = None,
    registry: str | None = None,
    **facts: Unpack[Facts],
) -> ScanResult:
    """Examine one video with the default settings, keeping the models loaded between calls.

    ``registry`` is the path or URL of one, or ``none``. ``facts`` are fields of ``Episode`` other than its
    video. Raises ``DetectorError``.
    """
    video = fspath(path)
    episode = replace(Episode(id=Path(video).stem, video=video), **facts)
    return _default_scanner(registry).scan(episode, as_of)


@cache
def _default_scanner(registry: str | None) -> Scanner:
    return Scanner(load(flags={"registry": {"url": registry}} if registry else None)[0])


def judging_context(settings: Settings) -> JudgingContext:
    """What the settings name: tables, and a registry. Nothing is asked of the registry yet.

    Raises ``SettingsError`` for a wrong row, ``UsageError`` for an address that is none, ``ExtraMissing``.
    """
    return JudgingContext(provisions_of(settings), _registry_of(settings.registry))


def _registry_of(settings: RegistrySettings) -> Registry | None:
    address = resolve_address(settings.url)
    return open_registry(address) if address else None


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
    tables, registry = (grounds.provisions, grounds.registry) if grounds else (shipped(), None)
    case = build_case(episode, opening, as_of, policy_of(settings, tables), tables)
    reply = ask(registry, asked(case), as_of, settings.registry.max_age_days) if registry else Reply()
    case = replace(case, answers=reply.answers)
    verdict = decide(case)
    return ScanResult(
        episode=episode,
        outcome=verdict.outcome,
        markers=case.markers,
        near_misses=case.near_misses,
        findings=verdict.findings,
        opening=opening,
        as_of=as_of,
        recipe=replace(recipe(settings, tables.added), registry=reply.state),
        gates=verdict.gates,
        assumptions=verdict.assumptions,
    )


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
    )


@lru_cache(maxsize=8)
def recipe(settings: Settings, added_provisions: str) -> Recipe:
    """What must be equal to repeat a result: the same for all results of a run, so it is made once."""
    identities = tuple(model.identity for model in models(settings.engine))
    return Recipe(__version__, settings.digest(added_provisions), identities)


def _middle_ms(text: Marker | NearMiss) -> int:
    # A text is surest in the middle of its time: at both ends it may be fading.
    return ((text.first_ms or 0) + (text.last_ms or 0)) // 2
