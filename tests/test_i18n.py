"""One thing in two languages."""

from detector.i18n import Localized, listed


def test_words_are_given_in_the_language_that_is_asked_for() -> None:
    words = Localized("passed", "通过")
    assert (words.in_("en"), words.in_("zh")) == ("passed", "通过")


def test_places_are_filled_in_both_languages() -> None:
    said = Localized("{number} is of {category}", "{number}属于{category}").filled(
        number="{1}", category=Localized("key", "重点")
    )
    assert said == Localized("{1} is of key", "{1}属于重点")


def test_a_list_has_the_signs_of_its_language() -> None:
    assert listed(["a", Localized("b", "乙")]) == Localized("a, b", "a、乙")
    assert listed([]) == Localized("", "")
