"""Parts that other installed packages bring, by entry points. Nothing is loaded that no setting names."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, get_args

from detector.errors import DetectorError, SetupError, UsageError
from detector.suggestion import suggestion

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

Kind = Literal["engines", "registries", "rules", "formats"]
PROMISES = "docs/plugins.md says what each kind promises"
_LOADED: dict[str, str] = {}
"""The package, with its version, of each top module of which a part was loaded."""
PREFIX = "plugin:"
"""What stands before the name of an engine or a format that a plug-in brings."""


def names(kind: Kind) -> tuple[str, ...]:
    """The names under which installed packages bring a kind of part, sorted."""
    return tuple(sorted({entry.name for entry in _entries(kind)}))


def load(kind: Kind, name: str) -> Any:  # noqa: ANN401  (each kind has its protocol)
    """The part of this name. Raises ``UsageError`` where there is none, ``SetupError`` for a broken one."""
    entry = _entry(kind, name)
    _LOADED[entry.module.partition(".")[0]] = _distribution(entry)
    try:
        return entry.load()
    except Exception as error:
        told = f"the plug-in {name} cannot be loaded: {type(error).__name__}: {error}"
        raise SetupError(told, f"install {_distribution(entry)} again, or leave it out") from error


def promised(name: str, part: object, what: Any) -> None:  # noqa: ANN401  (a class or a protocol)
    """Raise a ``SetupError`` that names the plug-in unless ``part``, which it gave, is what it promises."""
    if not isinstance(part, what):
        raise SetupError(f"the plug-in {name} gave {type(part).__name__}, no {what.__name__}", PROMISES)


def failure_of(error: Exception, hint: str) -> DetectorError:
    """The error of ours for one that nobody expected: that of a plug-in in whose code it arose, else a bug.

    ``hint`` says what to do about a bug.
    """
    what = f"{type(error).__name__}: {error}"
    if part := _at_fault(error.__traceback__):
        told = "report it to its makers; with DETECTOR_DEBUG=1 in the environment it shows where it happened"
        return SetupError(f"the plug-in {part} failed: {what}", told)
    return DetectorError(f"a bug in detector: {what}", hint)


def _at_fault(place: TracebackType | None) -> str | None:
    """The package of a plug-in whose code is nearest to where an error arose, nearer than any of ours."""
    fault = None
    while place:
        package = str(place.tb_frame.f_globals.get("__name__")).partition(".")[0]
        if package == __package__ or package in _LOADED:
            fault = _LOADED.get(package)
        place = place.tb_next
    return fault


def installed() -> tuple[tuple[Kind, str, str], ...]:
    """Kind, name, and package with its version of all parts that are there. Nothing is loaded."""
    return tuple(
        (kind, entry.name, _distribution(entry)) for kind in get_args(Kind) for entry in _entries(kind)
    )


def identity(kind: Kind, name: str) -> str:
    """Package, version and name, as they count in a recipe. Raises ``UsageError``."""
    return f"{_distribution(_entry(kind, name))}:{name}"


def _entries(kind: Kind) -> "EntryPoints":
    from importlib.metadata import entry_points  # noqa: PLC0415  (20 ms, and few scans have a plug-in)

    return entry_points(group=f"detector.{kind}")


def _entry(kind: Kind, name: str) -> "EntryPoint":
    found = tuple(_entries(kind).select(name=name))
    if not found:
        known = ", ".join(names(kind)) or "none"
        raise UsageError(
            f"no installed package brings {name!r} as one of detector.{kind}",
            f"{suggestion(name, names(kind))}known are {known}",
        )
    if len({entry.value for entry in found}) > 1:
        brought = ", ".join(sorted(map(_distribution, found)))
        raise SetupError(f"several packages bring {name!r} as one of detector.{kind}: {brought}", "keep one")
    return found[0]


def _distribution(entry: "EntryPoint") -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
