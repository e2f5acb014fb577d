"""What a rule is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from detector.law.catalogue_context import CatalogueContext
from detector.law.tables.queries import Provisions
from detector.records import Episode, Marker, NearMiss, Opening, Policy
from detector.registry_replies import Answer

cached_per_case = lru_cache(maxsize=1)
"""For a question that several rules ask of one case, and then of the next."""


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """All that a rule may look at. ``provisions`` are the tables of the law, with a user's rows if any.

    A case is equal to itself alone, so that answers about it can be cached. ``replies`` has what the registry
    says of each marker's number; it is empty where there is no registry. ``catalogue`` is what the rest of a
    catalogue shows, ``None`` where the episode is looked at alone.
    """

    episode: Episode
    opening: Opening
    markers: tuple[Marker, ...]
    near_misses: tuple[NearMiss, ...]
    as_of: date
    policy: Policy
    provisions: Provisions
    replies: Mapping[str, Answer] = field(default_factory=dict)
    catalogue: CatalogueContext | None = None
