"""Statistics of the decisions: precision of rules and confidences, and agreement between reviewers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import sqlalchemy as sa

from detector.law.rules import rule
from detector.review.agreement import cohens_kappa, first_votes
from detector.review.cases import is_sampled
from detector.review.desk import ReviewDesk
from detector.service.storage.schema import CASE, CASE_RULE, DECISION

BANDS = (0, 500, 800, 900, 950, 990, 1_001)
"""Limits of the confidence bands, per mille."""

_Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """``matching`` of ``total`` cases. ``name`` is the rule or the confidence band."""

    name: str
    matching: int
    total: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share, by Wilson."""
        share, spread = self.matching / self.total, _Z_95**2 / self.total
        middle = (share + spread / 2) / (1 + spread)
        half = _Z_95 / (1 + spread) * sqrt(share * (1 - share) / self.total + spread / (4 * self.total))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class DecisionStatistics:
    """``rules`` and ``bands``: where reviewers agree with the machine; ``undecided``: which of those pass.

    ``pairs`` counts cases decided by two reviewers independently, ``sampled`` those of them in the sample.
    """

    rules: Sequence[Share]
    bands: Sequence[Share]
    undecided: Sequence[Share]
    pairs: int
    kappa: float | None
    sampled: int
    kappa_sampled: float | None


def decision_statistics(desk: ReviewDesk) -> DecisionStatistics:
    """The statistics of all decisions so far."""
    pairs = list(_independent_votes(desk))
    percent = desk.settings.service.desk_sample_percent
    sampled = [votes for job, votes in pairs if is_sampled(job, percent)]
    return DecisionStatistics(
        rules=_by_rule(desk),
        bands=_by_band(desk, ("pass", "fail")),
        undecided=_by_band(desk, ("undecided",)),
        pairs=len(pairs),
        kappa=cohens_kappa([votes for _, votes in pairs]),
        sampled=len(sampled),
        kappa_sampled=cohens_kappa(sampled),
    )


def _by_rule(desk: ReviewDesk) -> list[Share]:
    """Of the failed cases with a finding of a blocking rule: those that reviewers blocked."""
    blocked = sa.func.count().filter(CASE.c.verdict == "fail")
    query = sa.select(CASE_RULE.c.code, blocked, sa.func.count()).join(CASE, CASE.c.seq == CASE_RULE.c.seq)
    query = query.where(CASE.c.verdict.in_(("pass", "fail")), CASE.c.outcome == "fail")
    with desk.cases.store.reading() as connection:
        rows = connection.execute(query.group_by(CASE_RULE.c.code).order_by(CASE_RULE.c.code)).all()
    # Reviewers confirm or reject what blocks, not the warnings and notes beside it.
    return [
        Share(code, *counts) for code, *counts in rows if (known := rule(code)) and known.severity == "block"
    ]


def _by_band(desk: ReviewDesk, outcomes: tuple[str, ...]) -> list[Share]:
    """Of judged cases: those whose verdict is the machine's; of undecided ones: those that pass."""
    matches = CASE.c.verdict == ("pass" if outcomes == ("undecided",) else CASE.c.outcome)
    band = sa.case(
        *((CASE.c.confidence < end, index) for index, end in enumerate(BANDS[1:])), else_=len(BANDS) - 2
    )
    query = sa.select(band, sa.func.count().filter(matches), sa.func.count())
    where = CASE.c.verdict.in_(("pass", "fail")), CASE.c.outcome.in_(outcomes), CASE.c.confidence.is_not(None)
    with desk.cases.store.reading() as connection:
        rows = connection.execute(query.where(*where).group_by(band).order_by(band)).all()
    limits = [min(1.0, limit / 1_000) for limit in BANDS]
    return [Share(f"{limits[index]:.2f}–{limits[index + 1]:.2f}", *counts) for index, *counts in rows]


def _independent_votes(desk: ReviewDesk) -> Iterator[tuple[str, tuple[str, str]]]:
    """The cases that two reviewers decided, with the first vote of each."""
    is_vote = DECISION.c.action.in_(("confirm", "reject", "undecided"))
    reviewers = sa.func.count(DECISION.c.who.distinct())
    query = sa.select(DECISION.c.job).where(is_vote).group_by(DECISION.c.job).having(reviewers > 1)
    with desk.cases.store.reading() as connection:
        for job in connection.execute(query.order_by(DECISION.c.job)).scalars().all():
            votes = first_votes(desk.cases.audit_log.entries_of(connection, job))
            if len(votes) > 1:
                yield job, (votes[0], votes[1])
