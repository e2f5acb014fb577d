"""One HTML file that needs nothing else: no script, no network, pictures inside."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import chain
from string import Template
from typing import TextIO

from detector.records import Finding, ScanFailure, ScanResult
from detector.report import messages
from detector.report.labels import Glossary, one_line, printable
from detector.report.page_files import page_file

_MAX_PICTURES = 500  # a page with more is slow to open; further texts name their file only

_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
$base
body { max-width: 64rem; margin: 0 auto; padding: var(--gap-l); }
.counts span { display: inline-block; margin-right: 1.5rem; font-weight: 600; }
article { border: 1px solid var(--line); border-left: .35rem solid; border-radius: var(--round);
          padding: var(--gap-m) var(--gap-l); margin: var(--gap-l) 0; }
article > * { color: var(--ink); } article h2 { font-size: var(--text-l); margin: var(--gap-s) 0; }
.path { font-weight: 400; }
.number { font-size: var(--text-l); font-weight: 600; }
.pictures { display: flex; flex-wrap: wrap; gap: var(--gap-m); align-items: flex-start; }
img { max-height: 14rem; display: block; border: 1px solid var(--line); }
figcaption { font-size: var(--text-s); }
@media print { article { break-inside: avoid; } .counts span, article { print-color-adjust: exact; } }
</style>
</head>
<body>
<main>
<h1>$heading</h1>
<p class="counts">$counts</p>
<p class="quiet">$about</p>
$episodes
</main>
</body>
</html>
""")


_WORST_FIRST = ("fail", "undecided", "error", "pass")
_GRAVEST_FIRST = ("block", "warn", "note")


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """The page: what fails first. It is written when all results are there, as the counts stand on top."""
    episodes: dict[str, list[str]] = {outcome: [] for outcome in _WORST_FIRST}
    pictures, judged = _InlinePictures(glossary), dict[str, None]()
    for result in results:
        episodes[result.outcome].append(_episode(result, glossary, pictures))
        if isinstance(result, ScanResult):
            judged[_judged_by(result, glossary)] = None
    counts = {outcome: len(articles) for outcome, articles in episodes.items()}
    summary = [
        f'<span class="{outcome}">{_text(glossary.say(words, count=counts[outcome]))}</span>'
        for outcome, words in messages.COUNTS.items()
        if counts[outcome]
    ]
    heading = glossary.say(messages.TITLE)
    total = glossary.say(messages.EPISODES, count=sum(counts.values()))
    out.write(
        _PAGE.substitute(
            lang={"en": "en", "zh": "zh-Hans"}[glossary.lang],
            base=page_file("base.css"),
            title=glossary.say(messages.SAYS, head=heading, text=total),
            heading=heading,
            counts="\n".join(summary),
            about="<br>".join(map(_text, judged)),
            episodes="\n".join(chain.from_iterable(episodes.values())),
        )
    )


def _judged_by(result: ScanResult, glossary: Glossary) -> str:
    """The day whose law applied, the version, and the state of the registry."""
    state = result.recipe.registry
    registry = (
        glossary.say(messages.REGISTRY_STATE, state=state) if state else glossary.say(messages.NO_REGISTRY)
    )
    version = glossary.say(messages.VERSION, version=result.recipe.version)
    return " · ".join((glossary.say(messages.AS_OF, day=result.as_of), version, registry))


class _InlinePictures:
    """Pictures as data inside the page, as long as there are not too many."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._left = _MAX_PICTURES

    def of_text(self, name: str | None) -> Iterator[str]:
        """The place alone beside the whole frame, or the name of the picture; nothing where there is none."""
        if name:
            images = self._image(name, self._glossary.crop, "png", "")
            if images.startswith("<img") and self._glossary.frame(name):
                images += self._image(name, self._glossary.frame, "jpeg", "")
            yield f'<div class="pictures">{images}</div>'

    def crop(self, name: str | None, caption: str = "") -> Iterator[str]:
        """An image of a place, or the name of its picture; nothing where there is no picture."""
        if name:
            yield self._image(name, self._glossary.crop, "png", caption)

    def frames(self, frames: Iterable[tuple[int, str]]) -> Iterator[str]:
        """Small images of whole frames, one beside the other."""
        images = [
            self._image(name, self._glossary.frame, "jpeg", self._glossary.say(messages.AT, at=at_ms / 1000))
            for at_ms, name in frames
        ]
        if images:
            yield f'<div class="pictures">{"".join(images)}</div>'

    def _image(self, name: str, read: Callable[[str], bytes | None], kind: str, caption: str) -> str:
        data = read(name) if self._left else None
        if data is None:
            line = self._glossary.say(messages.EVIDENCE, file=name)
            if caption:
                line = self._glossary.say(messages.EVIDENCE_OF, what=caption, file=name)
            return f"<p>{_text(line)}</p>"
        self._left -= 1
        source = f"data:image/{kind};base64,{b64encode(data).decode('ascii')}"
        image = f'<img alt="{_text(caption) or self._glossary.say(messages.PICTURE)}" src="{source}">'
        return f"<figure>{image}<figcaption>{_text(caption)}</figcaption></figure>" if caption else image


def _episode(result: ScanResult | ScanFailure, glossary: Glossary, pictures: _InlinePictures) -> str:
    outcome = glossary.say(messages.OUTCOMES[result.outcome])
    head = f'{outcome} <span class="path">{_text(result.episode.video)}</span>'
    if isinstance(result, ScanFailure):
        message, hint = glossary.failure(result)
        body = [f"<p>{_text(message)}</p>", f"<p>→ {_text(hint)}</p>"]
    else:
        body = list(_body(result, glossary, pictures))
    return "\n".join([f'<article class="{result.outcome}">', f"<h2>{head}</h2>", *body, "</article>"])


def _body(result: ScanResult, glossary: Glossary, pictures: _InlinePictures) -> Iterator[str]:
    findings = sorted(result.findings, key=lambda one: _GRAVEST_FIRST.index(one.severity))
    yield from (_finding(finding, glossary) for finding in findings if finding.severity != "note")
    for marker in result.markers:
        yield f'<p class="number">{_text(marker.number)}</p>'
        yield f"<p>{_text(glossary.about_marker(marker, result.as_of))}</p>"
        yield from pictures.of_text(marker.evidence)
    for miss in result.near_misses:
        yield f'<p class="number">{_text(glossary.say(messages.NEARLY, text=one_line(miss.printed)))}</p>'
        yield f"<p>{_text(glossary.about_near_miss(miss))}</p>"
        yield from pictures.of_text(miss.evidence)
    yield from _coverage(result, glossary, pictures)
    for line in (glossary.stopped(result.opening), glossary.about_gates(result)):
        if line:
            yield f"<p>{_text(line)}</p>"
    yield from (_finding(finding, glossary) for finding in findings if finding.severity == "note")
    if optional := glossary.optional_facts(result):
        yield f"<details>\n<summary>{_text(glossary.say(messages.OPTIONAL))}</summary>\n<ul>"
        for fact, so in map(glossary.assumed, optional):
            yield f"<li>{_text(glossary.say(messages.SAYS, head=fact, text=so))}</li>"
        yield "</ul>\n</details>"


def _coverage(result: ScanResult, glossary: Glossary, pictures: _InlinePictures) -> Iterator[str]:
    if seen := glossary.about_coverage(result):
        yield f"<p>{_text(seen)}</p>"
    if coverage := result.opening.coverage:
        for region in coverage.unread_regions:
            yield from pictures.crop(region.evidence, glossary.about_unread(region))
        yield from pictures.frames(coverage.evidence)


def _finding(finding: Finding, glossary: Glossary) -> str:
    clause = finding.wording(glossary.lang).clause
    source = _text(glossary.say(messages.CLAUSE, title=finding.source.title, clause=clause))
    if finding.source.url.startswith(("https://", "http://")):
        source = f'<a href="{escape(finding.source.url)}" rel="noreferrer">{source}</a>'
    rule, message = glossary.about_rule(finding), glossary.about_finding(finding)
    remedy = glossary.remedies.get(finding.code, "")
    advice = f"<p>→ {_text(remedy)}</p>" if remedy else ""
    return (
        f'<div class="finding {finding.severity}"><h3>{_text(rule)}</h3><p>{_text(message)}</p>'
        f'{advice}<p class="quiet">{source}</p></div>'
    )


def _text(text: str) -> str:
    return escape(printable(text))
