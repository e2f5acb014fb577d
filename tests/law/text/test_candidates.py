"""What a text may be a misreading of."""

import pytest

from detector.law.text.candidates import candidate_forms


@pytest.mark.parametrize(
    ("printed", "lawful"),
    [
        ("（浙）网微剧各字（2024）第00123号", "(浙)网微剧备字(2024)第00123号"),
        ("(问)网微副各字【2025】第00894号", "(闽)网微剧备字(2025)第00894号"),
        ("（科音）网微国备字（2024）第0694号", "(抖音)网微剧备字(2024)第0694号"),
        ("兵团 网微剧备字（2026）第31733号", "(兵团)网微剧备字(2026)第31733号"),
        ("（豫）网微剧审字2025第663号", "(豫)网微剧审字(2025)第663号"),
        ("（小红书）网微剧备字[20241第40303号", "(小红书)网微剧备字(2024)第40303号"),
        ("快手)网微剧备字20251第000877号", "(快手)网微剧备字(2025)第000877号"),
        ("蒙1网微剧审字（2025）第503号11", "(蒙)网微剧审字(2025)第503号"),
        ("11桂网微剧审字2026）第000734号", "(桂)网微剧审字(2026)第000734号"),
        ("1\ufffd\ufffd桂网微剧审字（2026）第000734号", "(桂)网微剧审字(2026)第000734号"),
        ("备案号：（优酷）微剧备字（2024）第00213号", "备案号:(优酷)网微剧备字(2024)第00213号"),
        ("（番茄）网微剧备案字（2026）第597301号", "(番茄)网微剧备字(2026)第597301号"),
        ("（浙）网微剧备字（2O24）第1号", "(浙)网微剧备字(2024)第1号"),
        ("浙微剧字（2024）第1号", "(浙)网微剧备字(2024)第1号"),
        ("浙网微剧备字（2024）第1号", "(浙)网微剧备字(2024)第1号"),
        ("|浙网微剧备字（2024）第1号", "(浙)网微剧备字(2024)第1号"),
        ("（浙）网微某剧某备字（2024）第1号", "(浙)网微剧备字(2024)第1号"),
        ("(芒果TV)网微剧备字良(2025)花第639418号", "(芒果TV)网微剧备字(2025)第639418号"),
        ("总导(淘宝)例网微剧备字[2026]第429号", "总导(淘宝)网微剧备字(2026)第429号"),
        (
            "(Inner Mongolia) Net Micro Drama Record No.(2O26) No.81534",
            "(InnerMongolia)NetMicroDramaRecordNo.(2026)No.81534",
        ),
    ],
)
def test_the_lawful_number_is_among_the_forms(printed: str, lawful: str) -> None:
    forms = {form.text: form.lawful for form in candidate_forms(printed)}
    assert forms[lawful] == 2
    assert next(iter(forms.values())) < 2


@pytest.mark.parametrize(
    "printed",
    [
        "（浙）网微剧备字（2024）第O0123号",
        "（浙）网微剧备字（24）第00123号",
        "中财国信审字（2025）第1234号",
        "浙剧字（2024）第1号",
        "你怎么来了",
        "",
    ],
)
def test_what_has_no_lawful_neighbour_has_none(printed: str) -> None:
    assert candidate_forms(printed) == ()


def test_a_lawful_number_may_be_that_of_another_issuer_or_series() -> None:
    first, *rest = candidate_forms("（浙）网微剧备字（2024）第00123号")
    assert (first.text, first.lawful) == ("(浙)网微剧备字(2024)第00123号", 2)
    assert {form.lawful for form in rest} == {2}
    assert {"(湘)网微剧备字(2024)第00123号", "(浙)网微剧审字(2024)第00123号"} <= {form.text for form in rest}


def test_what_some_readings_gave_counts_if_its_digits_are_the_same() -> None:
    others = ["（浙）网微剧各字（2024）第00123号", "（浙）网微剧备字（2024）第00128号"]
    forms = {form.text: form.lawful for form in candidate_forms("（浙）网微剧备字（2024）第00123号", others)}
    assert forms["(浙)网微剧各字(2024)第00123号"] == 0
    assert not any("00128" in text for text in forms)


def test_digits_of_the_serial_are_never_others() -> None:
    forms = candidate_forms("（问）网徽剧备字（2025）第00894号")
    assert len(forms) > 50
    assert all("(2025)第00894号" in form.text for form in forms)


@pytest.mark.parametrize("behind", ["-4", "45号", "1号", "A"])
def test_what_stands_behind_a_number_is_left_there(behind: str) -> None:
    forms = candidate_forms(f"（问）网微剧备字（2025）第00894号{behind}")
    assert all(form.text.endswith(f"第00894号{behind}") for form in forms)


def test_an_unknown_issuer_is_nearer_to_the_law_than_a_misprint_of_its_series() -> None:
    forms = {form.text: form.lawful for form in candidate_forms("（某某）网徽剧备字（2025）第1号")}
    assert forms["(某某)网徽剧备字(2025)第1号"] == 0
    assert forms["(某某)网微剧备字(2025)第1号"] == 1
    assert forms["(抖音)网微剧备字(2025)第1号"] == 2


def test_readings_that_take_a_bracket_for_a_stroke_count() -> None:
    forms = {
        form.text: form
        for form in candidate_forms("（云）网微剧备字[2026]第00586号", ["（云）网微剧备字[20261第00586号"])
    }
    assert forms["(云)网微剧备字(20261第00586号"].number == ""
    assert forms["(云)网微剧备字(2026)第00586号"].number == "（云）网微剧备字（2026）第00586号"


def test_an_issuer_without_brackets_says_the_same_number_but_is_rarer() -> None:
    first, *rest = candidate_forms("浙网微剧备字（2024）第00123号")
    (bracketed,) = [form for form in rest if form.text == "(浙)网微剧备字(2024)第00123号"]
    assert first.number == bracketed.number == "（浙）网微剧备字（2024）第00123号"
    assert (first.lawful, bracketed.lawful) == (1, 2)
