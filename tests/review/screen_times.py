"""How long a case page takes until it is on screen: Chromium, a full queue and registry, real pictures."""

import random
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector import cli
from detector.service.auth.tokens import Token, Tokens
from detector.service.storage.database import Store
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import gradient, noise
from tests.drawing.text import Overlay
from tests.review import page_times
from tests.review.browser import service_client
from tests.service.running import SAMPLES, Running, running

DAY = "2026-11-01"
_SIGNS = "风云月夜重生归来总裁甜妻神医战皇后穿越古代王爷千金少年天下第一剑仙龙女儿三岁半萌宝逆袭豪门都市传奇"
_ISSUERS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新"
_LIMIT_MS = 300
_STARTED = "in a new browser context"
"""A way that is told, not judged: the start of its process is most of it."""

Cases = dict[str, list[str]]
"""Addresses of case pages, by the name of the video."""

_WATCH = """
const shown = async (begun) => {
  const pictures = [...document.querySelectorAll("#picture, .crop img")];
  await Promise.all(pictures.map((one) => one.decode().catch(() => {})));
  requestAnimationFrame(() => requestAnimationFrame(() => { window.shown_ms = performance.now() - begun; }));
};
addEventListener("DOMContentLoaded", () => shown(0));
new PerformanceObserver((list) => { window.largest_ms = list.getEntries().at(-1).startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  window.first_ms = list.getEntriesByName("first-contentful-paint")[0]?.startTime ?? window.first_ms;
})  .observe({ type: "paint", buffered: true });
document.addEventListener("click", (event) => {
  if (!event.isTrusted || !event.target.closest("a")) return;
  const begun = performance.now();
  delete window.shown_ms;
  document.addEventListener("htmx:afterSwap", () => shown(begun), { once: true });
}, true);
"""
_TOLD = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource").map((one) => one.encodedBodySize);
  return { first_byte: page.responseStart, first_paint: window.first_ms, largest: window.largest_ms,
    shown: window.shown_ms, kB: parts.reduce((sum, one) => sum + one, page.encodedBodySize) / 1000 };
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser measured, in ms from the navigation: the median and the slowest of some; kB in all."""

    what: str
    spans: dict[str, tuple[float, float]]

    def __str__(self) -> str:
        told = ", ".join(
            f"{name} {median:.0f} (slowest {slowest:.0f})" for name, (median, slowest) in self.spans.items()
        )
        return f"{self.what}: {told}"


def is_quick(found: list[Shown]) -> bool:
    """Whether a browser that runs has the pictures on screen as soon as it should."""
    return all(one.spans["shown"][0] < _LIMIT_MS for one in found if not one.what.endswith(_STARTED))


def measured(browser: Any, folder: Path, cases: int, rows: int, times: int) -> list[Shown]:  # noqa: ANN401
    """Each way to a case page, so many times, every time to a case whose video nobody has looked at yet."""
    with _full_service(folder, cases, rows, times) as (service, token, jobs):
        context = _context(browser)
        page = context.new_page()
        page.goto(f"{service.url}/desk/")
        page.fill("#token", token)
        page.press("#token", "Enter")
        page.wait_for_selector("table.queue")
        ways = [_followed(page, times), *(_opened(page, name, found) for name, found in jobs.items())]
        name, found = list(jobs.items())[-1]
        spans = []
        for address in found:  # again, but in a process that has just been started, and nothing cached
            fresh = _context(browser, storage_state=context.storage_state())
            spans.append(_once(fresh.new_page(), address))
            fresh.close()
        context.close()
    return [*ways, _summed(f"{name}, {_STARTED}", spans)]


def _context(browser: Any, **options: Any) -> Any:  # noqa: ANN401
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.add_init_script(_WATCH)
    return context


@contextmanager
def _full_service(folder: Path, cases: int, rows: int, times: int) -> Iterator[tuple[Running, str, Cases]]:
    page_times.filled(folder, cases).cases.store.close()
    registry = folder / "registry.db"
    told = ["registry", "import", str(_list(folder, rows)), "--dated", DAY, "--registry", str(registry)]
    assert cli.run(told) == 0
    settings = {"evidence": "all", "roots": [str(SAMPLES), str(folder)]}
    with running(folder, settings, str(registry)) as service:
        store = Store(str(folder / "service.db"))
        token = Tokens(store).add(Token("", "drill", frozenset({"scan", "review"})))
        store.close()
        with service_client(service, token) as client:
            jobs = {
                video.name: [_scanned(client, _copy(folder, video, number)) for number in range(times)]
                for video in _videos(folder)
            }
        yield (
            service,
            token,
            {name: [f"{service.url}/desk/cases/{job}" for job in of] for name, of in jobs.items()},
        )


def _copy(folder: Path, video: Path, number: int) -> Path:
    """The same video as another file: with a box at its end, which players pass over."""
    path = folder / f"{number}-{video.name}"
    path.write_bytes(video.read_bytes() + b"\0\0\0\x10free" + number.to_bytes(8))
    return path


def _videos(folder: Path) -> list[Path]:
    large = folder / "large-1080x1920.mp4"
    scene = noise(gradient((1080, 1920), (20, 30, 60), (90, 40, 80)), 0.05)
    text = Overlay("（浙）网微剧备字（2026）0012号", size_px=40)
    encode(large, film(scene, [text], steady(2, 25)))
    return [SAMPLES / "malformed_no_di.mp4", SAMPLES / "absent.mp4", large]


def _scanned(client: Any, video: Path) -> str:  # noqa: ANN401
    facts = {"uri": str(video), "platform": "红果", "title": "重生之王爷归来", "as_of": DAY}
    answer = client.post("/v1/scans", json=facts, headers={"Prefer": "wait=60"}).json()
    assert answer["state"] == "done", answer
    return str(answer["id"])


def _list(folder: Path, rows: int) -> Path:
    """A registry's list with so many invented dramas."""
    rng, path = random.Random(0), folder / "list.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,剧名,集数,播出平台,状态,备案日期\n")
        for row in range(rows):
            place, number = row % len(_ISSUERS), row // (3 * len(_ISSUERS)) + 1
            title = "".join(rng.choices(_SIGNS, k=rng.randint(4, 12)))
            year = 2024 + row // len(_ISSUERS) % 3
            file.write(
                f"（{_ISSUERS[place]}）网微剧备字（{year}）第{number:05d}号,{title},80,红果,有效,2026-03-02\n"
            )
    return path


def _opened(page: Any, name: str, addresses: list[str]) -> Shown:  # noqa: ANN401
    """Cases of a video, each by its address."""
    return _summed(f"{name}, by its address", [_once(page, address) for address in addresses])


def _once(page: Any, address: str) -> dict[str, float]:  # noqa: ANN401
    page.goto(address)
    page.wait_for_function("() => window.shown_ms && window.first_ms && window.largest_ms")
    told: dict[str, float] = page.evaluate(_TOLD)
    return told


def _followed(page: Any, times: int) -> Shown:  # noqa: ANN401
    """Cases that are opened from the queue, as reviewers do."""
    spans, queue = [], page.url
    for place in range(times):
        page.goto(queue)
        page.locator(".queue a").nth(place).click()
        page.wait_for_selector("#decide")
        page.wait_for_function("() => window.shown_ms")
        spans.append({"shown": float(page.evaluate("window.shown_ms"))})
    return _summed("a case, from the queue", spans)


def _summed(what: str, measured: list[dict[str, float]]) -> Shown:
    by_name = {name: [one[name] for one in measured] for name in measured[0]}
    return Shown(what, {name: (statistics.median(all_), max(all_)) for name, all_ in by_name.items()})
