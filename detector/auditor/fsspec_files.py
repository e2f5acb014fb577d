"""Catalogues and audits' folders at URLs: what fsspec can reach, such as ``s3://``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from detector.errors import DetectorError, ExtraMissing, InputNotFound, InputNotPermitted, RemoteUnreachable


def file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path on it. Raises ``ExtraMissing``, ``RemoteUnreachable``."""
    kind = url.partition("://")[0].lower()
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  (an extra)

        system, path = url_to_fs(url, use_listings_cache=False) if kind == "s3" else url_to_fs(url)
    except ImportError:
        extra = "s3" if kind == "s3" else "remote"
        hint = f"pip install 'micro-drama-detector[{extra}]' and the package of fsspec for {kind}://"
        raise ExtraMissing(f"{kind}:// cannot be read yet", hint) from None
    except ValueError as error:
        raise RemoteUnreachable(
            f"{url}: {error}", "give a path, or a URL that fsspec knows, such as s3://"
        ) from None
    return system, path


@contextmanager
def open_url(url: str) -> Iterator[BinaryIO]:
    """An object to read and seek in. Raises ``InputError``."""
    system, path = file_system(url)
    with explained(url), system.open(path, "rb") as source:
        yield source


@contextmanager
def explained(url: str) -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except DetectorError:
        raise
    except FileNotFoundError:
        raise InputNotFound(f"{url}: there is no such object", "check the address") from None
    except PermissionError:
        raise InputNotPermitted(f"{url}: may not be accessed", "check the credentials") from None
    except Exception as error:  # noqa: BLE001  (every kind of server has kinds of errors of its own)
        told = f"{url}: {type(error).__name__}: {error}"
        raise RemoteUnreachable(told, "is the server there, and the network? try again") from None
