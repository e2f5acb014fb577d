"""What several reviewers' decisions come to. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detector.review.audit_log import Action, Entry

Verdict = Literal["pass", "fail", "undecided"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: settled on a verdict, or open; ``votes`` are who decided what, oldest first.

    ``fields`` are those of the result that a reviewer corrected.
    """

    verdict: Verdict | None
    votes: tuple[tuple[str, Verdict], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def waits_for_other_than(self) -> str | None:
        """Who decided last, where another reviewer must decide too."""
        return self.votes[-1][0] if self.votes and self.verdict is None else None


def effect(outcome: str, action: Action) -> Verdict:
    """What a decision makes of a result: what the machine failed is blocked if that is confirmed.

    What it could not judge or read passes if that is confirmed, and is blocked if it is rejected.
    """
    if action == "undecided":
        return "undecided"
    holds = action == "confirm"
    return "fail" if (outcome == "fail") == holds else "pass"


def standing(entries: Iterable[Entry], *, is_strict: bool = True, is_drawn: bool = False) -> Standing:
    """What the entries of one case come to.

    One reviewer is enough to let an episode pass. A block, a doubt or a contradiction needs two who agree,
    unless ``is_strict`` is false. A case that ``is_drawn`` as a sample always needs two.
    """
    votes: dict[str, Verdict] = {}
    fields: dict[str, str] = {}
    for entry in effective(entries):
        if entry.action == "edit":
            fields |= {name: str(value) for name, value in entry.after["fields"].items()}
            continue
        votes.pop(entry.who, None)  # a vote that is given anew is the latest
        votes[entry.who] = entry.after["vote"]
    return Standing(
        _settled(votes, is_strict=is_strict, is_drawn=is_drawn), tuple(votes.items()), tuple(fields.items())
    )


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """Those entries of one case that were not undone."""
    stack: list[Entry] = []
    for entry in entries:
        if entry.action == "undo":
            stack.pop()
        else:
            stack.append(entry)
    return stack


def first_votes(entries: Iterable[Entry]) -> list[Verdict]:
    """What each reviewer decided first, before they could know what the others did; in their order."""
    votes: dict[str, Verdict] = {}
    for entry in effective(entries):
        if entry.action != "edit":
            votes.setdefault(entry.who, entry.after["vote"])
    return list(votes.values())


def _settled(votes: Mapping[str, Verdict], *, is_strict: bool, is_drawn: bool) -> Verdict | None:
    if not votes:
        return None
    if not is_strict and not is_drawn:
        return list(votes.values())[-1]
    if set(votes.values()) == {"pass"} and not is_drawn:
        return "pass"
    verdict, count = Counter(votes.values()).most_common(1)[0]
    return verdict if count > 1 else None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two reviewers' verdicts on the same cases: 1 agreement, 0 no better than chance.

    ``None`` where it is not defined: no cases, or both always gave one and the same verdict.
    """
    if not pairs:
        return None
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[verdict] * second[verdict] for verdict in first) / count**2
    if by_chance >= 1:
        return None
    return (sum(a == b for a, b in pairs) / count - by_chance) / (1 - by_chance)
