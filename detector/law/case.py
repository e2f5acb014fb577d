"""What a rule is asked about."""

from dataclasses import dataclass
from datetime import date

from detector.law.lookups import Provisions
from detector.records import Episode, Marker, NearMiss, Opening, Policy


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """All that a rule may look at. ``provisions`` are the tables of the law, with a user's rows if any.

    A case is equal to itself alone, so that what many rules ask of it can be remembered.
    """

    episode: Episode
    opening: Opening
    markers: tuple[Marker, ...]
    near_misses: tuple[NearMiss, ...]
    as_of: date
    policy: Policy
    provisions: Provisions
