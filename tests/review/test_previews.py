"""The opening that plays, sampled frames and clearer pictures: made from real videos, kept within bounds."""

import os
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.errors import InputNotFound, WorkerLost
from detector.review.cases import Decision
from detector.review.media import previews
from detector.review.media.cache import OPENING, MediaCache
from detector.review.media.rendering import enhanced, playable
from detector.service.sources.fetch import Kind, Source, Sources
from detector.service.storage.database import Store
from detector.service.storage.retention import RetainedUploads
from detector.settings import Settings
from detector.settings.vision import DecodeSettings
from detector.video.decoder import digest, open_video
from tests.clips import Encoding, encode
from tests.drawing.text import Frame
from tests.report.samples import FAILED, PASSED
from tests.review.staged_cases import ANN, cases_of, made
from tests.service.receiver import Receiver
from tests.service.running import SAMPLES

RAGGED = [Fraction(ms) for ms in (0, 40, 60, 200, 210, 500, 520, 900, 1_000, 1_400, 1_410, 1_800)]


def lit(at_ms: Fraction) -> Frame:
    """A picture as bright as its time is late."""
    return np.full((360, 640, 3), 20 + round(at_ms / 8), np.uint8)


@pytest.mark.parametrize("rotation", [0, 90])
def test_what_plays_shows_each_picture_at_its_time(tmp_path: Path, rotation: int) -> None:
    how = Encoding(time_base=Fraction(1, 1000), rotation=rotation, start_ms=80)
    clip = encode(tmp_path / "ragged.mp4", ((at, lit(at)) for at in RAGGED), how)
    with open_video(str(clip), DecodeSettings()) as video:
        content = playable(video, 1_500)
    played = tmp_path / "played.mp4"
    played.write_bytes(content)
    with open_video(str(played), DecodeSettings()) as video:
        found = {frame.at_ms: frame.pixels for frame in video.frames(range(0, 1_500, 40))}
    assert len(found) == 38
    assert {pixels.shape for pixels in found.values()} == {(360, 640, 3)}
    for at_ms, pixels in found.items():
        stood = max(time for time in RAGGED if time <= at_ms)
        assert abs(float(pixels.mean()) - float(lit(stood).mean())) < 6, at_ms


def test_what_plays_is_small(tmp_path: Path) -> None:
    with open_video(str(SAMPLES / "card.mp4"), DecodeSettings()) as video:
        content = playable(video, 1_000)
    (tmp_path / "played.mp4").write_bytes(content)
    with open_video(str(tmp_path / "played.mp4"), DecodeSettings()) as video:
        list(video.frames([0]))
        assert min(video.width_px, video.height_px) <= 540
        assert (video.width_px % 2, video.height_px % 2) == (0, 0)


def test_more_contrast_and_twice_the_size(tmp_path: Path) -> None:
    faint = np.full((60, 300, 3), 120, np.uint8)
    cv2.putText(faint, "00123", (10, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (132, 132, 132), 3)
    (tmp_path / "crop.png").write_bytes(cv2.imencode(".png", faint)[1].tobytes())
    clear = cv2.imdecode(np.frombuffer(enhanced(str(tmp_path / "crop.png")), np.uint8), cv2.IMREAD_COLOR)
    assert clear is not None
    assert clear.shape == (120, 600, 3)
    assert np.ptp(clear) > 1.5 * np.ptp(faint)
    (tmp_path / "crop.png").write_bytes(b"no picture")
    with pytest.raises(InputNotFound):
        enhanced(str(tmp_path / "crop.png"))


def previews_at(
    folder: Path, store: Store, deadline_s: float = 60, **service: object
) -> tuple[previews.Previews, RetainedUploads]:
    told = {"folder": str(folder), "roots": [str(folder)], **service}
    settings = Settings.model_validate({"service": told, "worker": {"deadline_s": deadline_s}})
    kept = RetainedUploads(folder / "kept", store, settings.service)
    sources = Sources(settings.service, folder)
    return previews.Previews(
        settings, sources, kept, MediaCache(folder / "film", settings.service.desk_film_mb)
    ), kept


def scanned_of(store: Store, video: Path, kind: Kind = "file") -> previews.ScannedVideo:
    row = {"id": made(store, FAILED), "source": Source(kind, str(video)).to_text()}
    return previews.ScannedVideo(
        row, replace(FAILED.opening, video_sha256=digest(str(video)), window_ms=1_000)
    )


def test_a_video_that_is_gone_or_another_one_is_said_so(store: Store, tmp_path: Path) -> None:
    found, _ = previews_at(tmp_path, store)
    video = tmp_path / "a.mp4"
    shutil.copy(SAMPLES / "card.mp4", video)
    scanned = scanned_of(store, video)
    shutil.copy(SAMPLES / "corner.mp4", video)
    with pytest.raises(InputNotFound, match="not the one that was scanned"):
        found.opening(scanned)
    video.unlink()
    with pytest.raises(InputNotFound, match="no such file"):
        found.opening(scanned)
    shutil.copy(SAMPLES / "card.mp4", video)
    assert found.opening(scanned).stat().st_size > 1_000
    video.unlink()
    assert found.opening(scanned).name == OPENING  # it was made
    assert len(found.frames(scanned)) > 1
    row = {"id": "", "source": Source("s3", "s3://a/b").to_text()}
    with pytest.raises(InputNotFound, match="on the network"):
        found.frames(previews.ScannedVideo(row, replace(scanned.opening, video_sha256="0" * 64)))


def test_a_video_of_the_network_is_fetched_again_to_be_played(store: Store, tmp_path: Path) -> None:
    with Receiver() as receiver:
        here = f"127.0.0.1:{receiver.port}"
        receiver.files["/v/card.mp4"] = (SAMPLES / "card.mp4").read_bytes()
        found, _ = previews_at(tmp_path, store, hosts=[here], private_hosts=[here])
        scanned = scanned_of(store, SAMPLES / "card.mp4")
        row = {**scanned.row, "source": Source("http", f"{receiver.url}/v/card.mp4").to_text()}
        scanned = previews.ScannedVideo(row, scanned.opening)
        with pytest.raises(InputNotFound, match="on the network"):
            found.frames(scanned)
        assert found.opening(scanned).is_file()
        assert found.frames(scanned) == [0, 83, 167, 250, 333, 417, 500, 583, 667, 750, 833, 917]


def test_a_process_that_hangs_is_given_up(store: Store, tmp_path: Path) -> None:
    found, _ = previews_at(tmp_path, store, deadline_s=0.01)
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "a.mp4")
    with pytest.raises(WorkerLost, match="in time"):
        found.opening(scanned_of(store, tmp_path / "a.mp4"))


def test_an_upload_is_kept_until_its_case_is_decided(store: Store, tmp_path: Path) -> None:
    found, kept = previews_at(tmp_path, store)
    upload = tmp_path / "upload"
    shutil.copy(SAMPLES / "card.mp4", upload)
    scanned = scanned_of(store, upload, "upload")
    assert [kept.should_retain(outcome) for outcome in ("fail", "pass", "error")] == [True, False, False]
    with pytest.raises(InputNotFound, match="not kept"):
        found.opening(scanned)
    kept.retain(upload, scanned.row["id"])
    kept.prune()
    assert found.opening(scanned).is_file()
    cases = cases_of(store, desk_second=False)
    assert cases.lease(scanned.row["id"], ANN)
    cases.decide(scanned.row["id"], ANN, Decision("release"))
    kept.prune()  # it may still be undone
    with kept.opened(scanned.row["id"]):
        pass
    cases.release(scanned.row["id"], ANN)
    kept.prune_if_due()
    with pytest.raises(InputNotFound), kept.opened(scanned.row["id"]):
        pass


def test_the_oldest_uploads_make_room(store: Store, tmp_path: Path) -> None:
    _, kept = previews_at(tmp_path, store, desk_uploads_mb=1)
    jobs = [made(store, FAILED) for _ in range(3)]
    for age, job in enumerate(jobs):
        upload = tmp_path / job
        upload.write_bytes(bytes(500_000))
        os.utime(upload, (1_000 - age, 1_000 - age))
        kept.retain(upload, job)
    kept.prune_if_due()
    assert {file.name for file in (tmp_path / "kept").iterdir()} == set(jobs[:2])
    assert not previews_at(tmp_path, store, desk_uploads_mb=0)[1].should_retain("fail")
    assert previews_at(tmp_path, store, evidence="all")[1].should_retain(PASSED.outcome)


def test_the_cache_has_room_for_what_was_used_last(tmp_path: Path) -> None:
    cache = MediaCache(tmp_path / "film", 1)
    keys = [digit * 64 for digit in "abc"]
    for age, key in enumerate(keys[:2]):
        cache.put(key, {"a": bytes(500_000)})
        os.utime(tmp_path / "film" / key[:32], (age, age))
    assert cache.read(keys[0], "a") == bytes(500_000)  # used now, so the second one is the oldest
    cache.put(keys[2], {"a": bytes(500_000)})
    assert [bool(cache.names(key)) for key in keys] == [True, False, True]
    cache.put(keys[1], {"a": bytes(3_000_000)})  # what is needed now stays, however large it is
    assert [bool(cache.names(key)) for key in keys] == [False, True, False]
    assert cache.find(keys[1], "b") is None
    for wrong in ("../" + "a" * 61, "", "A" * 64):
        with pytest.raises(InputNotFound):
            cache.names(wrong)


@pytest.mark.parametrize("said", ["wrong_names", "no_names", "no_message"])
def test_a_process_that_was_taken_over_is_not_believed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(previews, "RENDER_PROGRAM", f"tests.sandbox.programs:{said}")
    found, _ = previews_at(tmp_path, store)
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "a.mp4")
    with pytest.raises(WorkerLost):
        found.opening(scanned_of(store, tmp_path / "a.mp4"))
    assert not list(tmp_path.rglob("passwd"))
