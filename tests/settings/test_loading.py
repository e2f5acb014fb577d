"""Where a setting's value comes from, and what is said of a wrong one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from detector.errors import SettingsError, UsageError
from detector.settings import Settings, chosen_settings, load
from detector.settings.vision import DecodeSettings, EngineSettings


def test_flag_beats_environment_beats_file_beats_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "detector.toml"
    file.write_text("[decode]\nwindow_ms = 1000\nsample_every_ms = 100\nthreads = 3\n", "utf-8")
    monkeypatch.setenv("DETECTOR_DECODE__SAMPLE_EVERY_MS", "200")
    monkeypatch.setenv("DETECTOR_DECODE__THREADS", "4")
    settings, origins = load(file, {"decode": {"threads": 5}})
    assert settings.decode == DecodeSettings(window_ms=1000, sample_every_ms=200, threads=5)
    assert settings.detector == Settings().detector
    assert origins == {
        "decode.window_ms": str(file),
        "decode.sample_every_ms": "environment",
        "decode.threads": "flag",
    }


def test_defaults_do_not_ask_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETECTOR_DECODE__WINDOW_MS", "1000")
    assert Settings().decode.window_ms == 15_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[decode]\nwindow_ms = -1\n", "decode.window_ms"),
        ("[decode]\nwindow_ms = 'long'\n", "decode.window_ms"),
        ("[decode]\nwindow = 1\n", "decode.window"),
        ("[decod]\nwindow_ms = 1000\n", "decod"),
        ("decode = 3\n", "decode"),
        ("[decode\n", "TOML"),
        ("[judge]\nmin_confidence = nan\n", "judge.min_confidence"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_knob(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "detector.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert says in caught.value.message
    assert str(file) in caught.value.message
    assert caught.value.exit_code == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_a_wrong_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETECTOR_DETECTOR__SHORT_SIDE_PX", "wide")
    with pytest.raises(SettingsError, match=r"environment: detector\.short_side_px"):
        load()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: DecodeSettings(window_ms=-1), "DecodeSettings: window_ms: Input should be"),
        (lambda: DecodeSettings(window=1), "DecodeSettings: window: there is"),  # type: ignore[call-arg]
        (lambda: Settings(decode={"window_ms": 1}), "Settings: decode.window_ms: Input should be"),
        (
            lambda: Settings(decode={"windows": 1}),
            "Settings: decode.windows: there is no such setting",
        ),
    ],
)
def test_a_wrong_setting_in_a_program_is_an_error_of_ours(make: Callable[[], object], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        make()
    assert refused.value.message.startswith(told)
    assert refused.value.hint.startswith("did you mean window_ms? ") is ("there is" in told)


@pytest.mark.parametrize("wrong", [{"decode": {}}, "settings.toml", 0])
def test_settings_and_registry_of_another_kind_are_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match=f"settings: {type(wrong).__name__} is no Settings"):
        chosen_settings(wrong, None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"registry: \w+ is no address"):
        chosen_settings(None, {} if isinstance(wrong, str) else wrong)  # type: ignore[arg-type]
    assert chosen_settings(Settings(), Path("a.db")).registry.url == "a.db"


def test_the_digest_changes_with_what_changes_results_and_with_nothing_else() -> None:
    digest = Settings().digest()
    assert Settings(decode=DecodeSettings(window_ms=1000)).digest() != digest
    assert Settings(engine=EngineSettings(name="marker")).digest() != digest
    faster = Settings(decode=DecodeSettings(threads=8), engine=EngineSettings(threads=8, device="cuda"))
    assert faster.digest() == digest
    assert Settings(engine=EngineSettings(easyocr_folder="elsewhere")).digest() == digest


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().decode.window_ms = 3  # type: ignore[misc]
