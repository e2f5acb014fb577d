"""One result of every outcome, as a scan could give it."""

from dataclasses import replace
from datetime import date

from detector.records import (
    Coverage,
    Episode,
    Failure,
    Finding,
    Issuer,
    Marker,
    NearMiss,
    Opening,
    Outcome,
    Recipe,
    ScanFailure,
    ScanResult,
    Source,
    UnreadRegion,
)

MARKER = Marker(
    number="（浙）网微剧备字（2024）第00123号",
    printed="(浙)网微剧备字[2024] 第00123号",
    series="网微剧备字",
    document="record",
    issuer=Issuer("province", "浙", "Zhejiang"),
    year=2024,
    serial="00123",
    category="ordinary",
    confidence=0.998,
    first_ms=200,
    last_ms=4960,
    quad=((24, 1180), (402, 1180), (402, 1210), (24, 1210)),
    evidence=None,
)
NEAR_MISS = NearMiss("沪网微剧备字\n〔2026〕0123号", "no-第", 0.97, 0, 2000, ((0, 0), (1, 0), (1, 1), (0, 1)))
SOURCE = Source("广电办发〔2024〕35号", "section 1", "https://example.org/35")
FINDING = Finding("NMD102", "malformed-marker", "block", "第 is missing.", 0.97, SOURCE)
DOUBT = Finding("NMD901", "unreadable-opening", "warn", "Too few frames.", 1.0, SOURCE)


def result(
    name: str,
    outcome: Outcome,
    *,
    markers: tuple[Marker, ...] = (),
    near_misses: tuple[NearMiss, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> ScanResult:
    return ScanResult(
        Episode(name, f"{name}.mp4"),
        outcome,
        markers,
        near_misses,
        findings,
        opening=Opening("0" * 64, 15_000, 720, 1280, frames_seen=30, frames_lost=0, frames_due=30),
        as_of=date(2026, 11, 23),
        recipe=Recipe("0.1.0", "digest", ("reader@00",)),
    )


PASSED = result("passed", "pass", markers=(MARKER,))
FAILED = result("failed", "fail", near_misses=(NEAR_MISS,), findings=(FINDING,))
UNDECIDED = result("undecided", "undecided", findings=(DOUBT,))
COVERAGE = Coverage(
    stated_ms=60_000,
    decoded_ms=15_000,
    sound_frames=30,
    legible_px=10,
    unread_regions=(
        UnreadRegion(((9, 9), (90, 9), (90, 30), (9, 30)), 3_200, 4_000, "unsure", f"{'1' * 32}.frame.jpg"),
        UnreadRegion(((9, 50), (90, 50), (90, 70), (9, 70)), 3_200, 4_000, "illegible"),
    ),
    evidence=((1_875, f"{'2' * 32}.frame.jpg"), (5_625, f"{'3' * 32}.frame.jpg")),
)
NOTHING = replace(UNDECIDED, opening=replace(UNDECIDED.opening, coverage=COVERAGE))
"""No number was seen, two lines were not read; pictures of one of them and of two instants were kept."""
UNREADABLE = ScanFailure(
    Episode("gone", "gone.mp4"), Failure("InputNotFound", "gone.mp4: there is no such file", "check the path")
)
ALL = (PASSED, FAILED, UNDECIDED, UNREADABLE)
