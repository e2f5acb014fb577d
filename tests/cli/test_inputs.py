"""From inputs to episodes."""

import io
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from detector.auditor.catalogue import catalogue_columns, read_catalogue
from detector.auditor.incremental_scan import path_of
from detector.cli.inputs import find_jobs, input_lines
from detector.records import Episode, Facts, ScanFailure
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b/ep02.mp4", "b/ep01.MP4", "b/deep/ep03.mkv", "b/notes.txt", "b/.hidden.mp4", "b/.git/x.mp4",
        "c/ep01.mp4", "lone.bin", "odd[1].mp4",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*inputs: str) -> list[str]:
    jobs = find_jobs(inputs, Facts())
    return [job.episode.video if isinstance(job, ScanFailure) else job.video for job in jobs]


def names(*inputs: str) -> list[str]:
    return [job.id for job in find_jobs(inputs, Facts()) if isinstance(job, Episode)]


def test_a_folder_is_walked_and_sorted_without_what_is_hidden_or_no_video() -> None:
    assert found("b") == ["b/ep01.MP4", "b/ep02.mp4", "b/deep/ep03.mkv"]


def test_a_file_that_is_named_itself_may_have_any_suffix() -> None:
    assert found("lone.bin") == ["lone.bin"]


def test_a_pattern_that_the_shell_left_is_expanded() -> None:
    assert found("*/ep01.*") == ["b/ep01.MP4", "c/ep01.mp4"]
    assert found("**/ep03.mkv") == ["b/deep/ep03.mkv"]
    assert found("[c]") == ["c/ep01.mp4"]


def test_a_name_with_brackets_is_no_pattern_where_such_a_file_is() -> None:
    assert found("odd[1].mp4") == ["odd[1].mp4"]


def test_a_file_is_scanned_once_however_often_it_is_named(folder: Path) -> None:
    assert found("c", "c/ep01.mp4", "./c/../c/ep01.mp4", str(folder / "c")) == ["c/ep01.mp4"]


def test_a_list_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = b"c\r\n\nlone.bin\nbad-\xff.mp4\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    assert found("b/ep02.mp4", "-") == ["b/ep02.mp4", "c/ep01.mp4", "lone.bin", "bad-\udcff.mp4"]


def test_a_video_on_standard_input_is_no_list(run: Run) -> None:
    ended = run("scan", "-", stdin=b"\0\0\0 ftypisom\n\0\0\2\0")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: standard input is no list of inputs\nhint: write one input a line")


ODD = [
    "EP01: 开始.mp4",
    "http:x.mp4",
    "s3:x.mp4",
    "-x.mp4",
    "a%03d.mp4",
    "a?b*.mp4",
    "concat:a|b",
    "C:\\x.mp4",
]


def test_whatever_a_name_looks_like_it_is_a_file_where_one_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ODD:
        (folder / name).touch()
    listed = "\n".join(ODD).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    assert found(*ODD) == found("-") == ODD
    catalogue = folder / "list.csv"
    catalogue.write_text("video\n" + "\n".join(ODD), "utf-8")
    rows = list(read_catalogue(catalogue, catalogue_columns()))
    assert [path_of(row.episode.video, str(folder)) for row in rows] == [str(folder / name) for name in ODD]


@pytest.mark.parametrize("name", ["n" * 300, "n" * 300 + "*", "a\0b", "a\0*", "lone.bin/x.mp4"])
def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there(folder: Path, name: str) -> None:
    (job,) = find_jobs([name], Facts())
    assert isinstance(job, ScanFailure)
    assert job.error.message.endswith((": there is no such file", ": no file matches"))
    assert path_of(name, str(folder)) == name


def test_facts_go_to_every_episode() -> None:
    (job,) = find_jobs(["lone.bin"], Facts(title="戏", platform="番茄"))
    assert job == Episode("lone", "lone.bin", title="戏", platform="番茄")


def test_every_fact_of_the_command_line_is_a_fact_of_an_episode() -> None:
    facts = Facts(investment_cny=300_000, special_theme=True, published_on=date(2025, 6, 1), kind="promo")
    (job,) = find_jobs(["lone.bin"], facts)
    assert isinstance(job, Episode)
    assert {name: getattr(job, name) for name in facts} == facts


def test_an_id_is_as_short_as_it_can_be_and_unique() -> None:
    assert names("b", "lone.bin") == ["ep01", "ep02", "ep03", "lone"]
    assert names("b", "c") == ["b/ep01", "ep02", "ep03", "c/ep01"]


def test_twins_in_one_folder_are_named_by_their_whole_path(folder: Path) -> None:
    (folder / "c/ep01.mov").touch()
    assert names("c") == ["c/ep01.mov", "c/ep01.mp4"]


def test_objects_on_the_network_are_taken_as_they_are_written() -> None:
    first, second = find_jobs(
        ["s3://bucket/a.mp4", "HTTPS://example.org/b.mp4", "s3://bucket/a.mp4"], Facts()
    )
    assert (first, second) == (Episode("a", "s3://bucket/a.mp4"), Episode("b", "HTTPS://example.org/b.mp4"))


@pytest.mark.parametrize(
    ("given", "kind", "told"),
    [
        ("empty", "InputNotFound", "folder without videos"),
        ("x*.mp4", "InputNotFound", "no file matches"),
        ("ftp://example.org/a.mp4", "RemoteNotSupported", "cannot be read"),
        ("file:///videos/a.mp4", "RemoteNotSupported", "cannot be read"),
    ],
)
def test_an_input_without_a_video_is_a_failure_in_its_place(given: str, kind: str, told: str) -> None:
    before, failed, after = find_jobs(["b/ep02.mp4", given, "lone.bin"], Facts())
    assert isinstance(failed, ScanFailure)
    assert failed.episode == Episode(given, given)
    assert failed.error.type == kind
    assert told in failed.error.message
    assert failed.error.hint
    assert isinstance(before, Episode)
    assert isinstance(after, Episode)


def test_a_missing_file_is_told_with_its_facts_before_anything_is_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (gone,) = find_jobs(["gone.mp4"], Facts(platform="红果"))
    assert isinstance(gone, ScanFailure)
    assert (gone.episode, gone.error.type) == (Episode("gone", "gone.mp4", platform="红果"), "InputNotFound")

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("networks are loaded for a file that is not there")

    monkeypatch.setattr("detector.scanner.Scanner", refused)
    assert run("scan", "gone.mp4").code == 4


def test_an_empty_path_is_told_as_one(run: Run) -> None:
    ended = run("scan", "", "--format", "console")
    assert ended.code == 4
    assert "the path is empty\n    → give the path of a video" in ended.out


def test_a_closed_standard_input_has_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert list(input_lines()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_inside_is_told(folder: Path) -> None:
    (folder / "b/deep").chmod(0)
    jobs = find_jobs(["b"], Facts())
    (folder / "b/deep").chmod(0o755)
    assert isinstance(jobs[-1], ScanFailure)
    assert jobs[-1].error.type == "InputNotPermitted"


def test_links_that_go_in_circles_do_no_harm(folder: Path) -> None:
    (folder / "b/round").symlink_to(folder / "b")
    assert len(found("b")) == 3
