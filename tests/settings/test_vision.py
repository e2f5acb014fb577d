"""The knobs of what looks."""

import pytest

from detector.errors import SettingsError
from detector.settings import Settings, load
from detector.settings.vision import EngineSettings, PrefilterSettings


def test_a_knob_out_of_its_range_is_named() -> None:
    with pytest.raises(SettingsError, match=r"prefilter\.at_once"):
        load(flags={"prefilter": {"at_once": -1}})


def test_what_looks_is_in_the_digest_and_where_it_runs_is_not() -> None:
    usual = Settings().digest()
    assert Settings(prefilter=PrefilterSettings(used=False)).digest() != usual
    assert Settings(engine=EngineSettings(name="marker")).digest() != usual
    assert Settings(engine=EngineSettings(device="cpu", threads=2)).digest() == usual
