"""One thing in two languages."""

from detector.i18n import Words, listed


def test_words_are_given_in_the_language_that_is_asked_for() -> None:
    words = Words("passed", "通过")
    assert (words.in_("en"), words.in_("zh")) == ("passed", "通过")


def test_places_are_filled_in_both_languages() -> None:
    said = Words("{number} is of {category}", "{number}属于{category}").filled(
        number="{1}", category=Words("key", "重点")
    )
    assert said == Words("{1} is of key", "{1}属于重点")


def test_a_list_has_the_signs_of_its_language() -> None:
    assert listed(["a", Words("b", "乙")]) == Words("a, b", "a、乙")
    assert listed([]) == Words("", "")
