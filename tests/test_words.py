"""One thing in two languages."""

from detector.words import Words


def test_words_are_given_in_the_language_that_is_asked_for() -> None:
    words = Words("passed", "通过")
    assert (words.in_("en"), words.in_("zh")) == ("passed", "通过")
