"""The settings of vision: decoding, detection, recognition, tracking, fusion, and the engine.

A description ends with where the value comes from: "measured", or "chosen" where no source is known.
"""

from typing import Literal

from pydantic import Field

from detector.settings.stage import Stage

EngineName = Literal["rapidocr", "marker", "easyocr"]
Device = Literal["auto", "cpu", "cuda"]


class DecodeSettings(Stage):
    """Video file → frames."""

    window_ms: int = Field(default=15_000, ge=100, le=3_600_000, description="ms of the start to examine")
    sample_every_ms: int = Field(default=400, ge=20, le=60_000, description="ms between examined frames")
    longest_unseen_ms: int = Field(
        default=200,
        ge=0,
        le=60_000,
        description="ms: a picture that stands longer is always decoded, and a longer stretch without a "
        "sound one is a gap; measured: of 25 fps with 3 B-frames as many are decoded as with no limit",
    )
    deblock: bool = Field(
        default=False,
        description="whether the samples of H.264 and HEVC are decoded with the codec's loop filter; measured"
        " on 10 clips: without it 6 to 33 % less time, and a mean difference of 0.3 to 1.2 of 255 levels",
    )
    max_frame_px: int = Field(
        default=7680 * 4320, ge=1, description="px of one frame above which a file is refused"
    )
    threads: int = Field(default=1, ge=1, le=64, description="decoder threads of one file")


class FastDetectorSettings(Stage):
    """Frame → lines, quickly, and regions for a finer search."""

    used: bool = Field(default=True, description="whether it finds the lines; else all is located in general")
    line_threshold: float = Field(
        default=0.4,
        gt=0,
        lt=1,
        description="share of text above which a cell is a line's",
    )
    threshold: float = Field(
        default=0.05, gt=0, lt=1, description="share of text above which a cell is searched finely, 0 to 1"
    )
    short_side_px: int = Field(
        default=560,
        ge=160,
        le=2160,
        description="px to which the frame's short side is scaled; measured: over footage at 720 px it finds "
        "at 480 px 14 of 24 lines 10 px high, at 560 px 18; all from 13 px on",
    )
    thick_cells: float = Field(
        default=4.0,
        gt=0,
        le=100,
        description="height in cells of 8 px above which a line, like a column, must be surely one",
    )
    sure: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="share of text from which a thick line or a column is taken, 0 to 1; measured on 292 "
        "pictures: leaves 2 of 24 boxes where nothing is, loses 2 of 778 rows and none of 100 columns",
    )


class DetectorSettings(Stage):
    """Frame → boxes that hold text."""

    short_side_px: int = Field(
        default=480, ge=160, le=2160, description="px to which the frame's short side is scaled"
    )
    fine_short_side_px: int = Field(
        default=640, ge=160, le=2160, description="the same where no marker was found so far"
    )
    max_long_side_px: int = Field(
        default=1600,
        ge=160,
        le=8640,
        description="px to which the long side is limited, whatever the short one",
    )
    pixel_threshold: float = Field(default=0.3, gt=0, lt=1, description="text probability of a pixel, 0 to 1")
    box_threshold: float = Field(
        default=0.5,
        gt=0,
        lt=1,
        description="mean text probability of a box, 0 to 1",
    )
    unclip_ratio: float = Field(default=1.6, ge=1, le=4, description="how far a box grows, area to perimeter")
    max_boxes: int = Field(default=200, ge=1, le=5_000, description="boxes kept on one frame, surest first")
    min_core_px: float = Field(
        default=3.0,
        ge=0,
        le=100,
        description="px of the scaled frame; a core thinner than this is noise (chosen, not measured)",
    )
    legible_scaled_px: float = Field(
        default=6.6,
        gt=0,
        le=100,
        description="px of the scaled frame from which letters are found as often as large ones; measured on "
        "lines over 24 pictures of footage at 720 px: 15 found at 8 px, 20 at 9 px, all from 10 px on",
    )
    least_legible_px: int = Field(
        default=9,
        ge=1,
        le=1000,
        description="px of the frame itself below which letters cannot be told apart (chosen, not measured)",
    )
    row_gap: float = Field(
        default=1.5,
        ge=0,
        le=20,
        description="room between two boxes of one row, in its heights, at most (chosen, not measured)",
    )
    column_gap: float = Field(
        default=6.0,
        ge=0,
        le=50,
        description="the same in a column, in its widths: columns lose whole runs of thin digits",
    )


class PrefilterSettings(Stage):
    """Box → worth reading at once, or deferred."""

    used: bool = Field(
        default=True,
        description="whether texts that can hardly be markers are deferred until they are needed",
    )
    at_once: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="share of a marker from which a text is read at once",
    )
    clear: float = Field(
        default=0.99,
        ge=0,
        le=1,
        description="share of something else than a marker from which a text is surely none",
    )
    most_ratio: float = Field(
        default=33.0, ge=5, le=200, description="length of a row that the network sees, in heights"
    )
    sure: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="a deferred text that is read less surely is read on its next picture, 0 to 1 (chosen)",
    )


class RecognizerSettings(Stage):
    """Box → text."""

    max_width_px: int = Field(
        default=1600,
        ge=320,
        le=6400,
        description="px of the longest line at height 48",
    )
    min_confidence: float = Field(default=0.5, ge=0, le=1, description="readings below are dropped, 0 to 1")
    second_opinion: bool = Field(
        default=True, description="whether a second reader names each glyph of what may be a marker"
    )
    hidden_pitches: float = Field(
        default=0.5,
        ge=0.2,
        le=10,
        description="pitches of a digit by which characters of a number are too far apart from which a digit "
        "may be hidden there; measured: up to 0.39 in honest rows, from 0.61 on in those with a hidden one",
    )
    turn_below: float = Field(
        default=0.8, ge=0, le=1, description="a line less sure than this is read upside down too, 0 to 1"
    )
    turn_ratio: float = Field(
        default=3.0,
        ge=1,
        le=40,
        description="length / height below which a text is no line of a marker and not read turned round "
        "(chosen, not measured)",
    )


class TrackerSettings(Stage):
    """Frame to frame: where text is searched, and what is read again."""

    new_strength: float = Field(
        default=400.0,
        ge=0,
        le=1e6,
        description="strength above which a cell of 8 x 8 px has new strokes, squared levels per 2 px"
        " (measured: half of the faintest marker of the accuracy clips; still footage is mostly below)",
    )
    new_ratio: float = Field(
        default=1.3,
        ge=0,
        le=10,
        description="edges are new where so many times stronger than what they share with the old (chosen)",
    )
    new_cells: int = Field(
        default=10,
        ge=1,
        le=1_000,
        description="cells that a new text has at least, along and in all (a line of a marker is as long:"
        " 160 px at 720 px width)",
    )
    changed_share: float = Field(
        default=0.3,
        ge=0,
        le=10,
        description="a marker is read anew where new strokes have this share of its usual strength (chosen)",
    )
    still_share: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="share of a text's edges that stand while it is there, 0 to 1 (chosen)",
    )
    passing_below: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="share of its edges below which a new text passes by within a moment, 0 to 1 (chosen)",
    )
    known_share: float = Field(
        0.6,
        ge=0,
        le=1,
        description="share of the strokes in a box, both ways, from which a text in it is one that was read"
        " or deferred there before, 0 to 1; measured: 0.57 to 1 on 15 pairs of one text over moving pictures,"
        " up to 0.31 on 100 pairs of different subtitles",
    )
    same_box: float = Field(
        default=0.8,
        gt=0,
        le=1,
        description="overlap from which boxes of two frames are one, both ways, 0 to 1 (chosen)",
    )
    noise: float = Field(
        default=6.0,
        ge=0,
        le=255,
        description="levels of 255 by which the mean of 5 x 5 px may change by coding alone (chosen)",
    )
    line_ratio: float = Field(
        default=5.0,
        ge=1,
        le=50,
        description="length of a line that may be a marker, in heights, at least (chosen)",
    )
    line_share: float = Field(
        default=0.12,
        gt=0,
        le=1,
        description="its height, as a share of the frame's short side, at most; a larger box may hide one"
        " (chosen)",
    )
    unsure_below: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="a line of that shape read less surely is read again, 0 to 1 (chosen)",
    )
    unsure_reads: int = Field(
        default=3,
        ge=1,
        le=100,
        description="frames on which it is read at most (chosen)",
    )
    max_deferred: int = Field(
        default=300,
        ge=0,
        le=100_000,
        description="texts kept unread, so that a long window needs no more memory; further ones are read at"
        " once (chosen)",
    )
    brief_ms: int = Field(
        default=500,
        ge=0,
        le=60_000,
        description="ms: a marker that was seen for so long needs no closer timing (chosen)",
    )
    brief_cues: int = Field(
        default=5,
        ge=1,
        le=20,
        description="characters of a marker that a text has whose time is measured frame by frame (chosen)",
    )

    whole_every_ms: int = Field(
        default=4_000,
        ge=0,
        le=60_000,
        description="ms after which a whole frame is searched finely without a marker",
    )
    whole_after_ms: int = Field(default=1_200, ge=0, le=60_000, description="the same, for the first time")
    reads: int = Field(default=2, ge=1, le=100, description="frames on which a marker is read at least")
    sure: float = Field(
        default=0.97,
        ge=0,
        le=1,
        description="a marker whose weakest character is less sure is read on, 0 to 1",
    )
    settle_ms: int = Field(
        default=1_200,
        ge=0,
        le=60_000,
        description="ms for which a number must have stood unchanged before reading may end early; chosen:"
        " digits that appear one by one take about 0.6 s each, a late last one 0.9 s",
    )
    thorough: bool = Field(
        default=False, description="examine the whole window and read all of it, however clear the verdict"
    )


class FusionSettings(Stage):
    """Readings → sightings."""

    same_place: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="overlap of boxes that are one place, 0 to 1",
    )
    max_gap_ms: int = Field(default=2_500, ge=0, description="ms for which a text may vanish and be the same")
    same_text: float = Field(
        default=60.0,
        ge=0,
        le=100,
        description="similarity from which readings of one place are of one text (chosen)",
    )
    moved_text: float = Field(
        default=90.0,
        ge=0,
        le=100,
        description="the same for readings of different places, as of a rolling title (chosen)",
    )
    moved_length: int = Field(
        default=8,
        ge=1,
        le=100,
        description="characters of such a text at least (chosen)",
    )
    row_gap: float = Field(
        default=1.0,
        ge=0,
        le=10,
        description="room between rows of one text, in heights of the thinner one (chosen)",
    )
    row_size_ratio: float = Field(
        default=1.6,
        ge=1,
        le=10,
        description="how many times larger the letters of one row than another's (chosen)",
    )


class AbsenceSettings(Stage):
    """Lines of text that were not surely read → what stands in the way of "no number is there"."""

    unsure_below: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="mean confidence of the least sure stretch of a line, of `least_characters`, below which "
        "it counts as unread, 0 to 1; measured on 136 sound clips and on 50 with a half-hidden, tiny or "
        "overdrawn marker: those reach 0.74, whole lines begin at 0.89",
    )
    least_characters: int = Field(
        default=8,
        ge=1,
        le=100,
        description="characters that such a line has at least, as many as the shortest row of a marker has; "
        "measured on the same clips: scraps of scenery and of fading titles have up to 6",
    )
    large_lines: int = Field(
        default=2,
        ge=0,
        le=1_000,
        description="large lines, as titles, that are searched for a marker over them (chosen)",
    )
    small_strokes: float = Field(
        3.5,
        ge=0,
        le=100,
        description="edges for each height of a strip of a large line from which a marker may stand there;"
        " measured: 4.3 and more in 39 strips with one, fewer than 3.5 in 94 % of 1,080 strips without",
    )
    mirror_lines: int = Field(
        default=4, ge=0, le=1_000, description="lines read with doubt that are read in a mirror too (chosen)"
    )
    mirror_sure: float = Field(
        default=0.9,
        ge=0,
        le=1,
        description="confidence in a mirror from which the picture is taken for mirrored, 0 to 1 (chosen)",
    )


class EngineSettings(Stage):
    """The networks and where they run."""

    name: str = Field(
        default="rapidocr",
        pattern=r"^(rapidocr|marker|easyocr|plugin:[\w.-]+)$",
        description="what locates and reads the text; plugin:NAME: what another installed package brings",
    )
    threads: int = Field(default=1, ge=1, le=64, description="threads of one worker's networks")
    device: Device = Field(
        default="auto",
        description="what the networks run on; auto: a GPU where there is one",
    )
    easyocr_folder: str = Field(
        default="",
        description="folder of EasyOCR's own craft_mlt_25k.pth and zh_sim_g2.pth, to use in place of ours",
    )
