"""Dramas as files of 60 s: what is drawn, which fills the window, comes again and again."""

from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random

import av

from tests.accuracy import drama, render
from tests.accuracy.drama import slow_camera, smoothed
from tests.accuracy.spec import Spec
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import Background, cuts, pan_and_zoom
from tests.speed.dramas import STILLS

UPLOAD_S = 60.0


def drama_file(kind: str, spec: Spec, cache_folder: Path) -> Path:
    """The clip's file, made now or before."""
    drawn = _stills(spec, cache_folder) if kind == STILLS else render.render(spec, cache_folder)
    path = drawn.with_name(f"{drawn.stem}-long.mp4")
    if not path.exists():
        unfinished = path.with_suffix(".part.mp4")
        repeated(drawn, unfinished, UPLOAD_S).rename(path)
    return path


def repeated(source: Path, target: Path, seconds: float) -> Path:
    """The packets of a video again and again until it lasts so long; nothing is decoded or drawn."""
    with av.open(str(source)) as read, av.open(str(target), "w", options={"movflags": "+faststart"}) as write:
        video = read.streams.video[0]
        stream = write.add_stream_from_template(video)
        assert video.average_rate
        assert video.time_base
        once_s = Fraction(video.frames) / video.average_rate
        for turn in range(-int(-seconds // once_s)):
            read.seek(0)
            for packet in read.demux(video):
                if packet.pts is None or packet.dts is None:
                    continue
                packet.pts += int(turn * once_s / video.time_base)
                packet.dts += int(turn * once_s / video.time_base)
                packet.stream = stream
                write.mux(packet)
    return target


def _stills(spec: Spec, cache_folder: Path) -> Path:
    """The first picture of each scene under a slow camera, with the texts over it."""
    code = "".join(Path(file).read_text("utf-8") for file in (__file__, drama.__file__))
    path = cache_folder / f"{spec.name}-{sha256((repr(spec) + code).encode()).hexdigest()[:16]}.mp4"
    if not path.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        shots = film(_slide_show(spec), spec.around, steady(spec.seconds, spec.encoding.fps))
        encode(path.with_suffix(".part.mp4"), shots, spec.encoding).rename(path)
    return path


def _slide_show(spec: Spec) -> Background:
    begins = [scene.begin_ms for scene in spec.scenes]
    slides = []
    for scene, end in zip(spec.scenes, [*begins[1:], round(1000 * spec.seconds)], strict=True):
        alone = replace(spec, scenes=(replace(scene, begin_ms=0),))
        picture = smoothed(render.background(alone)(0))
        camera = slow_camera(Random(scene.seed), end - scene.begin_ms)
        slides.append((scene.begin_ms, pan_and_zoom(picture, spec.size, camera)))
    return cuts(*slides)
