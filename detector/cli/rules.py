"""``detector rules``: what is checked, since when, and on what ground."""

from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.language import output_language
from detector.cli.options import given
from detector.cli.output import sink
from detector.errors import UsageError
from detector.i18n import Lang, Localized
from detector.suggestion import suggestion

if TYPE_CHECKING:
    from detector.law.rule import Rule


def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Show the manual of this rule, such as NMD101.")
    ] = None,
    *,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of names and manuals. Default: the locale's.")
    ] = None,
) -> None:
    """List all rules, or show one rule's manual.

    For example: `detector rules NMD101`.
    """
    from rich.cells import set_cell_size

    from detector.report.messages import SEVERITIES
    from detector.rule_plugins import active_rules
    from detector.settings import load

    settings, _ = load(flags=given({"report": {"lang": lang}}))
    spoken_lang = output_language(settings.report.lang, "console")

    every = active_rules(settings)
    if code is None:
        lines = []
        for one in every:
            name = set_cell_size(Localized(one.name, one.name_zh).in_(spoken_lang), 24)
            severity = set_cell_size(SEVERITIES[one.severity].in_(spoken_lang), 6)
            lines.append(f"{one.code}  {severity}  {name}  {_in_force(one, spoken_lang)}")
    elif found := next((rule for rule in every if rule.code == code.upper()), None):
        lines = _manual(found, spoken_lang)
    else:
        meant = suggestion(code, [rule.code for rule in every])
        raise UsageError(f"there is no rule {code!r}", f"{meant}`detector rules` lists all codes")
    with sink() as out:
        out.writelines(line + "\n" for line in lines)


def _manual(rule: "Rule", lang: Lang) -> list[str]:
    from detector.report.messages import SEVERITIES
    from detector.rule_manuals import manual

    source = rule.source
    return [
        manual(rule).in_(lang),
        "",
        _SEVERITY.filled(severity=SEVERITIES[rule.severity]).in_(lang),
        _IN_FORCE.in_(lang) + _in_force(rule, lang),
        _SOURCE.filled(title=source.title, clause=source.clause).in_(lang),
        *([f"          {source.url}"] if source.url else []),
    ]


_SEVERITY = Localized("Severity: {severity}", "严重程度：{severity}")
_IN_FORCE = Localized("In force: ", "适用期间：")
_SOURCE = Localized("Source:   {title}, {clause}", "法规依据：{title}，{clause}")
_FROM = Localized("from {day}", "自{day}起")
_UNTIL = Localized("until {day}", "至{day}止")
_ALWAYS = Localized("always", "始终适用")


def _in_force(rule: "Rule", lang: Lang) -> str:
    from detector.law.tables.loader import shipped

    first, last = rule.in_force_from(shipped()), rule.in_force_until(shipped())
    begin = _FROM.filled(day=first).in_(lang) if first else ""
    end = _UNTIL.filled(day=last).in_(lang) if last else ""
    return Localized(" ", "").in_(lang).join(part for part in (begin, end) if part) or _ALWAYS.in_(lang)
