"""Names, acronyms and quoted phrases."""

import pytest

from assistant.verification.datatypes import Source
from assistant.verification.mentions import check_names, check_phrases, find_mentions

SOURCE = Source(
    "TinyParse: Parsing with Small Models",
    ("We compare BERT-base with machine translation of Thai and with large language models on SIB-200.",),
    ("The corpus comes from Wikipedia.", "Hmong is left for later."),
    ("Ana Nowak", "Bo Lind"),
    2023,
)


@pytest.mark.parametrize(
    "claim",
    [
        "It is compared with BERT base.",
        "It is compared with MT of Thai.",
        "LLMs are compared as well.",
        "TinyParse is compared on SIB200.",
        "The corpus comes from Wikipedia.",
        "Nowak and Lind (2023) compare it with BERT-base.",
        "Large language models (LLMs) are compared.",
    ],
)
def test_a_name_stands_in_any_spelling_or_short_form(claim: str) -> None:
    assert check_names(claim, [SOURCE]) == ()


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("It is compared with GPT-4.", "GPT-4"),
        ("It is compared on SIB-100.", "SIB-100"),
        ("Translation of Lao is compared.", "Lao"),
        ("Lao is compared.", "Lao"),
        ("Translation of Hmong is compared.", "Hmong"),
        ("The corpus comes from Reddit.", "Reddit"),
        ("Smith et al. (2023) compare it with BERT-base.", "Smith"),
    ],
)
def test_another_name_is_reported(claim: str, name: str) -> None:
    (reason,) = check_names(claim, [SOURCE])
    assert reason.kind == "name"
    assert reason.text.startswith(f"names {name}, ")


def test_the_reason_names_what_the_source_has_instead() -> None:
    (reason,) = check_names("Translation of Lao is compared.", [SOURCE])
    assert reason.text == "names Lao, the cited sentence names Thai"


def test_greek_letters_may_be_spelt_out() -> None:
    source = Source("Signals", ("We block NF-κB and IFN-gamma.",))
    assert check_names("They block the NF-kappaB-dependent path and IFN-γ.", [source]) == ()


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It is made for Southeast Asia.", "It is made for Southeast Asian users."),
        ("They tune mBERT.", "We tune multilingual BERT."),
        ("They tune an NMT system.", "We tune a neural MT system."),
        ("Bikes of New York are counted.", "We count NYC bikes."),
        ("It gains 0.7 dB of sharpness.", "It gains 0.7dB in sharpness."),
        ("The RANK-Ligand pathway (RANKL) is blocked.", "We block RANKL."),
        ("They find an M2-like state.", "We find another state."),
    ],
)
def test_forms_of_a_name_and_what_describes_a_state_are_no_other_names(claim: str, cited: str) -> None:
    assert check_names(claim, [Source("Signals", (cited,))]) == ()


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Loss of fox0 slows growth.", "Loss of FoxO slows growth."),
        ("It binds av-Beta3 at the surface.", "It binds the αvβ3 integrin at the surface."),
        ("It lowers SREBP2 in mice.", "It lowers sterol regulatory element-binding protein-2 in mice."),
        ("Less IME1 RNA is found.", "Less IME1 is expressed."),
    ],
)
def test_other_spellings_of_a_symbol_stand(claim: str, cited: str) -> None:
    assert check_names(claim, [Source("Signals", (cited,))]) == ()


def test_languages_listed_elsewhere_stand_for_all_the_languages_of_the_cited_sentence() -> None:
    others = ("We parse Thai, Lao and Khmer.",)
    referring = Source("Parsing", ("The corpus covers all three languages.",), others)
    assert check_names("The corpus covers Thai, Lao and Khmer.", [referring]) == ()
    naming = Source("Parsing", ("The corpus covers these languages but Lao.",), others)
    assert len(check_names("The corpus covers Thai.", [naming])) == 1


def test_a_short_form_that_the_claim_spells_out_is_its_own() -> None:
    source = Source("Ships", ("We track container ships.",))
    assert check_names("They track container vessels at sea (CVS).", [source]) == ()


def test_capitals_tell_nothing_of_other_languages() -> None:
    assert check_names("Das Modell und der Satz.", [SOURCE], capitals_tell=False) == ()
    assert len(check_names("Das Modell ist GPT-4.", [SOURCE], capitals_tell=False)) == 1


def test_the_first_word_of_a_sentence_needs_more_than_a_capital() -> None:
    assert [mention.text for mention in find_mentions("Parsing Thai with mBERT helps.")] == ["Parsing", "Thai", "mBERT"]
    assert check_names("Parsing Thai helps.", [SOURCE]) == ()


def test_a_phrase_in_quotation_marks_stands_word_for_word() -> None:
    assert check_phrases("They speak of “large language models”.", [SOURCE]) == ()
    (reason,) = check_phrases("They speak of “huge language models”.", [SOURCE])
    assert (reason.kind, reason.text) == (
        "quotation",
        "quotes “huge language models”, which the cited sentence does not say",
    )


def test_codes_of_languages_in_a_pair_stand_for_their_names() -> None:
    source = Source("", ("Gains on WMT14 En<->De are large.",))
    assert check_names("Gains are large for English and German on WMT.", [source]) == ()
    (reason,) = check_names("Gains are large for English and Thai.", [source])
    assert reason.text.startswith("names Thai")


def test_a_short_word_is_no_code_of_a_language_by_itself() -> None:
    source = Source("", ("It is no good as it is de facto.",))
    assert [reason.kind for reason in check_names("It is good for German.", [source])] == ["name"]


def test_a_name_from_elsewhere_stands_for_our_model_and_not_for_another_one_that_is_named() -> None:
    cited = ("DenseNet121 sees 89 of 100 buoys.",)
    compared = Source("Buoys", cited, ("ResNet50 and MobileNetV2 are compared as well.",))
    [reason] = check_names("ResNet50 sees 89 of 100 buoys.", [compared])
    assert reason.text == "names ResNet50, the cited sentence names DenseNet121"
    assert check_names("DenseNet121, not ResNet50, sees 89 of 100 buoys.", [compared]) == ()
    own = Source("Buoys", ("It sees 89 of 100 buoys, DenseNet121 fewer.",), ("We call the model BuoyNet2.",))
    assert check_names("BuoyNet2 sees 89 of 100 buoys.", [own]) == ()
