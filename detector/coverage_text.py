"""What was seen of an opening, in words a person understands: reports and messages say it alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from detector.i18n import Localized, listed
from detector.records import Coverage, GapReason, Opening, UnreadReason, UnreadRegion

_SEEN = Localized("0 to {to} s seen", "已检查0至{to}秒")
STILL = Localized("one still picture: it proves no absence", "仅一张静态图片不足以证明没有编号")
"""Of an input that is no video."""
_SAMPLES = Localized("{sound} of {due} samples sound", "取样画面{sound}/{due}帧正常")
_SAMPLES_SEEN = Localized("{seen} of {due} samples seen", "取样画面看到{seen}/{due}帧")
_UNSOUND = Localized("{samples} ({kinds})", "{samples}（{kinds}）")
_CORRUPT = Localized("{count} damaged or absent", "{count}帧损坏或缺失")
_BLANK = Localized("{count} of one colour", "{count}帧为纯色")
_DARK = Localized("{count} near-black", "{count}帧近乎全黑")
_REPEATED = Localized("{count} repeated for lost data", "{count}帧因数据丢失而重复前帧")
_LEGIBLE = Localized("text of {px} px legible", "高度{px}像素以上的文字均可识别")
_NOT_ON_RECORD = Localized(
    "gaps and unread text are not on record (earlier version)", "画面缺损及未识别文字无记录（旧版检查）"
)
_ENDS_EARLY = Localized("the file ends at {at} s", "文件在{at}秒处中断")
_ENDS_EARLY_OF = Localized("the file ends at {at} s of {of} s", "文件应长{of}秒而在{at}秒处中断")
_DAMAGED = Localized("damaged from {first} to {last} s", "{first}至{last}秒画面损坏")
_DAMAGED_OFTEN = Localized(
    "damaged in {count} places from {first} to {last} s, {total} s in all",
    "{first}至{last}秒间{count}处画面损坏（共{total}秒）",
)
_NO_START = Localized("first {length} s missing from the file", "文件缺少开头{length}秒")
_MIRRORED = Localized("the picture is mirrored", "画面左右颠倒")
_UPSIDE_DOWN = Localized("the picture is upside down", "画面上下颠倒")
_COUNTED = Localized(
    "times counted from the frame rate: the file has no timestamps", "时间按帧率推算（文件无时间戳）"
)
_AT = Localized("{lines} at {times} s", "{times}秒处有{lines}")
_BETWEEN = Localized("{lines} from {first} to {last} s", "{first}至{last}秒间有{lines}")
_WITH_PICTURE = Localized("{lines} (picture)", "{lines}（附图）")
_MAX_TIMES = 3
_MAX_DAMAGED = 2

UNREAD_REASONS: Mapping[UnreadReason, Localized] = {
    "illegible": Localized("too faint or blurred to read", "字迹过淡或模糊"),
    "unsure": Localized("not surely read", "识别置信度不足"),
    "column": Localized("column not read", "竖排文字未能识别"),
    "mirrored": Localized("a number only in a mirror", "左右颠倒后才是编号"),
}
"""Why a place that looks like a line of text was not surely read."""

_UNREAD_ONE: Mapping[UnreadReason, Localized] = {
    "illegible": Localized("1 line unreadable", "1行文字无法辨认"),
    "unsure": Localized("1 line not surely read", "1行文字识别置信度不足"),
    "column": Localized("1 column not read", "1列竖排文字未能识别"),
    "mirrored": Localized("1 line a number only in a mirror", "1行文字左右颠倒后才是编号"),
}
_UNREAD_MANY: Mapping[UnreadReason, Localized] = {
    "illegible": Localized("{count} lines unreadable", "{count}行文字无法辨认"),
    "unsure": Localized("{count} lines not surely read", "{count}行文字识别置信度不足"),
    "column": Localized("{count} columns not read", "{count}列竖排文字未能识别"),
    "mirrored": Localized("{count} lines numbers only in a mirror", "{count}行文字左右颠倒后才是编号"),
}


def what_was_seen(opening: Opening) -> list[Localized]:
    """Phrases that say together what was seen of the opening, and what was not; each can stand alone."""
    coverage = opening.coverage
    legible_px = (coverage.legible_px if coverage else 0) or opening.legible_px
    legible = [_LEGIBLE.filled(px=legible_px)] if legible_px else []
    if coverage is None:
        samples = _SAMPLES_SEEN.filled(seen=opening.frames_seen, due=opening.frames_due)
        return [samples, *legible, _NOT_ON_RECORD]
    if coverage.still:
        seen = [STILL]
    else:
        seen = [_SEEN.filled(to=_seconds(coverage.decoded_ms)), _samples(coverage, opening.frames_due)]
    return [*seen, *legible, *gaps(coverage), *unread(coverage.unread_regions), *_picture(coverage)]


def gaps(coverage: Coverage) -> Iterator[Localized]:
    """What of the window the file does not show."""
    by_reason: dict[GapReason, list[tuple[int, int]]] = {}
    for first_ms, last_ms, reason in coverage.gaps:
        by_reason.setdefault(reason, []).append((first_ms, last_ms))
    for first_ms, last_ms in by_reason.get("missing-start", ()):
        yield _NO_START.filled(length=_seconds(last_ms - first_ms))
    damaged = by_reason.get("lost-data", [])
    if len(damaged) > _MAX_DAMAGED:
        yield _DAMAGED_OFTEN.filled(
            count=len(damaged),
            first=_seconds(min(first_ms for first_ms, _ in damaged)),
            last=_seconds(max(last_ms for _, last_ms in damaged)),
            total=_seconds(sum(last_ms - first_ms for first_ms, last_ms in damaged)),
        )
    else:
        for first_ms, last_ms in damaged:
            yield _DAMAGED.filled(first=_seconds(first_ms), last=_seconds(last_ms))
    for first_ms, _ in by_reason.get("cut-off", ()):
        if coverage.stated_ms is None:
            yield _ENDS_EARLY.filled(at=_seconds(first_ms))
        else:
            yield _ENDS_EARLY_OF.filled(at=_seconds(first_ms), of=_seconds(coverage.stated_ms))


def unread(regions: Iterable[UnreadRegion]) -> Iterator[Localized]:
    """How many lines were not surely read, why and when: a phrase for each reason."""
    by_reason: dict[UnreadReason, list[UnreadRegion]] = {}
    for region in regions:
        by_reason.setdefault(region.why, []).append(region)
    for why, alike in by_reason.items():
        count = len(alike)
        lines = _UNREAD_ONE[why] if count == 1 else _UNREAD_MANY[why].filled(count=count)
        # Rounded first: "at 3.2, 3.2 s" would look like an error.
        times = [_seconds(at_ms) for at_ms in sorted({region.first_ms // 100 * 100 for region in alike})]
        if len(times) <= _MAX_TIMES:
            lines = _AT.filled(lines=lines, times=listed(times))
        else:
            lines = _BETWEEN.filled(lines=lines, first=times[0], last=times[-1])
        has_picture = any(region.evidence for region in alike)
        yield _WITH_PICTURE.filled(lines=lines) if has_picture else lines


def _samples(coverage: Coverage, frames_due: int) -> Localized:
    unsound: Sequence[tuple[int, Localized]] = (
        (coverage.corrupt_frames, _CORRUPT),
        (coverage.blank_frames, _BLANK),
        (coverage.dark_frames, _DARK),
        (coverage.repeated_frames, _REPEATED),
    )
    # What was never decoded is due too, but none of the counts above has it.
    due = max(frames_due, coverage.sound_frames + sum(count for count, _ in unsound))
    samples = _SAMPLES.filled(sound=coverage.sound_frames, due=due)
    kinds = [words.filled(count=count) for count, words in unsound if count]
    return _UNSOUND.filled(samples=samples, kinds=listed(kinds)) if kinds else samples


def _picture(coverage: Coverage) -> Iterator[Localized]:
    if coverage.mirrored:
        yield _MIRRORED
    if coverage.upside_down:
        yield _UPSIDE_DOWN
    if coverage.times == "counted":
        yield _COUNTED


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f}"
