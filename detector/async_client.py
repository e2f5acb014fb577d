"""The client of the ingest service for event loops. It needs the extra ``client``.

>>> from detector.async_client import AsyncClient
>>> from detector.client import Client
>>> async def handle() -> None:
...     async with AsyncClient("http://127.0.0.1:8300", "dt_…") as client:
...         scan = await client.call(Client.upload, "ep01.mp4", platform="红果")
...         async for one in client.each(Client.scans, outcome="fail"):
...             print(one.id)

Each request runs in a thread, with the retries of :class:`detector.client.Client`; many run at the same time.
Whatever method the client has can be called, with its own types, so the two never differ.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

from detector.client import Client

_P = ParamSpec("_P")
_T = TypeVar("_T")


class AsyncClient:
    """A client of one service. Every call raises the ``DetectorError`` that the service responds with."""

    def __init__(self, url: str, token: str | None = None, *, patience_s: float = 60) -> None:
        """As those of ``Client``."""
        self._client = Client(url, token, patience_s=patience_s)

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.to_thread(self._client.close)

    async def call(
        self, method: Callable[Concatenate[Client, _P], _T], /, *args: _P.args, **options: _P.kwargs
    ) -> _T:
        """What a method of ``Client`` gives, awaited."""
        return await asyncio.to_thread(method, self._client, *args, **options)

    async def each(
        self,
        method: Callable[Concatenate[Client, _P], Iterator[_T]],
        /,
        *args: _P.args,
        **options: _P.kwargs,
    ) -> AsyncIterator[_T]:
        """What a method of ``Client`` gives one after the other, each requested when it is asked for."""
        rows = method(self._client, *args, **options)
        end = object()
        while (row := await asyncio.to_thread(_next, rows, end)) is not end:
            yield row  # type: ignore[misc]  # it is no end, so it is a row


def _next(rows: Iterator[_T], end: object) -> _T | object:
    return next(rows, end)
