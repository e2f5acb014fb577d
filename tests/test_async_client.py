"""The client in an event loop, and every request of the client against the OpenAPI description."""

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detector import client as client_module
from detector.async_client import AsyncClient
from detector.client import Client, Scan
from detector.errors import QueueFull, UriRefused
from detector.serving.description import openapi_description
from tests.test_client import SCAN, answering, problem


def test_calls_are_awaited_with_the_clients_own_retries_and_errors() -> None:
    async def both(url: str) -> tuple[Scan, str]:
        async with AsyncClient(url, "dt_x") as client:
            scan = await client.call(Client.scan, "s3://bucket/key", platform="红果")
            with pytest.raises(UriRefused) as refused:
                await client.call(Client.scan, "file:///etc/passwd")
            return scan, refused.value.message

    answers = problem("QueueFull", 429), (200, SCAN), problem("UriRefused", 403)
    with answering(*answers) as (url, asked):
        scan, message = asyncio.run(both(url))
    assert (scan.id, message, len(asked)) == ("1", "what", 3)


def test_many_requests_run_at_the_same_time() -> None:
    async def three(url: str) -> list[str]:
        async with AsyncClient(url, patience_s=5) as client:
            calls = (client.call(Client.scan, f"s3://bucket/{number}") for number in range(3))
            return [scan.id for scan in await asyncio.gather(*calls)]

    with answering((200, SCAN), (200, SCAN), (200, SCAN)) as (url, _):
        assert asyncio.run(three(url)) == ["1", "1", "1"]


def test_rows_come_one_after_the_other_and_errors_are_raised() -> None:
    def rows(_: Client, upto: int) -> Iterator[int]:
        yield from range(upto)
        raise QueueFull("full", "wait")

    found = []

    async def see() -> None:
        async with AsyncClient("http://127.0.0.1:1") as client:
            async for row in client.each(rows, 3):
                found.append(row)  # noqa: PERF401  (an error must leave those before it)

    with pytest.raises(QueueFull):
        asyncio.run(see())
    assert found == [0, 1, 2]


def test_every_request_of_the_client_is_in_the_description() -> None:
    paths = {re.sub(r"\{\w+\}", "{}", path) for path in openapi_description()["paths"]}
    tree = ast.parse(Path(inspect.getfile(client_module)).read_text("utf-8"))
    templates = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = {id(part) for template in templates for part in template.values}
    asked = {
        "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in template.values)
        for template in templates
    }
    whole = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in pieces)
    asked |= {node.value for node in whole if isinstance(node.value, str)}
    asked = {path for path in asked if path.startswith("/v1/")}
    assert len(asked) >= 8
    assert asked <= paths


def test_the_fields_of_a_scan_are_in_the_description() -> None:
    schemas = openapi_description()["components"]["schemas"]
    fields = {name for schema in schemas.values() for name in schema.get("properties", ())}
    assert {"id", "state", "data_id", "reason", "result", "scans", "states", "has_ended"} <= fields
