"""Rules that other packages bring, beside the shipped ones: only those that a setting names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps

from detector import plugins
from detector.errors import SetupError
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.records import Finding
from detector.rule_manuals import manual
from detector.settings import Settings

_OURS = "NMD"


def active_rules(settings: Settings) -> tuple[Rule, ...]:
    """The shipped rules, then those of plug-ins, in the order of the setting ``judge.rule_plugins``.

    An entry point of the group ``detector.rules`` names a ``Rule`` or a tuple of them. Raises ``UsageError``
    for a name that no package brings, ``SetupError`` for what is no rule or has a code that is taken.
    """
    rules = list(RULES)
    for name in settings.judge.rule_plugins:
        found = plugins.load("rules", name)
        for rule in found if isinstance(found, tuple) else (found,):
            taken = {one.code for one in rules}
            if not isinstance(rule, Rule) or rule.code.startswith(_OURS) or rule.code in taken:
                told = f"the plug-in {name} brings no rule with a code of its own"
                raise SetupError(told, f"its codes must not begin with {_OURS}, nor be another rule's")
            _check_manual(name, rule)
            rules.append(replace(rule, check=_checked(rule)))
    return tuple(rules)


def _check_manual(name: str, rule: Rule) -> None:
    try:
        manual(rule)
    except (OSError, ValueError) as error:
        hint = "write one in both languages, as `poe new-rule` does; docs/plugins.md says where"
        raise SetupError(f"the plug-in {name}: the rule {rule.code} has no manual: {error}", hint) from None


def _checked(rule: Rule) -> Callable[[Case], Iterator[Finding]]:
    """The rule's check, which names the rule where it gives something else than findings."""

    @wraps(rule.check)  # a rule's manual is found by the module of its check
    def check(case: Case) -> Iterator[Finding]:
        found: object = rule.check(case)
        for finding in found if isinstance(found, Iterable) else (found,):
            if not isinstance(finding, Finding):
                told = f"the rule {rule.code} gave {type(finding).__name__}, no Finding"
                raise SetupError(told, "its check yields findings, or nothing")
            yield finding

    return check


def identities(settings: Settings) -> str:
    """Packages and versions of the rules that are added, a line each; they are part of a recipe."""
    return "".join(f"{plugins.identity('rules', name)}\n" for name in settings.judge.rule_plugins)
