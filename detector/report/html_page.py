"""One HTML file that needs nothing else: no script, no network, pictures inside."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape
from string import Template
from typing import TextIO

from detector.records import Finding, ScanFailure, ScanResult
from detector.report import messages
from detector.report.labels import Glossary, one_line, printable

_MAX_PICTURES = 500  # a page with more is slow to open; further texts name their file only

_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --line: #8885; }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
.counts span { display: inline-block; margin-right: 1.5rem; font-weight: 600; }
article { border: 1px solid var(--line); border-left: .4rem solid; border-radius: .3rem;
          padding: .5rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
article h2 { font-size: 1rem; margin: .2rem 0; }
article p, article ul, details { margin: .3rem 0; color: CanvasText; }
article img { max-width: 100%; max-height: 12rem; display: block; border: 1px solid var(--line); }
figure { margin: .5rem 0; } figcaption { color: CanvasText; font-size: .85rem; }
.frames { display: flex; flex-wrap: wrap; gap: .6rem; } .frames figure { margin: .3rem 0; }
.pass { color: #1a7f37; } .fail { color: #cf222e; } .undecided { color: #9a6700; } .error { color: #8250df; }
.path { color: CanvasText; font-weight: 400; } .number { font-size: 1.1rem; font-weight: 600; }
</style>
</head>
<body>
<h1>$heading</h1>
<p class="counts">$counts</p>
$episodes
</body>
</html>
""")


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """The page, written when all results are there, because the counts stand on top."""
    counts: Counter[str] = Counter()
    pictures = _InlinePictures(glossary)
    episodes = []
    for result in results:
        counts[result.outcome] += 1
        episodes.append(_episode(result, glossary, pictures))
    summary = [
        f'<span class="{outcome}">{_text(glossary.say(words, count=counts[outcome]))}</span>'
        for outcome, words in messages.COUNTS.items()
        if counts[outcome]
    ]
    heading = glossary.say(messages.TITLE)
    total = glossary.say(messages.EPISODES, count=counts.total())
    out.write(
        _PAGE.substitute(
            lang={"en": "en", "zh": "zh-Hans"}[glossary.lang],
            title=glossary.say(messages.SAYS, head=heading, text=total),
            heading=heading,
            counts="\n".join(summary),
            episodes="\n".join(episodes),
        )
    )


class _InlinePictures:
    """Pictures as data inside the page, as long as there are not too many."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._left = _MAX_PICTURES

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
            yield f'<div class="frames">{"".join(images)}</div>'

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
    for marker in result.markers:
        yield f'<p class="number">{_text(marker.number)}</p>'
        yield f"<p>{_text(glossary.about_marker(marker, result.as_of))}</p>"
        yield from pictures.crop(marker.evidence)
    for miss in result.near_misses:
        yield f'<p class="number">{_text(glossary.say(messages.NEARLY, text=one_line(miss.printed)))}</p>'
        yield f"<p>{_text(glossary.about_near_miss(miss))}</p>"
        yield from pictures.crop(miss.evidence)
    yield from _coverage(result, glossary, pictures)
    for line in (glossary.stopped(result.opening), glossary.about_gates(result)):
        if line:
            yield f"<p>{_text(line)}</p>"
    if result.findings:
        yield "<ul>"
        yield from (_finding(finding, glossary) for finding in result.findings)
        yield "</ul>"
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
    advice = f"<br>→ {_text(remedy)}" if remedy else ""
    return f"<li>{_text(glossary.say(messages.SAYS, head=rule, text=message))}{advice}<br>{source}</li>"


def _text(text: str) -> str:
    return escape(printable(text))
