"""``detector rules``: what is checked, since when, and on what ground."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.output import sink
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.law.rule import Rule


def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Show the manual of this rule, such as NMD101.")
    ] = None,
) -> None:
    """List all rules, or show one rule's manual."""
    from detector.law.rules import RULES, rule

    if code is None:
        lines = [_row(rule) for rule in RULES]
    elif found := rule(code):
        lines = _manual(found)
    else:
        raise _unknown(code, [rule.code for rule in RULES])
    with sink() as out:
        out.writelines(line + "\n" for line in lines)


def _row(rule: "Rule") -> str:
    return f"{rule.code}  {rule.severity:<6}  {rule.name:<24}  {_in_force(rule)}"


def _manual(rule: "Rule") -> list[str]:
    return [
        rule.manual.strip(),
        "",
        f"Severity: {rule.severity}",
        f"In force: {_in_force(rule)}",
        f"Source:   {rule.source.title}, {rule.source.clause}",
        *([f"          {rule.source.url}"] if rule.source.url else []),
    ]


def _in_force(rule: "Rule") -> str:
    from detector.law.rule import ALWAYS

    begin = "" if rule.in_force_from == ALWAYS else f"from {rule.in_force_from}"
    end = f"until {rule.in_force_until}" if rule.in_force_until else ""
    return " ".join(part for part in (begin, end) if part) or "always"


def _unknown(code: str, known: list[str]) -> UsageError:
    begun = [name for name in known if name.startswith(code.upper())]
    near = begun or get_close_matches(code.upper(), known, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}? " if near else ""
    return UsageError(f"there is no rule {code!r}", f"{meant}`detector rules` lists all codes")
