"""Names of people, as they are written and as they are asked for."""

import pytest

from retrieval.author_names import fold_name, names_agree, surname_of


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Goran Glavaš", "goran glavas"),
        ("Glavaš, Goran", "goran glavas"),
        ("GORAN  GLAVAŠ", "goran glavas"),
        ("Søren Łukasz Đurić", "soren lukasz duric"),
        ("José Camacho-Collados", "jose camacho collados"),
        ("Conan O’Brien", "conan obrien"),
        ("Martin L. King, Jr.", "martin l king"),
        ("Ada B. Lovelace III", "ada b lovelace"),
        ("李娜", "李娜"),
        ("", ""),
        (", ", ""),
    ],
)
def test_names_are_folded(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_a_surname_is_the_last_word() -> None:
    assert surname_of("benjamin van durme") == "durme"
    assert surname_of("plato") == "plato"
    assert surname_of("") == ""


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ("Glavaš", "Goran Glavas"),
        ("goran glavas", "Goran Glavaš"),
        ("G. Glavaš", "Goran Glavaš"),
        ("Goran Glavaš", "G. Glavaš"),
        ("Noah Smith", "Noah A. Smith"),
        ("Noah A. Smith", "Noah Smith"),
        ("Camacho-Collados", "Jose Camacho Collados"),
        ("Dawei Zhou", "Da-Wei Zhou"),
        ("van Durme", "Benjamin Van Durme"),
        ("Durme", "Benjamin Van Durme"),
    ],
)
def test_names_that_can_be_one_person_agree(wanted: str, known: str) -> None:
    assert names_agree(fold_name(wanted), fold_name(known))


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ("Goran Glavaš", "Gordana Glavaš"),
        ("Goran Glavaš", "Goran Glavan"),
        ("Goran", "Goran Glavaš"),
        ("Smith", "Noah Smithson"),
        ("Wei Wang", "Ling Wang"),
        ("Wei Wang", "Wang"),
        ("L. W. Wang", "Wei Wang"),
    ],
)
def test_names_of_different_people_do_not(wanted: str, known: str) -> None:
    assert not names_agree(fold_name(wanted), fold_name(known))
