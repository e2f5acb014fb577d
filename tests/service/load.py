"""The drill of load: many clients at once, each handing in scans, polling for them and deciding on them."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.service.running import Running
from tests.service.tiny import clips

_POLL_S = 0.2
_REST_S = 300


@dataclass
class Loaded:
    """What the clients saw, and how long the service itself says that GETs took. Times in seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    gets: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    decisions: list[float] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    served: list[float] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """No answer but success and 429, no broken connection, no scan without an end."""
        known = {"GET 200", "POST 200", "POST 202", "GET 429", "POST 429", "DECIDE 200"}
        return set(self.statuses) <= known and not self.troubles and self.accepted == self.ended


def quantiles(times: list[float]) -> str:
    """Median, 95th and 99th percentile and maximum, in ms."""
    ranked = sorted(times) or [0.0]
    shown = (ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000 for share in (0.5, 0.95, 0.99, 1))
    return " / ".join(f"{value:.0f}" for value in shown) + " ms (median / 95 % / 99 % / longest)"


def drill(folder: Path, clients: int, seconds: float) -> Loaded:
    """Let ``clients`` work for so long, then wait for what they handed in."""
    files = clips(folder / "clips")
    service = Running(folder / "service", {"roots": [str(folder)], "queue_limit": 500})
    service.start()
    try:
        seen = asyncio.run(_drilled(service.url, files, clients, seconds))
        looks = (line for line in service.lines() if line.get("route") == "/v1/scans/{scan_id}")
        seen.served = [line["seconds"] for line in looks]
        return seen
    finally:
        service.kill()


async def _drilled(url: str, files: list[Path], clients: int, seconds: float) -> Loaded:
    seen, until = Loaded(), time.monotonic() + seconds
    # Not httpx, whose pool takes longer for 200 connections than the service for their answers.
    connector = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(url, connector=connector, timeout=aiohttp.ClientTimeout(60)) as http:
        await asyncio.gather(*(_client(http, files[n % len(files)], seen, until) for n in range(clients)))
        while (open_ids := seen.accepted - seen.ended) and time.monotonic() < until + _REST_S:
            for scan_id in open_ids:
                await _look(http, scan_id, seen)
    return seen


async def _client(http: aiohttp.ClientSession, file: Path, seen: Loaded, until: float) -> None:
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            async with http.post("/v1/scans", json={"uri": str(file)}) as answer:
                told = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError) as error:
            seen.troubles[f"POST {type(error).__name__}"] += 1
            continue
        seen.posts.append(time.perf_counter() - begun)
        seen.statuses[f"POST {answer.status}"] += 1
        if answer.status not in (200, 202):
            await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
            continue
        seen.accepted.add(told["id"])
        while time.monotonic() < until and not await _look(http, told["id"], seen):
            await asyncio.sleep(_POLL_S)
        if told["id"] in seen.ended:
            await _decide(http, told["id"], seen)


async def _decide(http: aiohttp.ClientSession, scan_id: str, seen: Loaded) -> None:
    begun = time.perf_counter()
    try:
        async with http.post(f"/v1/scans/{scan_id}:decide", json={"action": "release"}) as answer:
            told = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError) as error:
        seen.troubles[f"DECIDE {type(error).__name__}"] += 1
        return
    seen.decisions.append(time.perf_counter() - begun)
    seen.statuses[f"DECIDE {answer.status}"] += 1
    if told.get("decision", {}).get("state") != "final":
        seen.troubles["DECIDE without a decision"] += 1


async def _look(http: aiohttp.ClientSession, scan_id: str, seen: Loaded) -> bool:
    begun = time.perf_counter()
    try:
        async with http.get(f"/v1/scans/{scan_id}") as answer:
            told = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError) as error:
        seen.troubles[f"GET {type(error).__name__}"] += 1
        return False
    seen.gets.append(time.perf_counter() - begun)
    seen.statuses[f"GET {answer.status}"] += 1
    if answer.status == 200 and told["state"] == "done":
        seen.ended.add(scan_id)
        return True
    return False
