"""Where no number was read: whether one is missing, and whether one is needed there."""

from detector.law.case import Case
from detector.law.provisions import day
from detector.law.weigh import is_readable, labelled_unknown, nothing_was_read

ORDER_16 = day("order-16-from")


def shows_no_number(case: Case) -> bool:
    """Whether enough was seen to say that neither a number nor anything like one stands there.

    Since Order 16 what stands behind a label of the new papers may be a number too. Promotional clips are
    not asked for one.
    """
    if case.episode.kind == "promo" or not nothing_was_read(case) or not is_readable(case):
        return False
    return case.as_of < ORDER_16 or labelled_unknown(case) is None


def is_number_needed(case: Case) -> bool | None:
    """Whether the policy asks for the number on this episode; ``None`` if its place in the drama decides."""
    first, number = case.policy.number_on_first, case.episode.number
    if first == 0:
        return True
    return None if number is None else number <= first
