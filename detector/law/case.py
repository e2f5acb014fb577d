"""What a rule is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from detector.law.catalogue_context import Neighbours
from detector.law.tables.queries import Provisions
from detector.records import Episode, Marker, NearMiss, Opening, Policy
from detector.registry_replies import Answer


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """All that a rule may look at. ``provisions`` are the tables of the law, with a user's rows if any.

    A case is equal to itself alone, so that what many rules ask of it can be remembered. ``answers`` has what
    the registry says of each marker's number; it is empty where there is no registry. ``neighbours`` is what
    the rest of a catalogue shows, ``None`` where the episode is looked at alone.
    """

    episode: Episode
    opening: Opening
    markers: tuple[Marker, ...]
    near_misses: tuple[NearMiss, ...]
    as_of: date
    policy: Policy
    provisions: Provisions
    answers: Mapping[str, Answer] = field(default_factory=dict)
    neighbours: Neighbours | None = None
