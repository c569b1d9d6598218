"""Claims about made-up papers, changed one thing at a time."""

import re

import pytest

from assistant.evaluation.mutations import CHANGE_KINDS, ChangeKind, Mutant, Mutations, PaperText

TIDE = PaperText(
    "TideBERT: A Language Model of Coastal Dialects",
    (
        "Coastal dialects are rarely written down, so that models of them lack data.",
        "We train TideBERT on 4.2 million sentences in 14 languages.",
        "On the WaveBench benchmark TideBERT outperforms FoamGPT by 3.1 points of accuracy.",
        "It was not tuned on Norwegian, and Icelandic remains hard.",
    ),
)
LIGHT = PaperText(
    "BeamT5 Translates Lighthouse Logs",
    (
        "Lighthouse logs hold two centuries of weather in sloppy handwriting.",
        "BeamT5 translates 52,000 pages of them from Danish and from Dutch.",
        "On the LampEval benchmark BeamT5 needs fewer parameters than FoamGPT and translates faster.",
    ),
)
PAPERS = (TIDE, LIGHT)
NUMBERED = "TideBERT learns from 4.2 million sentences."


def mutate(kind: ChangeKind, claim: str, evidence: tuple[int, ...], paper: PaperText = TIDE, seed: str = "a") -> Mutant:
    mutant = Mutations(PAPERS).mutate(kind, claim, paper, evidence, seed)
    assert mutant is not None
    return mutant


def changed(kind: ChangeKind, claim: str, evidence: tuple[int, ...], seed: str = "a") -> str:
    mutant = mutate(kind, claim, evidence, seed=seed)
    assert mutant.paper == TIDE
    assert mutant.evidence == evidence
    return mutant.claim


def nothing_to_change(kind: ChangeKind, claim: str) -> bool:
    return Mutations(PAPERS).mutate(kind, claim, TIDE, (2,), "a") is None


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_the_same_seed_gives_the_same_mutant(kind: ChangeKind) -> None:
    claim = "TideBERT outperforms FoamGPT in 14 languages, by 3.1 points."

    assert Mutations(PAPERS).mutate(kind, claim, TIDE, (2, 3), "x") == Mutations(PAPERS).mutate(
        kind, claim, TIDE, (2, 3), "x"
    )


@pytest.mark.parametrize("seed", list("abcdefgh"))
def test_a_changed_number_is_one_that_the_paper_does_not_hold(seed: str) -> None:
    claim = changed("number", NUMBERED, (2,), seed)

    number = re.fullmatch(r"TideBERT learns from ([\d.]+) million sentences\.", claim)
    assert number is not None
    assert number[1] not in TIDE.text


def test_a_number_in_words_becomes_another_word() -> None:
    claim = changed("number", "TideBERT learns fourteen languages.", (2,))

    assert claim == "TideBERT learns twelve languages."


def test_digits_of_a_name_are_no_number() -> None:
    assert nothing_to_change("number", "BeamT5 resembles GPT-4 more than CosyVoice 2.")


def test_the_first_two_digits_of_a_year_stay() -> None:
    claims = {changed("number", "TideBERT appeared in 2021.", (2,), seed) for seed in "abcdefgh"}

    assert all(re.fullmatch(r"TideBERT appeared in 20\d\d\.", claim) for claim in claims)


def test_two_numbers_change_places() -> None:
    assert (
        changed("swapped numbers", "It has 4.2 million sentences in 14 languages.", (2,))
        == "It has 14 million sentences in 4.2 languages."
    )


def test_the_ends_of_a_range_are_not_swapped() -> None:
    assert nothing_to_change("swapped numbers", "It takes 12–15 hours.")


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (NUMBERED, "TideBERT learns from 4.2 billion sentences."),
        ("It needs 7B parameters.", "It needs 7M parameters."),
        ("Training took 36 hours.", "Training took 36 minutes."),
        ("Errors fall by 12.2 %.", "Errors fall by 12.2 times."),
        ("TideBERT learns 14 of its languages.", "TideBERT learns 14 of its tasks."),
    ],
)
def test_a_unit_becomes_one_it_is_confused_with(claim: str, expected: str) -> None:
    assert changed("unit", claim, (2,)) == expected


def test_a_unit_that_the_paper_gives_too_is_not_taken() -> None:
    paper = PaperText("Tasks", ("It has 14 languages and 14 tasks for everyone who reads.",))

    mutant = Mutations((paper,)).mutate("unit", "It has 14 languages.", paper, (1,), "a")

    assert mutant is not None
    assert mutant.claim == "It has 14 datasets."


def test_a_model_becomes_a_model_of_another_paper() -> None:
    assert changed("name", "TideBERT was trained from scratch.", (2,)) == "BeamT5 was trained from scratch."


def test_a_benchmark_becomes_a_benchmark() -> None:
    assert changed("name", "All this was measured on WaveBench.", (3,)) == "All this was measured on LampEval."


def test_a_language_becomes_one_that_the_paper_does_not_name() -> None:
    claim = changed("name", "Icelandic remains hard.", (4,))

    assert claim.endswith(" remains hard.")
    assert claim.split()[0] not in TIDE.text


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("TideBERT was tuned.", "TideBERT was not tuned."),
        ("TideBERT was not tuned.", "TideBERT was tuned."),
        ("It can read.", "It cannot read."),
        ("It outperforms FoamGPT.", "It does not outperform FoamGPT."),
        ("It does not rely on data.", "It relies on data."),
        ("It reaches FoamGPT.", "It does not reach FoamGPT."),
        ("It reads without labels.", "It reads with labels."),
    ],
)
def test_a_negation_is_put_in_or_taken_out(claim: str, expected: str) -> None:
    assert changed("negation", claim, (4,)) == expected


def test_not_only_is_no_negation_to_take_out() -> None:
    assert changed("negation", "It is known not only here.", (4,)) == "It is not known not only here."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("It outperforms FoamGPT.", "It underperforms FoamGPT."),
        ("Better data help more.", "Worse data help more."),
        ("It needs fewer parameters.", "It needs more parameters."),
        ("It lowers the error.", "It raises the error."),
        ("It is ahead of FoamGPT.", "It is behind FoamGPT."),
    ],
)
def test_a_direction_is_turned_round(claim: str, expected: str) -> None:
    claims = {changed("direction", claim, (3,), seed) for seed in "abcdefgh"}

    assert expected in claims


def test_more_that_only_adds_is_no_direction() -> None:
    assert nothing_to_change("direction", "It reads nine more languages.")


def test_another_sentence_of_the_paper_lacks_what_the_claim_says() -> None:
    mutant = mutate("cited sentence", NUMBERED, (2,))

    assert mutant.claim == NUMBERED
    assert mutant.paper == TIDE
    assert mutant.evidence in {(1,), (3,), (4,)}


def test_the_similar_sentence_of_another_paper_shares_most_words() -> None:
    mutant = mutate("cited paper, similar", "It outperforms FoamGPT on a benchmark, with 3.1 points of accuracy.", (3,))

    assert (mutant.paper, mutant.evidence) == (LIGHT, (3,))


def test_a_sentence_that_says_the_same_is_not_taken_for_a_wrong_one() -> None:
    twin = PaperText("TideBERT Again", ("We train TideBERT on 4.2 million sentences in 14 languages.",))

    assert Mutations((TIDE, twin)).mutate("cited paper, any", NUMBERED, TIDE, (2,), "a") is None


@pytest.mark.parametrize("kind", ["number", "swapped numbers", "unit", "name", "negation", "direction"])
def test_a_claim_that_offers_nothing_gives_no_mutant(kind: ChangeKind) -> None:
    assert nothing_to_change(kind, "They wrote everything down.")
