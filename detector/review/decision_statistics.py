"""Statistics of the decisions: precision of rules and confidences, and agreement between reviewers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import sqlalchemy as sa

from detector.law.rules import rule
from detector.review.agreement import Verdict, cohens_kappa, finding_marks, first_votes
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

    ``rules``: of the findings of a rule that blocks those that reviewers accept, by their mark, or where they
    gave none by their verdict. ``pairs`` counts cases decided by two reviewers independently, ``sampled``
    those of them in the sample; ``mine_same`` of ``mine``, those of one reviewer, got equal votes.
    """

    rules: Sequence[Share]
    bands: Sequence[Share]
    undecided: Sequence[Share]
    pairs: int
    kappa: float | None
    sampled: int
    kappa_sampled: float | None
    mine: int
    mine_same: int


def decision_statistics(desk: ReviewDesk, reviewer: str) -> DecisionStatistics:
    """The statistics of all decisions so far, and the agreement of a reviewer with others."""
    votes = list(_independent_votes(desk))
    pairs = [(job, _first_two(by_reviewer)) for job, by_reviewer in votes]
    mine = [by_reviewer for _, by_reviewer in votes if reviewer in by_reviewer]
    same = [one for one in mine if all(one[reviewer] == vote for vote in one.values())]
    percent = desk.settings.service.desk_sample_percent
    sampled = [pair for job, pair in pairs if is_sampled(job, percent)]
    return DecisionStatistics(
        rules=_by_rule(desk),
        bands=_by_band(desk, ("pass", "fail")),
        undecided=_by_band(desk, ("undecided",)),
        pairs=len(pairs),
        kappa=cohens_kappa([pair for _, pair in pairs]),
        sampled=len(sampled),
        kappa_sampled=cohens_kappa(sampled),
        mine=len(mine),
        mine_same=len(same),
    )


def _by_rule(desk: ReviewDesk) -> list[Share]:
    """Of the findings of blocking rules on judged cases: those accepted, by mark or else by verdict."""
    query = sa.select(CASE_RULE.c.code, CASE.c.job, CASE.c.verdict == "fail")
    query = query.join(CASE, CASE.c.seq == CASE_RULE.c.seq).where(CASE.c.outcome == "fail")
    is_marked = DECISION.c.after.contains('"findings"')
    accepted, total = Counter[str](), Counter[str]()
    with desk.cases.store.reading() as connection:
        rows = connection.execute(query.where(CASE.c.verdict.in_(("pass", "fail")))).all()
        marked = connection.execute(sa.select(DECISION.c.job).distinct().where(is_marked)).scalars().all()
        marks = {job: finding_marks(desk.cases.audit_log.entries_of(connection, job)) for job in marked}
    for code, job, is_blocked in rows:
        # Reviewers accept or reject what blocks, not the warnings and notes beside it.
        if (known := rule(code)) and known.severity == "block":
            total[code] += 1
            accepted[code] += marks.get(job, {}).get(code, bool(is_blocked))
    return [Share(code, accepted[code], total[code]) for code in sorted(total)]


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


def _independent_votes(desk: ReviewDesk) -> Iterator[tuple[str, dict[str, Verdict]]]:
    """The cases that two reviewers or more decided, with the first vote of each, by their ids."""
    is_vote = DECISION.c.action.not_in(("edit", "undo"))
    reviewers = sa.func.count(DECISION.c.who.distinct())
    query = sa.select(DECISION.c.job).where(is_vote).group_by(DECISION.c.job).having(reviewers > 1)
    with desk.cases.store.reading() as connection:
        for job in connection.execute(query.order_by(DECISION.c.job)).scalars().all():
            votes = first_votes(desk.cases.audit_log.entries_of(connection, job))
            if len(votes) > 1:
                yield job, votes


def _first_two(votes: dict[str, Verdict]) -> tuple[Verdict, Verdict]:
    first, second, *_ = votes.values()
    return first, second
