"""The consensus of several reviewers' decisions on a case. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from detector.review.audit_log import Action, AuditEntry

Verdict = Literal["pass", "fail", "undecided", "return", "rescan"]
_SETTLED_BY_ONE = frozenset[Verdict](("pass", "return", "rescan"))
_VERDICTS: dict[Action, Verdict] = {
    "release": "pass", "block": "fail", "undecided": "undecided", "return": "return", "rescan": "rescan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Consensus:
    """The state of a case: settled with a verdict, or open. ``votes`` are reviewers' ids and verdicts.

    The vote given last comes last. ``corrections`` are the corrected fields of the result.
    """

    verdict: Verdict | None
    votes: tuple[tuple[str, Verdict], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def waits_for_other_than(self) -> str | None:
        """The reviewer who decided last, where another one must decide too."""
        return self.votes[-1][0] if self.votes and self.verdict is None else None


def verdict_of(outcome: str, action: Action) -> Verdict:
    """The verdict that a decision gives a result with this outcome.

    Confirming a ``fail`` blocks the episode, rejecting it lets it pass. Confirming any other outcome lets the
    episode pass, rejecting it blocks it.
    """
    if verdict := _VERDICTS.get(action):
        return verdict
    is_confirmed = action == "confirm"
    return "fail" if (outcome == "fail") == is_confirmed else "pass"


def consensus(
    entries: Iterable[AuditEntry], *, needs_second: bool = True, is_sampled: bool = False
) -> Consensus:
    """The consensus of the audit log's entries of one case.

    One reviewer can let an episode pass, return it or have it scanned again. A block, an "undecided" or a
    disagreement needs two who agree, unless ``needs_second`` is false. One that ``is_sampled`` always does.
    """
    votes: dict[str, Verdict] = {}
    corrections: dict[str, str] = {}
    for entry in effective_entries(entries):
        if entry.action == "edit":
            corrections |= {name: str(value) for name, value in entry.after["fields"].items()}
            continue
        votes.pop(entry.who, None)  # a new vote of the same reviewer moves to the end
        votes[entry.who] = entry.after["vote"]
    verdict: Verdict | None = None
    if votes and not needs_second and not is_sampled:
        verdict = list(votes.values())[-1]
    elif len(set(votes.values())) == 1 and not is_sampled and _SETTLED_BY_ONE.issuperset(votes.values()):
        verdict = next(iter(votes.values()))
    elif votes:
        most_common, count = Counter(votes.values()).most_common(1)[0]
        verdict = most_common if count > 1 else None
    return Consensus(verdict, tuple(votes.items()), tuple(corrections.items()))


def finding_marks(entries: Iterable[AuditEntry]) -> dict[str, bool]:
    """Rule → whether its finding was accepted, by whoever said so last."""
    marks: dict[str, bool] = {}
    for entry in effective_entries(entries):
        marks |= entry.after.get("findings", {})
    return marks


def effective_entries(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Those entries of one case that were not undone."""
    stack: list[AuditEntry] = []
    for entry in entries:
        if entry.action == "undo":
            stack.pop()
        else:
            stack.append(entry)
    return stack


def first_votes(entries: Iterable[AuditEntry]) -> dict[str, Verdict]:
    """The first vote of each reviewer, by id, given before they could know the others'; in their order."""
    votes: dict[str, Verdict] = {}
    for entry in effective_entries(entries):
        if entry.action != "edit":
            votes.setdefault(entry.who, entry.after["vote"])
    return votes


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two reviewers' verdicts on the same cases: 1 agreement, 0 no better than chance.

    ``None`` where it is undefined: no cases, or both always gave one and the same verdict.
    """
    if not pairs:
        return None
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[verdict] * second[verdict] for verdict in first) / count**2
    if by_chance >= 1:
        return None
    return (sum(a == b for a, b in pairs) / count - by_chance) / (1 - by_chance)
