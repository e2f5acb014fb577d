"""NMD305 unregistered-platform: the number is not valid on this platform.

What it checks
    Whether the registry lists the episode's platform among those on which the number is valid. Other
    names of an app count. The confidence is the marker's.

Why
    A drama of the lowest category needs the number of each platform that shows it.

Fires
    The episode's platform is given, and of no number that stands there does the registry list it.

Stays silent
    The platform is not given; the registry lists no platforms for a number that stands there. There is no
    registry, or it does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Show the number that this platform gave, or have the platform added to the record and import a newer
    list.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    platform, found = case.episode.platform, list(entries(case))
    if not platform or any(_is_valid(case, entry.platforms, platform) for _, entry in found):
        return
    for marker, entry in found:
        message = f"{marker.number} is valid on {', '.join(entry.platforms)}, not on {platform}."
        yield RULE.finding(message, marker.confidence or 0.0)


def _is_valid(case: Case, platforms: tuple[str, ...], platform: str) -> bool:
    app = case.provisions.app_named(platform) or platform
    return not platforms or app in {case.provisions.app_named(name) or name for name in platforms}


RULE = Rule(
    code="NMD305",
    name="unregistered-platform",
    severity="block",
    source=source("nrta-2024-35", "each platform shows its own number, never another platform's"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
