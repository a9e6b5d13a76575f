"""Everyday words lead to services, from their third letter on."""

from __future__ import annotations

from services.rules.everyday import meant_by

DAY_CARE = "10019"


def test_word_and_its_beginning_mean_the_same_services() -> None:
    assert meant_by("kita") == meant_by("kit") == {DAY_CARE}
    assert meant_by("kindergarten") == {DAY_CARE}


def test_two_letters_and_unknown_words_mean_nothing() -> None:
    assert meant_by("ki") == meant_by("kitax") == meant_by("") == frozenset()


def test_beginning_of_several_words_means_the_services_of_all() -> None:
    assert meant_by("mull") == {"10110"}
    assert meant_by("ausweis") == {"10119", "10177"}
    assert meant_by("bau") == meant_by("bauantrag") | meant_by("bauanfrage")
