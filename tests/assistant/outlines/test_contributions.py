"""What a paper gives, told from what it merely speaks of."""

from collections.abc import Sequence

import pytest

from assistant.outlines.acronyms import acronym_of, expansion_of, initials_of
from assistant.outlines.contributions import contribution_signs
from assistant.outlines.language_families import FAMILIES, SAME_FAMILY, family_of
from assistant.outlines.list_subject import Contribution
from assistant.outlines.membership import weights_for


def gives(kind: Contribution, *sentences: str, title: str = "Of Things") -> bool:
    """Say whether the sentences pass for a paper that gives it."""
    weights = weights_for(kind)
    return weights.estimate(contribution_signs(kind, title, sentences).values) >= weights.least


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("dataset", "We release a new corpus of 300 letters."),
        ("dataset", "This paper presents Harbour, a large, annotated dataset of harbour talk."),
        ("benchmark", "Finally, we introduce a new benchmark, Lantern, for river languages."),
        ("code", "Our code is available at https://example.org/code."),
        ("code", "The dataset and code are publicly available."),
        ("survey", "This paper provides a comprehensive survey of river ice."),
        ("released model", "We publicly release our code and models."),
        ("tool", "We introduce Plumb, a tool for measuring wells."),
    ],
)
def test_what_a_paper_gives_is_recognised(kind: Contribution, sentence: str) -> None:
    assert gives(kind, "Much is known.", sentence, "It works.")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("dataset", "Corpora of letters are scarce."),
        ("dataset", "We train on existing datasets."),
        ("benchmark", "It outperforms others on three benchmarks."),
        ("code", "Code review takes time."),
        ("code", "Speakers switch codes in mid-sentence."),
        ("survey", "We surveyed the coast."),
        ("released model", "Large models are costly."),
    ],
)
def test_what_a_paper_speaks_of_is_not_what_it_gives(kind: Contribution, sentence: str) -> None:
    assert not gives(kind, "Much is known.", sentence, "It works.")


def test_the_sentence_that_gives_it_is_found() -> None:
    sentences = [
        "Datasets are scarce.",
        "Speech is hard.",
        "We release a dataset of 40 voices.",
        "The dataset is large.",
    ]
    assert contribution_signs("dataset", "Forty Voices", sentences).sentence == 2


@pytest.mark.parametrize(
    ("acronym", "texts", "expansion"),
    [
        ("TTS", ["We study text-to-speech (TTS) systems.", "TTS is hard."], "text to speech"),
        ("mBERT", ["Models such as Multilingual BERT (mBERT) fail."], "multilingual bert"),
        ("TTS", ["Toads that sing (TTS)."], "toads that sing"),
        ("TTS", ["Speech (TTS) is hard.", "TTS."], None),
    ],
)
def test_acronyms_are_spelt_out_as_papers_do(acronym: str, texts: Sequence[str], expansion: str | None) -> None:
    assert expansion_of(acronym, texts) == expansion


@pytest.mark.parametrize(
    ("phrase", "texts", "acronym"),
    [
        ("speech recognition", ["automatic speech recognition (ASR)"], None),
        ("automatic speech recognition", ["Automatic Speech Recognition (ASR), too"], "ASR"),
        ("language models", ["multilingual language models (LMs) and more"], "LM"),
        ("machine translation", ["machine translation (see above)"], None),
    ],
)
def test_phrases_get_the_acronym_that_papers_give_them(phrase: str, texts: Sequence[str], acronym: str | None) -> None:
    assert acronym_of(phrase, texts) == acronym


def test_initials_stand_in_for_three_words_and_more() -> None:
    assert (initials_of("named entity recognition"), initials_of("entity recognition")) == ("NER", None)


def test_every_other_name_of_a_family_leads_to_one() -> None:
    assert {family_of(name) for name in SAME_FAMILY} <= set(FAMILIES)
    assert (family_of("Indian"), family_of("Romance"), family_of("Thai")) == ("indic", "romance", None)
