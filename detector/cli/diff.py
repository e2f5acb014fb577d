"""``detector diff``: what changed between two audits, and why."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.language import output_language
from detector.cli.output import sink
from detector.i18n import Lang, Localized

if TYPE_CHECKING:
    from detector.auditor.comparison import Change

_SAME = Localized("nothing changed", "没有变化")
_TOTAL = Localized("{count} episodes changed: {reasons}", "{count}集有变化：{reasons}")


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="The folder of an audit.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="That of a later one.")],
    *,
    format_: Annotated[
        Literal["console", "jsonl"], typer.Option("--format", help="For a person or for a program.")
    ] = "console",
    lang: Annotated[Lang | None, typer.Option(help="Language. Default: the locale's.")] = None,
) -> int:
    """Say what changed between two audits and why, one line an episode.

    Exit code: 0 nothing changed, 1 something did.
    """
    from detector.auditor.comparison import differences

    words = output_language(lang or "auto", format_)
    reasons: Counter[str] = Counter()
    count = 0
    with sink() as out:
        for change in differences(before, after):
            count += 1
            reasons.update(change.reasons)
            out.write((_json(change) if format_ == "jsonl" else _line(change, words)) + "\n")
        if format_ == "console":
            out.write(_total(count, reasons, words) + "\n")
    return 1 if count else 0


def _json(change: "Change") -> str:
    from detector.wire import dumps

    before, after = change.before, change.after
    return dumps(
        {
            "id": change.id,
            "before": before and before.outcome,
            "after": after and after.outcome,
            "gone": change.gone,
            "come": change.come,
            "reasons": change.reasons,
        }
    )


def _line(change: "Change", lang: Lang) -> str:
    from detector.auditor.comparison import REASONS
    from detector.report.labels import printable
    from detector.report.messages import OUTCOMES

    outcomes = [OUTCOMES[one.outcome].in_(lang) if one else "–" for one in (change.before, change.after)]
    codes = [*(f"-{code}" for code in change.gone), *(f"+{code}" for code in change.come)]
    why = ", ".join(REASONS[reason].in_(lang) for reason in change.reasons)
    return printable(f"{change.id}: {' → '.join(outcomes)}; {' '.join(codes)}") + (f" ({why})" if why else "")


def _total(count: int, reasons: Counter[str], lang: Lang) -> str:
    from detector.auditor.comparison import REASONS

    if not count:
        return _SAME.in_(lang)

    def told() -> Iterator[str]:
        for reason, times in reasons.most_common():
            yield f"{REASONS[reason].in_(lang)} × {times}"

    return _TOTAL.in_(lang).format(count=count, reasons=", ".join(told()) or "?")
