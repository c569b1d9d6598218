"""What kind of question it is, and which of its words go to retrieval."""

import pytest

from assistant.datatypes import QuestionKind
from assistant.question import (
    asks_about_whole,
    question_kind,
    retrieval_query,
    with_question_words,
    without_form,
    without_markup,
)

KINDS: dict[QuestionKind, tuple[str, ...]] = {
    "list": (
        "Papers related to speech",
        "papers like HarbourBERT",
        "Which papers work on Maltese?",
        "Which titles do you have on speech?",
        "list all benchmarks",
        "show me all work on river ice",
        "all research on moss",
        "What work has been done on tides?",
        "What datasets are there for parsing?",
        "Which works look at drought?",
        "What is the newest paper on tides?",
        "papers by Ada Lovelace on engines",
        "Breton speech papers",
        "which papers are about code-switching",
        "What papers are there on speech synthesis?",
        "List every paper that deals with Basque.",
        "List all articles that mention Welsh.",
        "Give me the papers on voice cloning.",
        "Show me recent studies of hate speech.",
        "Find papers that use LoRA.",
        "Tell me which papers compare adapters.",
        "Which of these papers evaluate on XNLI?",
        "Which of the papers here release a corpus?",
        "Are there any papers on code review?",
        "Are there surveys of machine translation?",
        "Is there a paper on Sanskrit?",
        "Any studies on dementia?",
        "Papers about contrastive learning",
        "studies on bilingual children",
        "Which recent works address hallucination?",
        "Who uses distillation? All papers please.",
        "Any survey papers on dementia?",
        "papers working with Swahili",
        "Show me everything on hate speech",
        "is there anything on law?",
        "Do you have anything about dialogue?",
        "List all titles",
        "Which datasets have more than 100 hours of speech?",
        "surveys only: adapters",
        "studies conducted in India",
        "Which trials used a placebo?",
        "trials on tides",
        "List the case reports",
        "Which RCTs are here?",
        "Any cohort studies on moss?",
    ),
    "count": (
        "How many papers are about Thai?",
        "How many of the papers deal with Korean?",
        "How many papers do we have on Thai?",
        "How many papers are in the collection?",
        "How many papers are in the corpus?",
        "How many papers are in here?",
        "How many papers are included in this library?",
        "In how many papers is Thai mentioned?",
        "How many survey papers are there, and which?",
        "How many studies were done in Africa?",
        "How many trials are there on tides?",
        "How many papers are randomized controlled trials?",
    ),
    "compare": (
        "Compare Lantern with Harbour",
        "compare ColBERT-XM and Contriever in the languages they cover",
        "What is the difference between Lantern and Harbour?",
        "How does Lantern differ from Harbour?",
        "Lantern vs. Harbour",
        "Lantern versus Harbour: which is larger?",
        "compare the two surveys on tidal dialects",
        "Compare the two kelp trials",
    ),
    "synthesis": (
        "Which papers say that English prompts work better?",
        "Which studies found that soups warm?",
        "What can I do if there are no treebanks?",
        "What should we do about torn pages?",
        "What helps low-resource languages?",
        "What do the papers say about hallucination?",
        "What is known about code-switching?",
        "What are the main challenges in speech translation?",
        "Summarise the work on voice cloning",
        "Give me an overview of multilingual retrieval",
        "How do researchers deal with noisy transcripts?",
        "State of the art in punctuation restoration",
    ),
    "paragraph": (
        "I need a short cited paragraph about tides",
        "we'd like two cited sentences on moss",
        "could you do me a related work section about kelp?",
        "For my thesis: one paragraph about harbours",
        "I am looking for a brief literature review of river ice",
        "Write a related-work paragraph on multilingual speech synthesis",
        "Draft a literature review section about adapters",
        "Write two paragraphs on adapters",
        "Related work on hate speech detection",
        "related work paragraph: tidal dialects",
        "paragraph: tidal dialects",
    ),
    "number": (
        "How many trials?",
        "How many trials did the kelp meta-analysis include?",
        "How many languages does SIB-200 cover?",
        "How many hours of speech were recorded?",
        "How many papers does the survey review?",
        "How many papers are included in the review?",
        "How many articles does the corpus contain?",
        "How large is the vocabulary?",
        "How much data was used?",
        "How well does it do on XNLI?",
        "What percentage of the tweets is hateful?",
        "What share of the tokens is English?",
        "What accuracy does mBERT reach?",
        "What is the number of parameters?",
        "the size of CulturaX",
        "by how much does F1 rise, and how often?",
    ),
    "lookup": (
        "Which trials were included in the meta-analysis?",
        "What are the findings of the kelp paper?",
        "What did the kelp trial find?",
        "Is there a section on limits in Lantern?",
        "Which corpus has two sentences about each image?",
        "Can a model detect a sentence about storms?",
        "What can one buy in the harbour?",
        "Which works better, adapters or prompts?",
        "What datasets are used?",
        "What is the latest paper about?",
        "What is MMTEB?",
        "Tell me everything about MMTEB",
        "Which datasets have speech in them?",
        "Who made the Lantern treebank?",
        "Which method works best for low-resource tagging?",
        "What works better, BM25 or dense retrieval?",
        "What languages does the SciFact paper cover?",
        "What datasets are used in the paper?",
        "Which paper introduced SIB-200?",
        "Which survey covers real-world applications?",
        "How does speculative decoding work?",
        "Why do multilingual models forget?",
        "Does transliteration help?",
        "What do the authors conclude?",
        "Is Compass trained on prosody?",
        "When were the letters written?",
        "What happens if you repeat rare data?",
    ),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_the_kind_of_a_question_is_told_from_its_words(kind: QuestionKind, text: str) -> None:
    assert question_kind(text) == kind


def test_the_table_of_kinds_is_long_enough_to_mean_something() -> None:
    assert sum(map(len, KINDS.values())) >= 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which papers work on Maltese?", "work on Maltese?"),
        ("Which of the papers use LoRA?", "use LoRA?"),
        ("Which other papers mention mBERT?", "mention mBERT?"),
        ("List the papers that deal with Basque.", "deal with Basque."),
        ("Can you tell me which papers deal with speech?", "deal with speech?"),
        ("Please list all papers about Thai", "about Thai"),
        ("I'm looking for papers on Thai", "on Thai"),
        ("How many papers are about Korean?", "about Korean?"),
        ("Are there any papers in this collection on code review?", "on code review?"),
        ("Is there a paper on Sanskrit?", "on Sanskrit?"),
        ("papers with a contrastive objective", "with a contrastive objective"),
        ("The paper probing BLOOM: which measure?", "probing BLOOM: which measure?"),
    ],
)
def test_what_only_asks_for_papers_does_not_go_to_retrieval(text: str, expected: str) -> None:
    assert retrieval_query(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "How many languages does SIB-200 cover?",
        "What works better, BM25 or dense retrieval?",
        "Name the languages of MonoByte.",
        "List the datasets of the survey",
        "Find out how papers are reviewed",
        "Does Lantern use papers as training data?",
        "Which papers?",
        "paper",
        "?",
        "",
        "¿Qué idiomas cubre Lantern?",
        "どの論文がタイ語を扱いますか",
    ],
)
def test_all_other_questions_go_to_retrieval_as_they_are(text: str) -> None:
    assert retrieval_query(text) == text


def test_only_white_space_around_a_question_is_taken_away() -> None:
    assert retrieval_query("  What is  MMTEB? \n") == "What is  MMTEB?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is Lantern? [1.2]", "What is Lantern?"),
        ("[3.1, 3.2] What is Lantern?", "What is Lantern?"),
        ("What is <b>Lantern</b>?", "What is Lantern?"),
        ('Is <a href="quay.html">Lantern</a> larger?<br/>', "Is Lantern larger?"),
        ("What does [2] say of a<b?", "What does [2] say of a<b?"),
        ("Does it hold on [0, 1]?", "Does it hold on [0, 1]?"),
    ],
)
def test_markup_and_the_markers_of_a_copied_sentence_are_no_part_of_a_question(text: str, expected: str) -> None:
    assert without_markup(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Give me a two-sentence summary of Lantern with citations",
        "Summarize Lantern in three short sentences",
        "Lantern in bullet points",
        "Explain Lantern to a layperson, in plain English",
        "Explain Lantern like I'm five",
        "TL;DR Lantern",
        "What are the three key takeaways from Lantern?",
        "What did the authors of Lantern find?",
        "Which problem does Lantern try to solve?",
        "Why did the authors build Lantern?",
        "What is the motivation behind Lantern?",
        "What did the Lantern trial find?",
        "What is the conclusion of the Lantern study?",
    ],
)
def test_how_it_shall_be_told_and_what_it_sets_out_from_are_asked_of_the_whole_paper(text: str) -> None:
    start = text.index("Lantern")
    assert asks_about_whole(text, start, start + len("Lantern"))


@pytest.mark.parametrize(
    "text",
    [
        "What does Lantern do with citations?",
        "How does Lantern work with two sentences?",
        "Who are the authors of Lantern?",
        "What are the problems with Lantern?",
        "Why was the parser of Lantern built?",
        "How was Lantern created?",
    ],
)
def test_what_only_sounds_like_it_is_asked_of_a_part(text: str) -> None:
    start = text.index("Lantern")
    assert not asks_about_whole(text, start, start + len("Lantern"))


@pytest.mark.parametrize("text", ["Sumarize Lantern", "Summerize Lantern", "Explian Lantern"])
def test_words_that_ask_for_a_whole_paper_are_spelt_right(text: str) -> None:
    assert with_question_words(text) in ("Summarize Lantern", "Explain Lantern")


def test_a_marker_within_a_question_about_a_paper_makes_it_no_narrower() -> None:
    assert asks_about_whole("What is Lantern [1.2]?", 8, 15)
    assert not asks_about_whole("What is Lantern in 1.2?", 8, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write a paragraph on tides with BibTeX", "Write a paragraph on tides"),
        ("Draft a section on tides and their references.", "Draft a section on tides."),
        ("Write a paragraph with BibTeX entries on tides", "Write a paragraph on tides"),
        ("Write a paragraph on tides (max 60 words)", "Write a paragraph on tides"),
        ("Write a paragraph on tides, 60 words max", "Write a paragraph on tides"),
        ("Write a paragraph on tides, not longer than 60 words.", "Write a paragraph on tides."),
        ("Write a paragraph on tides. Keep it under 60 words.", "Write a paragraph on tides."),
        ("Write a paragraph of at most 60 words on tides", "Write a paragraph on tides"),
        ("Write a paragraph (about 60 words) on tides", "Write a paragraph on tides"),
        ("Write a paragraph, 50 to 60 words, on tides", "Write a paragraph on tides"),
        ("Write a paragraph on tides, half a page", "Write a paragraph on tides"),
        (r"Write a paragraph on tides in LaTeX with \cite commands, 60 words", "Write a paragraph on tides"),
        ("Write a paragraph on tides in the style of an ACL paper", "Write a paragraph on tides"),
        ("Write a paragraph on stop words", "Write a paragraph on stop words"),
        ("Write a paragraph on songs longer than 60 words", "Write a paragraph on songs longer than 60 words"),
        ("Write a paragraph on the distance of two lines", "Write a paragraph on the distance of two lines"),
        ("Write a paragraph on changes in style", "Write a paragraph on changes in style"),
        (
            "Write a paragraph on dialogues with references to places",
            "Write a paragraph on dialogues with references to places",
        ),
    ],
)
def test_how_a_paragraph_is_written_and_gives_its_sources_is_no_part_of_its_subject(text: str, expected: str) -> None:
    assert without_form(text) == expected


def test_a_long_chain_of_everyday_words_is_read_at_once() -> None:
    # Of a pattern with two ways through each word this would take years.
    assert not asks_about_whole(f"What is LaBSE, {'all and ' * 40}more, of lakes?", 8, 13)
    assert not asks_about_whole(f"What is LaBSE, {'why did the authors propose ' * 40}of lakes?", 8, 13)


@pytest.mark.parametrize(
    "text",
    [
        "Large kelps always beat small ones. True?",
        "I have read somewhere that large kelps always beat small ones. Is that correct?",
        "Is it really true that large kelps always beat small ones?",
        "People say that large kelps always beat small ones, is it so?",
        "True or false: large kelps always beat small ones?",
    ],
)
def test_a_claim_is_looked_up_without_the_question_whether_it_holds(text: str) -> None:
    assert retrieval_query(text).lower() == "large kelps always beat small ones?"


@pytest.mark.parametrize("text", ["What is true?", "Do they say that kelps win?", "Is the answer right?"])
def test_a_question_that_claims_nothing_is_looked_up_as_it_is(text: str) -> None:
    assert retrieval_query(text) == text
