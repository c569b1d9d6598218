"""Where sentences begin and end."""

import random
import time

import pytest

from retrieval.sentences import split_sentences


def texts_of(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


ONE_SENTENCE = [
    "Approx. 40 dialects were read.",
    "Doe et al. 2020 measured tides.",
    "It reads e.g. Thai and i.e. Lao.",
    "We compare small vs. large tables, cf. Fig. 3 and No. 3 of Sec. 2.",
    "It wins w.r.t. speed, resp. size.",
    "Tides of the U.S. coast rise.",
    "We (1) read tables, (2) draw maps, and (3) err in 3.5% of cases.",
    "It was built at Yahoo! Research in spring.",
    "Mostly An. gambiae s.s. and Ae. aegypti (incl. larvae) bite.",
    "Lactobacillus spp. grow best at 5 mg. per day.",
    "See https://example.org/a.b?c=d for v1.2.3.",
]

SEVERAL = [
    ("One. Two? Three!", ["One.", "Two?", "Three!"]),
    ("It holds Candida spp. Moulds are rare. mRNA rose.", ["It holds Candida spp.", "Moulds are rare.", "mRNA rose."]),
    ("Code: https://example.org/x. We thank all.", ["Code: https://example.org/x.", "We thank all."]),
    ("这是一个句子。另一个！真的吗？", ["这是一个句子。", "另一个！", "真的吗？"]),
    ("वाक्य एक है। दूसरा है।", ["वाक्य एक है।", "दूसरा है।"]),
    ("هل هذا سؤال؟ نعم.", ["هل هذا سؤال؟", "نعم."]),
    ("Tides 🌊🌊 rise. 😀 is fine. 句子🙂。Done.", ["Tides 🌊🌊 rise.", "😀 is fine.", "句子🙂。", "Done."]),
    (
        "We show that (1) tides rise. (2) Maps age. They fade. 3) Zero tides. None rose. (iv) Ports grow. We read.",
        [
            "We show that (1) tides rise.",
            "(2) Maps age.",
            "They fade.",
            "3) Zero tides.",
            "None rose.",
            "(iv) Ports grow.",
            "We read.",
        ],
    ),
    ("It reads Thai, Lao, etc. We publish it.", ["It reads Thai, Lao, etc.", "We publish it."]),
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert texts_of(text) == [text]


@pytest.mark.parametrize(("text", "sentences"), SEVERAL)
def test_sentences_end_in_any_script(text: str, sentences: list[str]) -> None:
    assert texts_of(text) == sentences


@pytest.mark.parametrize("text", ["", "   ", ".", "...", "? !", " a ", *ONE_SENTENCE, *(pair[0] for pair in SEVERAL)])
def test_every_character_but_white_space_lies_in_exactly_one_sentence(text: str) -> None:
    sentences = split_sentences(text)
    covered = [place for sentence in sentences for place in range(sentence.start, sentence.end)]
    assert len(covered) == len(set(covered))
    assert {place for place, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert [sentence.position for sentence in sentences] == list(range(1, len(sentences) + 1))
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()


PIECES = [
    *ONE_SENTENCE, *(pair[0] for pair in SEVERAL),
    "…", "?!", "e.g.", "(", ")", "Fig.", "\n\n", "\u3000", "\u2028", "\u00a0",
    "https://a.b/c.", "\U0001f468\u200d\U0001f469", "۔", "։",
    "།", "1.", "A.", "\r\n", "첫 번째 문장입니다.", "𝒳 letters.",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_offsets_are_exact_in_any_mixture_of_scripts_and_signs(seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(10):
        test_every_character_but_white_space_lies_in_exactly_one_sentence(
            chosen.choice(["", " "]).join(chosen.choices(PIECES, k=chosen.randint(1, 12)))
        )


def test_many_pieces_without_words_are_one_sentence_and_take_no_time() -> None:
    text = "1. 2. 3. " * 2_800
    started = time.process_time()
    assert texts_of(text) == [text.strip()]
    assert time.process_time() - started < 2
