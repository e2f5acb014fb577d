"""The knobs of what looks."""

import pytest

from detector.errors import SettingsError
from detector.seeing import EngineSettings, ScreenSettings
from detector.settings import Settings, load


def test_what_is_read_at_once_promises_more_than_what_is_never_read() -> None:
    with pytest.raises(SettingsError, match=r"screen.*never_below is above at_once"):
        load(flags={"screen": {"at_once": 0.5, "never_below": 0.7}})
    assert load(flags={"screen": {"at_once": 0.7, "never_below": 0.7}})[0].screen.at_once == 0.7


def test_what_looks_is_in_the_digest_and_where_it_runs_is_not() -> None:
    usual = Settings().digest()
    assert Settings(screen=ScreenSettings(used=False)).digest() != usual
    assert Settings(engine=EngineSettings(name="marker")).digest() != usual
    assert Settings(engine=EngineSettings(device="cpu", threads=2)).digest() == usual
