"""NMD914 unread-text: a line that may be the number was not surely read."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, number_pieces
from detector.law.evidence.certainty import no_number_was_read
from detector.law.evidence.claimed_number import does_app_draw_number
from detector.law.evidence.coverage import is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

UNREAD = Localized(
    "No number was read. Lines of text that could not be read surely: {count}, the first at {at} s; "
    "one may be the number.",
    "未识别到编号，但有{count}处文字无法可靠识别（首处在{at}秒），其中可能有编号。",
)
PIECE = Localized(
    "No number was read, but {printed} may be a part of one.",
    "未识别到编号，但“{printed}”可能是编号的一部分。",
)


def _check(case: Case) -> Iterator[Finding]:
    episode = case.episode
    if episode.kind == "promo" or does_app_draw_number(case) or is_number_needed(case) is False:
        return
    if not no_number_was_read(case) or not is_readable(case):
        return
    for printed in {" ".join(piece.text.split()): None for piece in number_pieces(case)}:
        yield RULE.finding(PIECE.filled(printed=printed), 1.0)
    regions = case.opening.coverage.unread_regions if case.opening.coverage else ()
    if regions:
        at_ms = min(region.first_ms for region in regions)
        yield RULE.finding(UNREAD.filled(count=len(regions), at=f"{at_ms / 1000:.1f}"), 1.0)


RULE = Rule(
    code="NMD914",
    name="unread-text",
    name_zh="有文字未能识别",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
)
