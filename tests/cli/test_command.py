"""The command as a whole: help, version, completion, errors, and the small commands."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

import detector
from detector import cli, errors
from detector.cli import diagnostics, exit_codes
from detector.errors import EXIT_ORDER, DetectorError, ModelMissing
from detector.law.rules import RULES
from detector.records import Failure, ScanFailure
from detector.vision.runtime import model_files
from detector.vision.runtime.device import gpus_found
from tests.cli.conftest import Run
from tests.report.samples import PASSED, UNREADABLE

SAMPLES = Path(__file__).parents[2] / "sample_videos"
COMMANDS = (
    "demo",
    "scan",
    "audit",
    "diff",
    "rejudge",
    "review",
    "registry",
    "parse",
    "platforms",
    "rules",
    "serve",
    "doctor",
)


def test_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in ended.out


def below(command: object) -> Iterator[TyperCommand]:
    if isinstance(command, TyperGroup):
        for one in command.commands.values():
            yield from below(one)
    elif isinstance(command, TyperCommand):
        yield command


def test_every_command_has_an_example_that_it_takes() -> None:
    for command in below(typer.main.get_command(cli.app)):
        examples = re.findall(
            r"`detector ([^`]+)`", str(command.help).partition("For example: ")[2].partition("\n\n")[0]
        )
        assert examples, command.name
        for example in examples:
            group: object = typer.main.get_command(cli.app)
            words = shlex.split(" ".join(example.split()))
            while isinstance(group, TyperGroup):
                _, group, words = group.resolve_command(typer.Context(group), words)
            assert isinstance(group, TyperCommand)
            assert (group.name, group.help) == (command.name, command.help)
            group.make_context(str(group.name), words)


def test_help_does_not_load_what_only_a_scan_needs() -> None:
    heavy = {"av", "cv2", "numpy", "onnxruntime", "pydantic", "rapidocr", "sqlalchemy"}
    code = f"import sys, detector.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_is_also_asked_for_by_one_letter(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ((), ("scan",), ("registry", "lookup")):
        for locale in ("C", "zh_CN.UTF-8"):
            monkeypatch.setenv("LC_ALL", locale)
            assert run(*words, "-h") == run(*words, "--help")


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("scn",), "No such command 'scn'. Did you mean 'scan'?", "没有命令'scn'，是否要写'scan'？"),
        (("registry",), "Missing command.", "缺少命令。"),
        (
            ("scan", "a", "--category", "x"),
            "Invalid value for '--category': 'x' is not one of 'key', 'ordinary', 'other'.",
            "'--category'的值无效：'x'不在可用值之列：'key'、'ordinary'、'other'。",
        ),
        (
            ("scan", "a", "--format", "xml"),
            "Invalid value for '--format': 'xml' is no format; known are console, json, jsonl, csv, html, "
            "plugin:NAME",
            "'--format'的值无效：'xml'不是可用的格式；可用的有：console、json、jsonl、csv、html、plugin:NAME",
        ),
        (
            ("scan", "a", "--engine", "x"),
            "flag: engine.name: 'x' is none of rapidocr, marker, easyocr, plugin:NAME",
            "flag：engine.name：'x'不在可选值之列：rapidocr、marker、easyocr、plugin:NAME",
        ),
        (
            ("scan", "a", "--number", "200000"),
            "number: 200000 is no whole number from 1 to 100000",
            "number：200000不是1至100000之间的整数",
        ),
    ],
)
def test_wrong_words_are_told_in_the_language_of_the_user(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], english: str, chinese: str
) -> None:
    for locale, told in (("C", f"error: {english}\n"), ("zh_CN.UTF-8", f"错误：{chinese}\n")):
        monkeypatch.setenv("LC_ALL", locale)
        ended = run(*words)
        assert (ended.code, ended.err.splitlines(keepends=True)[0]) == (2, told)


def test_version(run: Run) -> None:
    assert run("--version").out == f"detector {detector.__version__}\n"


def test_without_a_command_it_says_what_to_write(run: Run) -> None:
    ended = run()
    assert ended.code == 2
    assert "detector scan VIDEO" in ended.err


def test_a_scan_of_nothing_names_the_demo(run: Run) -> None:
    ended = run("scan")
    assert ended.code == 2
    assert "`detector demo`" in ended.err


def test_how_much_is_said_is_chosen_before_or_after_the_command(run: Run) -> None:
    logs = {flags: run(*flags, "parse", "x").err for flags in ((), ("-q",), ("--log-level", "debug"))}
    assert set(logs.values()) == {""}
    for words in (("-v", "scan", SAMPLES / "card.mp4"), ("scan", SAMPLES / "card.mp4", "--verbose")):
        assert "INFO detector.scanner: " in run(*words, "-j", "1", "--registry", "none").err
    assert "--quiet" not in run("parse", "--", "--quiet").err
    ended = run("parse", "x", "--log-level", "loud")
    assert (ended.code, "loud" in ended.err) == (2, True)


def test_a_misspelt_command_is_guessed(run: Run) -> None:
    ended = run("scna")
    assert ended.code == 2
    assert "'scan'" in ended.err


def test_the_shell_completes_commands_and_formats() -> None:
    def completed(words: str) -> set[str]:
        asked = {
            "_DETECTOR_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        done = subprocess.run(
            [sys.executable, "-m", "detector"], capture_output=True, text=True, env={**os.environ, **asked},
            check=False,
        )  # fmt: skip
        return set(done.stdout.split())

    assert completed("detector ") == set(COMMANDS)
    assert completed("detector scan --format js") == {"json", "jsonl"}


def test_every_error_class_gives_its_exit_code() -> None:
    def below(kind: type[DetectorError]) -> list[type[DetectorError]]:
        return [kind, *(sub for child in kind.__subclasses__() for sub in below(child))]

    for kind in below(DetectorError):
        if kind.__module__ != errors.__name__:
            continue
        tally = exit_codes.ExitCodeCounter()
        failure = ScanFailure(UNREADABLE.episode, Failure(kind.__name__, "", ""))
        assert list(tally.counted([PASSED, failure])) == [PASSED, failure]
        # Wrong usage ends a run before there are results, but for a wrong fact of one episode.
        expected = 4 if issubclass(kind, errors.UsageError) else kind.exit_code
        assert tally.exit_code == expected
        assert expected in EXIT_ORDER


def test_an_error_is_two_lines_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ModelMissing("model reader: not there", "install again")

    monkeypatch.setattr(cli, "app", lambda *_, **__: fail())
    ended = run("doctor")
    assert (ended.code, ended.err) == (5, "error: model reader: not there\nhint: install again\n")


def test_a_bug_gives_70_and_its_traceback_only_when_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("staged")

    monkeypatch.setattr(cli, "app", lambda *_, **__: fail())
    monkeypatch.delenv("DETECTOR_DEBUG", raising=False)
    ended = run("doctor")
    assert ended.code == 70
    assert "ZeroDivisionError: staged" in ended.err
    assert "DETECTOR_DEBUG=1" in ended.err
    assert "Traceback" not in ended.err
    monkeypatch.setenv("DETECTOR_DEBUG", "1")
    assert "Traceback" in run("doctor").err


def test_a_reader_that_goes_away_is_no_matter() -> None:
    command = f"{sys.executable} -m detector parse - | head -n 1"
    text = "（浙）网微剧备字（2024）第00123号\n" * 20_000
    done = subprocess.run(["bash", "-c", command], input=text, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["category"] == "ordinary"
    assert done.stderr == ""


def test_parse_gives_markers_and_near_misses(run: Run) -> None:
    ended = run("parse", "（浙）网微剧备字（2024）第00123号 沪网微剧备字〔2026〕0123号")
    assert ended.code == 0
    marker, miss = map(json.loads, ended.out.splitlines())
    assert (marker["kind"], marker["serial"], marker["category"]) == ("marker", "00123", "ordinary")
    assert (miss["kind"], miss["reason"]) == ("near-miss", "no-第")


def test_parse_reads_lines_from_standard_input(run: Run) -> None:
    text = "nothing\n（七猫）网微剧备字（2025）第01177号\n".encode()
    ended = run("parse", "-", "--format", "console", stdin=text)
    assert ended.out.splitlines() == [
        "- no marker: nothing",
        "✓ （七猫）网微剧备字（2025）第01177号",
        "    other drama (其他) · platform Qimao",
    ]
    assert [json.loads(line)["number"] for line in run("parse", stdin=text).out.splitlines()] == [
        "（七猫）网微剧备字（2025）第01177号"
    ]


def test_platforms_tells_how_each_is_known(run: Run) -> None:
    out = run("platforms").out
    assert "番茄 · valid on 番茄, 红果 · operator ByteDance\n" in out
    assert "    seen on a drama (checked 2026-11-29): （番茄）网微剧备字（2026）第847205号\n" in out
    assert (
        "星芽 · valid on 星芽 · operator not known\n    also named 星芽短剧\n    guessed, not verified" in out
    )


def test_platforms_that_are_guessed_only(run: Run) -> None:
    def listed(*options: str) -> dict[str, str]:
        lines = run("platforms", "--format", "jsonl", *options).out.splitlines()
        return {row["prefix"]: row["evidence"] for row in map(json.loads, lines)}

    every, guessed = listed(), listed("--unverified")
    assert (every["番茄"], every["微信"], every["抖音"]) == ("observed", "developer", "likely")
    assert set(guessed.values()) == {"likely"}
    assert guessed == {prefix: known for prefix, known in every.items() if known == "likely"}


USERS_PLATFORM = """[[prefix]]
prefix = "星光"
operator = "X"
apps = ["星光"]
english_names = []
evidence = "likely"

[[app]]
app = "星光"
other_names = []
"""


def test_platforms_of_a_users_file_are_listed_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text(USERS_PLATFORM, "utf-8")
    monkeypatch.setenv("DETECTOR_JUDGE__PROVISIONS", str(tmp_path / "mine.toml"))
    out = run("platforms", "--unverified").out
    assert "星光 · valid on 星光 · operator X\n    guessed, not verified\n" in out


def test_rules_lists_every_rule(run: Run) -> None:
    lines = run("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]


def test_a_rules_manual_comes_with_its_source(run: Run) -> None:
    out = run("rules", "nmd101").out
    assert out.startswith("NMD101 missing-marker")
    for told in ("Mend\n", "In force: from 2024-06-01", "广电办发〔2024〕35号", "Severity: block"):
        assert told in out


def test_an_unknown_rule_is_wrong_usage(run: Run) -> None:
    ended = run("rules", "NMD10")
    assert ended.code == 2
    assert "did you mean NMD10" in ended.err


def test_doctor_finds_everything_in_place(run: Run) -> None:
    ended = run("doctor", "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 0
    assert report["ok"] is True
    found = {(part["kind"], part["name"]) for part in report["parts"]}
    assert {("decoder", name) for name in ("h264", "hevc", "av1", "vp9", "mpeg4", "mjpeg", "webp")} <= found
    assert {("model", model.name) for model in model_files.manifest()} <= found
    settings = {knob["name"]: knob for knob in report["settings"]}
    assert settings["decode.window_ms"]["value"] == 15_000
    assert settings["decode.window_ms"]["origin"] == "default"
    assert settings["engine.name"]["range"] == "rapidocr | marker | easyocr | plugin:NAME"
    assert settings["worker.deadline_s"]["range"] == "> 0, ≤ 86400"
    assert settings["service.roots"]["range"] == ""


def test_doctor_tells_where_a_setting_came_from(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "detector.toml"
    config.write_text("[fusion]\nmax_gap_ms = 3000\n")
    monkeypatch.setenv("DETECTOR_DECODE__WINDOW_MS", "2000")
    lines = run("doctor", "--config", config).out.splitlines()
    assert any(line.split() == ["decode.window_ms", "2000", "environment"] for line in lines)
    assert any(line.split() == ["fusion.max_gap_ms", "3000", str(config)] for line in lines)
    assert lines[-1] == "all is well"


def test_doctor_in_chinese_describes_all_and_json_stays_english(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETECTOR_DECODE__WINDOW_MS", "2000")
    lines = run("doctor", "--lang", "zh").out.splitlines()
    described = [line for line in lines if line.startswith(" " * 20)]
    assert len(described) > 100
    assert [line for line in described if not re.search(r"[\u4e00-\u9fff]", line)] == []
    assert any(line.split() == ["decode.window_ms", "2000", "环境变量"] for line in lines)
    assert any(line.split() == ["registry.max_age_days", "不限", "默认"] for line in lines)
    report = json.loads(run("doctor", "--lang", "zh", "--format", "json").out)
    assert not re.search(r"[\u4e00-\u9fff]", json.dumps(report["settings"], ensure_ascii=False))


def test_doctor_gives_5_for_a_changed_model(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "changed.onnx").write_bytes(b"no model")
    monkeypatch.setattr(model_files.Model, "path", lambda _self: tmp_path / "changed.onnx")
    ended = run("doctor")
    assert ended.code == 5
    assert "✗ ppocrv6" in ended.out
    assert "not as they should be" in ended.out


def test_doctor_shows_every_engine_and_what_the_chosen_one_runs_on(run: Run) -> None:
    report = json.loads(run("doctor", "--format", "json").out)
    engines = {part["name"]: part for part in report["parts"] if part["kind"] == "engine"}
    assert list(engines) == ["rapidocr", "marker", "easyocr"]
    assert engines["rapidocr"]["detail"] in ("chosen, runs on cpu", "chosen, runs on cuda")
    assert engines["marker"]["detail"] == "can be chosen"
    assert report["gpu"] == gpus_found()


def test_doctor_gives_5_for_an_engine_that_is_chosen_and_absent(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "detector.vision.engines.easyocr", raising=False)
    monkeypatch.setitem(sys.modules, "easyocr", None)
    absent = run("doctor")
    assert absent.code == 0
    assert "– easyocr" in absent.out
    monkeypatch.setenv("DETECTOR_ENGINE__NAME", "easyocr")
    wanted = run("doctor")
    assert wanted.code == 5
    assert "✗ easyocr" in wanted.out
    assert "→ pip install 'micro-drama-detector[easyocr]'" in wanted.out


def test_a_gpu_that_is_asked_for_and_absent_ends_a_scan_with_5(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "CUDAExecutionProvider" in diagnostics.providers():
        pytest.skip("onnxruntime knows CUDA here")
    monkeypatch.setenv("DETECTOR_ENGINE__DEVICE", "cuda")
    ended = run("scan", SAMPLES / "card.mp4", "--registry", "none")
    assert ended.code == 5
    assert ended.out == ""
    assert "there is none for onnxruntime, which has" in ended.err
    assert "engine.device to auto or cpu" in ended.err


def test_doctor_gives_5_for_an_absent_library(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    ended = run("doctor", "--format", "json")
    assert ended.code == 5
    broken = [part for part in json.loads(ended.out)["parts"] if part["ok"] is False]
    assert [part["name"] for part in broken] == ["onnxruntime"]
    assert broken[0]["hint"] == "pip install onnxruntime"
    assert run("doctor").out.endswith("    → pip install onnxruntime\n")
