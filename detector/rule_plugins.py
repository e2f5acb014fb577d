"""Rules that other packages bring, beside the shipped ones: only those that a setting names."""

from detector import plugins
from detector.errors import SetupError
from detector.law.rule import Rule
from detector.law.rules import RULES
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
            rules.append(rule)
    return tuple(rules)


def identities(settings: Settings) -> str:
    """Packages and versions of the rules that are added, a line each; they are part of a recipe."""
    return "".join(f"{plugins.identity('rules', name)}\n" for name in settings.judge.rule_plugins)
