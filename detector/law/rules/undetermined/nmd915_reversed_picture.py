"""NMD915 reversed-picture: the picture is mirrored or upside down, so its text is not read as it stands."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.coverage import is_reversed
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MIRRORED = Localized(
    "The picture is mirrored: its text is readable in a mirror only.",
    "画面左右颠倒，文字须镜像才能识别。",
)
UPSIDE_DOWN = Localized("The picture is upside down.", "画面上下颠倒。")


def _check(case: Case) -> Iterator[Finding]:
    coverage = case.opening.coverage
    if coverage and is_reversed(case) and not case.markers:
        yield RULE.finding(MIRRORED if coverage.mirrored else UPSIDE_DOWN, 1.0)


RULE = Rule(
    code="NMD915",
    name="reversed-picture",
    name_zh="画面镜像或颠倒",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标注在明显位置")
    ),
    begins=None,
    check=_check,
)
