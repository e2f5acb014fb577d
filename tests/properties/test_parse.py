"""What holds for the parser on every text."""

from hypothesis import given
from hypothesis import strategies as st

from detector.law.tables.loader import shipped
from detector.law.text.parser import _found, parse
from detector.marker.normalize import _fold_by_letter, fold
from detector.records import Marker

OPENING, CLOSING = "(（〔[【［「『《〈{｛⟨", ")）〕]】］」』》〉}｝⟩"
GAPS = st.sampled_from(["", "", "", " ", "\n", "\u3000", "\u200b"])
ABBREVIATIONS = [row.abbreviation for row in shipped().issuers] + [row.prefix for row in shipped().prefixes]

issuers = st.one_of(
    st.sampled_from(ABBREVIATIONS), st.text("甲乙丙丁玄黄宇宙荒ABCuvw", min_size=1, max_size=8)
)
numbers = st.builds(
    "（{}）{}（{}）第{}号".format,
    issuers,
    st.sampled_from(["网微剧审字", "网微剧备字", "网剧审字", "网影审字"]),
    st.integers(1000, 9999),
    st.text("0123456789", min_size=1, max_size=12).filter(lambda digits: digits.strip("0")),
)
v_numbers = st.integers(1, 10**15 - 1).map("V{:015}".format)
PIECES = [*"网微剧备字（)第号浙-VO年 \n", "番茄", "2024", "001", "(2024)", "网微剧备字", "No.", "Record"]
PIECES += ["（浙）网微剧备字（2024）第001号", "Net Micro Drama "]
texts = st.one_of(
    st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(st.characters(codec=None))
)


@st.composite
def printed_forms(draw: st.DrawFn) -> tuple[str, str]:
    """A normal form, and the same as a screen and its reader may give it."""
    number = draw(numbers)
    letters = []
    for letter in number:
        if letter in "（）":
            letters.append(draw(st.sampled_from(OPENING if letter == "（" else CLOSING)))
        elif letter.isascii() and letter.isdigit():
            letters.append(draw(st.sampled_from([letter, chr(ord(letter) + 0xFEE0)])))
        else:
            letters.append(letter)
        letters.append(draw(GAPS))
    return number, "".join(letters)


def only(text: str) -> Marker:
    (found,) = parse(text)
    assert isinstance(found, Marker), found
    return found


@given(texts)
def test_parse_never_raises_and_prints_only_what_is_there(text: str) -> None:
    place = 0
    for found in parse(text):
        place = text.index(found.printed, place)
        assert found.printed


@given(texts)
def test_the_normal_form_of_a_marker_parses_to_itself(text: str) -> None:
    for found in parse(text):
        if isinstance(found, Marker):
            again = only(found.number)
            assert (again.number, again.issuer, again.category, again.year, again.serial) == (
                found.number,
                found.issuer,
                found.category,
                found.year,
                found.serial,
            )


@given(st.one_of(numbers, v_numbers))
def test_parse_of_print_is_the_same_number(number: str) -> None:
    assert only(number).number == number


@given(printed_forms())
def test_brackets_gaps_and_widths_change_nothing(forms: tuple[str, str]) -> None:
    number, printed = forms
    assert only(printed).number == number
    assert only(printed).printed == printed.rstrip().rstrip("\u200b").rstrip()


@given(numbers, st.data())
def test_a_letter_that_looks_like_a_digit_is_never_repaired(number: str, data: st.DataObject) -> None:
    places = [place for place, letter in enumerate(number) if letter.isascii() and letter.isdigit()]
    place = data.draw(st.sampled_from(places))
    spoiled = number[:place] + data.draw(st.sampled_from("OoIl〇")) + number[place + 1 :]
    assert not any(isinstance(found, Marker) for found in parse(spoiled))


@given(numbers, st.text("我你他的剧情是本故事纯属虚构，。！1234567890 \n", max_size=20))
def test_text_round_a_number_does_not_confuse(number: str, words: str) -> None:
    assert [getattr(found, "number", None) for found in parse(f"{words}{number} {words}")] == [number]


@given(texts)
def test_a_text_that_is_passed_over_holds_nothing(text: str) -> None:
    found = _found(fold(text), shipped())
    assert sorted(record.printed for _, record in found) == sorted(record.printed for record in parse(text))


@given(texts)
def test_folding_in_one_stroke_is_folding_letter_by_letter(text: str) -> None:
    one, other = fold(text), _fold_by_letter(text)
    assert (one.text, tuple(one.origins), one.gaps) == (other.text, other.origins, other.gaps)
