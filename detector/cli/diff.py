"""``detector diff``: what changed between two audits, and why."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.language import output_language
from detector.cli.options import LangOption
from detector.cli.output import sink
from detector.i18n import Lang, Localized, listed

if TYPE_CHECKING:
    from detector.auditor.comparison import Change

_SAME = Localized("nothing changed", "没有变化")
_TOTAL = Localized("{count} episodes changed: {reasons}", "{count}集有变化：{reasons}")


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="The folder of an audit.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="The folder of a later audit.")],
    *,
    format_: Annotated[
        Literal["console", "jsonl"], typer.Option("--format", help="For a person or for a program.")
    ] = "console",
    lang: LangOption = None,
) -> int:
    """Say what changed between two audits and why, one line per episode.

    For example: `detector diff audit-2026-10 audit-2026-11`.

    Exit code: 0 nothing changed, 1 something did.
    """
    from detector.auditor.comparison import REASONS, differences
    from detector.wire import dumps

    language = output_language(lang or "auto", format_)
    reasons: Counter[str] = Counter()
    count = 0
    with sink() as out:
        for change in differences(before, after):
            count += 1
            reasons.update(change.reasons)
            if format_ == "jsonl":
                outcomes = {"before": change.before and change.before.outcome}
                outcomes["after"] = change.after and change.after.outcome
                codes = {"gone": change.gone, "come": change.come, "reasons": change.reasons}
                out.write(dumps({"id": change.id, **outcomes, **codes}) + "\n")
            else:
                out.write(_line(change, language) + "\n")
        if format_ == "console":
            counts = listed(
                f"{REASONS[name].in_(language)} × {times}" for name, times in reasons.most_common()
            ).in_(language)
            total = _TOTAL.in_(language).format(count=count, reasons=counts or "?")
            out.write((total if count else _SAME.in_(language)) + "\n")
    return 1 if count else 0


def _line(change: "Change", lang: Lang) -> str:
    from detector.auditor.comparison import REASONS
    from detector.report.labels import printable
    from detector.report.messages import OUTCOMES

    outcomes = [OUTCOMES[one.outcome].in_(lang) if one else "–" for one in (change.before, change.after)]
    codes = [*(f"-{code}" for code in change.gone), *(f"+{code}" for code in change.come)]
    why = listed(REASONS[reason] for reason in change.reasons).in_(lang)
    return printable(f"{change.id}: {' → '.join(outcomes)}; {' '.join(codes)}") + (f" ({why})" if why else "")
