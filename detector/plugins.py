"""Parts that other installed packages bring, by entry points. Nothing is loaded that no setting names."""

from typing import TYPE_CHECKING, Any, Literal

from detector.errors import SetupError, UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

Kind = Literal["engines", "registries", "rules", "formats"]
PREFIX = "plugin:"
"""What stands before the name of an engine or a format that a plug-in brings."""


def names(kind: Kind) -> tuple[str, ...]:
    """The names under which installed packages bring a kind of part, sorted."""
    return tuple(sorted({entry.name for entry in _entries(kind)}))


def load(kind: Kind, name: str) -> Any:  # noqa: ANN401  (each kind has its protocol)
    """The part of this name. Raises ``UsageError`` where there is none, ``SetupError`` for a broken one."""
    entry = _entry(kind, name)
    try:
        return entry.load()
    except Exception as error:
        told = f"the plug-in {name} cannot be loaded: {type(error).__name__}: {error}"
        raise SetupError(told, f"install {_distribution(entry)} again, or leave it out") from error


def identity(kind: Kind, name: str) -> str:
    """Package, version and name, as they count in a recipe. Raises ``UsageError``."""
    return f"{_distribution(_entry(kind, name))}:{name}"


def _entries(kind: Kind) -> "EntryPoints":
    from importlib.metadata import entry_points  # noqa: PLC0415  (20 ms, and few scans have a plug-in)

    return entry_points(group=f"detector.{kind}")


def _entry(kind: Kind, name: str) -> "EntryPoint":
    found = next(iter(_entries(kind).select(name=name)), None)
    if found is None:
        known = ", ".join(names(kind)) or "none"
        raise UsageError(
            f"no installed package brings {name!r} as one of detector.{kind}", f"known are {known}"
        )
    return found


def _distribution(entry: "EntryPoint") -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
