"""Follow-ups: which questions lean on earlier ones, and the text that stands for them."""

import pytest

from assistant.conversation import asking_text, listings_drawn_on, place_beyond_list, standalone_text
from assistant.conversation.leaning import is_elliptical, is_follow_up
from assistant.datatypes import Question, Turn
from assistant.question import question_kind


def asked(*texts: str) -> Question:
    """Return the last text as a question, with the others as its history."""
    return Question(texts[-1], tuple(Turn(text) for text in texts[:-1]))


@pytest.mark.parametrize(
    "text",
    [
        "How many languages does it cover?",
        "What are its limitations?",
        "Do they release the code?",
        "How does it compare with mBERT?",
        "Does their approach beat GPT-4?",
        "Were these tested on Thai?",
        "Is that true for German?",
        "What does that mean?",
        "Is the same true for Maltese?",
        "Which ones?",
        "Who are the authors?",
        "How large is the dataset?",
        "What accuracy does the model reach?",
        "what are the results",
        "And for Thai?",
        "and in 2021",
        "What about Belebele?",
        "How about speech?",
        "What else?",
        "Why?",
        "Why not?",
        "Why letters?",
        "More?",
        "How many speakers?",
        "Which languages?",
        "On which data?",
        "Is it better than mBERT?",
        "Is it possible?",
        "Is the code available?",
        "Where are the weights?",
        "Under which licence?",
        "Who is the first author?",
        "Does the model cover Thai?",
        "On how much can you save?",
        "Tell me more",
        "Why is that?",
        "How many languages were tested?",
        "Which languages were the hardest?",
        "What models were evaluated?",
        "How did GPT-4 do there?",
        "Can you show the sentence?",
        "Were there side effects?",
        "Did any patient die?",
        "How long was the follow-up?",
        "What was the primary endpoint?",
        "Was there a difference in mortality?",
        "Is the risk the same in women?",
        "What was the test set?",
    ],
)
def test_a_question_that_leans_on_what_was_said_is_a_follow_up(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is MMTEB?",
        "What is tokenization?",
        "Which papers show that adapters help?",
        "Is there a benchmark for Thai?",
        "How many tweets are there in MuMiN?",
        "Why does quantization hurt multilingual models?",
        "What are the results of SciFact?",
        "In which language is Medical mT5 weak?",
        "Is it possible to translate without parallel data?",
        "Is it better to train on one language?",
        "Is it also known whether adapters forget?",
        "Does it matter which script the letters have?",
        "What is the code of MuRIL?",
        "How large is the model MuRIL?",
        "What can I ask you here?",
        "How many papers do you have?",
        "CodeReviewer: which three tasks is it evaluated on?",
        "When large multilingual models are quantized, how does their accuracy change?",
        "letters of merchants - what do they report",
        "Which datasets cover those who speak Maltese?",
        "Is there news from these days?",
        "sourdough recipes",
        "What is the first multilingual benchmark for code review?",
        "What is in this collection?",
        "What is new in this field?",
        "Which letters of merchants are there?",
        "Which languages of merchants were tested?",
        "Were there side effects of kelp soup?",
        "Does moss reduce the risk of floods?",
    ],
)
def test_a_question_that_names_its_own_subject_is_none(text: str) -> None:
    assert not is_follow_up(text)


def test_a_follow_up_brings_the_question_it_leans_on() -> None:
    question = asked("What is the Lantern treebank?", "How many languages does it cover?")
    assert standalone_text(question) == "How many languages does the Lantern treebank cover?"


def test_a_chain_of_follow_ups_reaches_back_to_its_subject_and_no_further() -> None:
    question = asked(
        "Which corpora hold letters of merchants?",
        "What is the Lantern treebank?",
        "How many languages does it cover?",
        "And how many sentences?",
    )
    assert standalone_text(question) == "the Lantern treebank And how many sentences?"


@pytest.mark.parametrize("text", ["What are the evaluation metrics?", "Which datasets are available?"])
def test_a_question_for_things_alone_asks_for_those_of_the_subject(text: str) -> None:
    assert "LanternBERT" in standalone_text(asked("What is LanternBERT?", text))


def test_counting_words_of_no_list_are_not_places_in_it() -> None:
    question = "How do children learn the first and the second language?"
    turn = Turn("Which papers are on children?", "Two papers.", ("Kelp", "Moss"))
    assert standalone_text(Question(question, (turn,))) == question


def test_a_new_subject_is_not_mixed_with_the_old_one() -> None:
    question = asked("What is the Lantern treebank?", "How does Compass steer speech translation?")
    assert standalone_text(question) == "How does Compass steer speech translation?"


def test_of_a_subject_with_a_coined_name_only_the_names_join_a_question_that_asks_something_else() -> None:
    first = "Which licence has LanternBank?"
    assert standalone_text(asked(first, "And how many speakers?")) == "LanternBank And how many speakers?"
    assert standalone_text(asked(first, "And its limits?")) == "And LanternBank's limits?"
    assert standalone_text(asked(first, "Who wrote it?")) == "Who wrote LanternBank?"
    assert standalone_text(asked(first, "How large is it?", "And for Thai?")) == (
        "How large is LanternBank? And for Thai?"
    )
    assert standalone_text(asked(first, "How large is it?", "And how many speakers?")) == (
        "LanternBank And how many speakers?"
    )


def test_what_about_another_name_puts_it_in_the_place_of_the_old_one() -> None:
    question = asked("How many languages does Lantern's treebank cover?", "What about Harbour?")
    assert standalone_text(question) == "How many languages does Harbour's treebank cover?"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("How many papers work on Maltese?", "and for Thai?"), "How many papers work on Thai?"),
        (("Which papers cover Thai?", "And Basque?"), "Which papers cover Basque?"),
        (("Which papers cover Basque or Thai since 2020?", "And Welsh?"), "Which papers cover Welsh since 2020?"),
        (("Which papers cover Thai?", "And Basque?", "What about Welsh?"), "Which papers cover Welsh?"),
        (("Which papers release a corpus for Thai?", "And for Welsh?"), "Which papers release a corpus for Welsh?"),
        (("Which papers test mBERT on XNLI?", "And on SQuAD?"), "Which papers test mBERT on SQuAD?"),
        (("Which papers are about river ice?", "What about moss?"), "Which papers are about moss?"),
        (("Which papers are about river ice?", "And moss?"), "Which papers are about moss?"),
        (("Which papers use mBERT?", "And for Thai?"), "Which papers use mBERT? And for Thai?"),
        (("Which papers cover Thai?", "And since 2021?"), "Which papers cover Thai? And since 2021?"),
    ],
)
def test_a_question_for_papers_is_asked_again_of_the_new_subject_alone(texts: tuple[str, ...], expected: str) -> None:
    assert standalone_text(asked(*texts)) == expected


def test_and_for_something_keeps_the_subject() -> None:
    question = asked("What accuracy does mBERT reach on MNLI?", "And on XNLI?")
    assert standalone_text(question) == "What accuracy does mBERT reach on MNLI? And on XNLI?"


def test_a_first_question_stands_for_itself_even_if_it_leans_on_something() -> None:
    assert standalone_text(Question("How many languages does it cover?")) == "How many languages does it cover?"


def test_an_answer_in_the_history_adds_nothing_to_the_query() -> None:
    question = Question("How large is it?", (Turn("What is Lantern's corpus?", "A treebank [1.1]."),))
    assert standalone_text(question) == "What is Lantern's corpus? How large is it?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And for Thai?", True),
        ("What about Harbour?", True),
        ("in Maltese?", True),
        ("And Harbour?", True),
        ("And its limits?", False),
        ("What about their limits?", False),
        ("And how many speakers has it?", False),
        ("What about the languages: which are they?", False),
        ("How many languages does it cover?", False),
        ("In 2021 a corpus was made of letters by Harbour", False),
    ],
)
def test_an_elliptical_question_asks_again_what_was_asked(text: str, expected: bool) -> None:
    assert is_elliptical(text) is expected


def test_an_elliptical_question_is_of_the_kind_of_the_one_it_repeats() -> None:
    chain = asked("How many languages does Lantern cover?", "And Harbour?", "What about Compass?")
    assert asking_text(chain) == "How many languages does Lantern cover?"
    assert question_kind(asking_text(chain)) == "number"
    assert question_kind(asking_text(asked("Which papers work on Thai?", "And on Maltese?"))) == "list"
    assert asking_text(asked("Which papers work on Thai?", "How large is Lantern?")) == "How large is Lantern?"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("What is KelpNet?", "who wrote it?"), "who wrote KelpNet?"),
        (("What is KelpNet?", "Who are its authors?"), "Who are KelpNet's authors?"),
        (("What is KelpNet?", "Who are the authors?"), "Who are KelpNet's authors?"),
        (("What is KelpNet?", "Who wrote the paper?"), "Who wrote KelpNet?"),
        (("What is KelpNet?", "How large is that model?"), "How large is KelpNet?"),
        (("What is KelpNet?", "Is the code available?"), "Is KelpNet's code available?"),
        (("What is KelpNet?", "Is it better than QuayNet?"), "Is KelpNet better than QuayNet?"),
        (("What is KelpNet?", "Is it better than QuayNet?", "why?"), "Is KelpNet better than QuayNet? why?"),
        (("What is KelpNet?", "Is it better than QuayNet?", "Who made it?"), "Who made KelpNet?"),
        (("What is river ice?", "how much can you melt?", "where was it found?"), "where was river ice found?"),
        (("Tell me about Medical KelpNet", "Is it possible to use it?"), "Is it possible to use Medical KelpNet?"),
        (("How many Thai texts does Kelp 2 hold?", "Who made it?"), "Who made Kelp 2?"),
        (("On which GPU was KelpNet trained?", "How long was it tested?"), "How long was KelpNet tested?"),
        (("Summarise “Kelp, Moss and Ice”", "Who wrote it?"), "Who wrote “Kelp, Moss and Ice”?"),
        (("What is KelpNet?", "thanks", "Is it open?"), "Is KelpNet open?"),
        (("What is KelpNet?", "So what is QuayNet?", "Who made it?"), "Who made QuayNet?"),
    ],
)
def test_the_one_thing_asked_about_takes_the_place_of_the_pronoun(texts: tuple[str, ...], expected: str) -> None:
    assert standalone_text(asked(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Is KelpNet better than QuayNet?", "Who wrote it?"), "KelpNet QuayNet Who wrote it?"),
        (("Compare KelpNet with QuayNet", "Is it open?"), "KelpNet QuayNet Is it open?"),
        (("How good are LLMs at cognates?", "How was it tested?"), "How good are LLMs at cognates? How was it tested?"),
        (("How is Thai parsed?", "Is it hard?"), "How is Thai parsed? Is it hard?"),
        (("What is KelpNet?", "Is it true for Thai?"), "KelpNet Is it true for Thai?"),
        (("What is KelpNet?", "Is it true that models forget?"), "Is it true that models forget?"),
        (("Which papers use KelpNet?", "How large are they?"), "KelpNet How large are they?"),
        (("What is known about moss?", "Is it green?"), "What is known about moss? Is it green?"),
        (("What is in here?", "Is it large?"), "What is in here? Is it large?"),
    ],
)
def test_a_pronoun_stays_where_what_it_stands_for_is_not_plain(texts: tuple[str, ...], expected: str) -> None:
    assert standalone_text(asked(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("How many languages does KelpNet cover?", "and QuayNet?", "and MossNet?"),
            "How many languages does MossNet cover?",
        ),
        (("Does KelpNet cover Thai?", "And Lao?", "And MossNet?"), "Does MossNet cover Lao?"),
        (("What is KelpNet?", "Who wrote it?", "What about QuayNet?"), "Who wrote QuayNet?"),
        (("Is KelpNet better than QuayNet?", "And MossNet?"), "Is KelpNet better than QuayNet? And MossNet?"),
        (("What is KelpNet?", "Is it better than QuayNet?", "And MossNet?"), "Is KelpNet better than MossNet?"),
    ],
)
def test_another_name_is_asked_what_the_resolved_question_before_asks(texts: tuple[str, ...], expected: str) -> None:
    assert standalone_text(asked(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "expected", "kind"),
    [
        (("Papers on Thai", "and for Lao?", "and how many on river ice?"), "How many papers on river ice?", "count"),
        (("Which papers work on Thai?", "How many are there?"), "How many papers that work on Thai?", "count"),
        (
            ("Which papers work on Thai?", "what do they find?"),
            "what do the papers that work on Thai find?",
            "synthesis",
        ),
        (
            ("Papers about moss", "What are their main findings?"),
            "What are the main findings of the papers about moss?",
            "synthesis",
        ),
        (("Which papers work on Thai?", "what do they find?", "and for Lao?"), "Which papers work on Lao?", "list"),
        (("How many papers cover African languages?", "and Lao?"), "How many papers cover Lao?", "count"),
        (("Which papers work on Thai?", "sort them by size", "and for Lao?"), "Which papers work on Lao?", "list"),
        (("How large is KelpNet?", "which paper says so?"), "How large is KelpNet?", "number"),
        (("Papers on Thai", "how many on African languages?"), "How many papers on African languages?", "count"),
    ],
)
def test_what_follows_a_list_or_an_answer_is_asked_of_it(texts: tuple[str, ...], expected: str, kind: str) -> None:
    question = asked(*texts)
    assert standalone_text(question) == expected
    assert question_kind(asking_text(question)) == kind


ON_THAI, WITH_DATA = "Which papers work on Thai?", "Which papers release data?"


@pytest.mark.parametrize(
    ("texts", "expected", "listings"),
    [
        ((ON_THAI, "which of them release data?"), WITH_DATA, (ON_THAI,)),
        ((ON_THAI, "Which ones use KelpNet?"), "Which papers use KelpNet?", (ON_THAI,)),
        ((ON_THAI, "how many of these release data?"), "How many papers release data?", (ON_THAI,)),
        ((ON_THAI, "only the ones with a benchmark"), "Which papers come with a benchmark?", (ON_THAI,)),
        ((ON_THAI, "which of them has a benchmark?"), "Which papers come with a benchmark?", (ON_THAI,)),
        ((ON_THAI, "and only those about moss"), "Which papers about moss?", (ON_THAI,)),
        ((ON_THAI, "show me those that release data"), WITH_DATA, (ON_THAI,)),
        ((ON_THAI, "what do they find?"), "what do the papers that work on Thai find?", (ON_THAI,)),
        (
            (ON_THAI, "which of them release data?", "what do they find?"),
            "what do the papers that work on Thai find?",
            (ON_THAI, WITH_DATA),
        ),
        ((ON_THAI, "which of them release data?", "and for Lao?"), WITH_DATA, ("Which papers work on Lao?",)),
        ((ON_THAI, "which of them use KelpNet?", "and QuayNet?"), "Which papers use QuayNet?", (ON_THAI,)),
        ((ON_THAI, "which of them use KelpNet?", "how many?"), "How many papers that use KelpNet?", (ON_THAI,)),
        ((ON_THAI, "what do they find?", "and for Lao?"), "Which papers work on Lao?", ()),
        ((ON_THAI, "how many on moss?"), "How many papers on moss?", ()),
        ((ON_THAI, "how many of them?"), "How many papers that work on Thai?", ()),
        ((ON_THAI, "How many are there in total?"), "How many papers that work on Thai?", ()),
        ((ON_THAI, "which of them should I read?"), f"{ON_THAI} which of them should I read?", ()),
        ((ON_THAI, "which of them is the best?"), f"{ON_THAI} which of them is the best?", ()),
        (("What is KelpNet?", "which of them release data?"), "which of KelpNet release data?", ()),
    ],
)
def test_what_is_asked_of_some_of_a_list_is_asked_among_its_papers(
    texts: tuple[str, ...], expected: str, listings: tuple[str, ...]
) -> None:
    assert (standalone_text(asked(*texts)), listings_drawn_on(asked(*texts))) == (expected, listings)


COMPARISON = "Compare KelpNet with QuayNet"


@pytest.mark.parametrize(
    ("first", "text", "expected"),
    [
        (COMPARISON, "which has more languages?", f"{COMPARISON}: which has more languages"),
        (
            COMPARISON,
            "which covers more languages of the north?",
            f"{COMPARISON}: which covers more languages of the north",
        ),
        (COMPARISON, "and which one is about images?", f"{COMPARISON}: which one is about images"),
        ("KelpNet vs QuayNet", "Which of the two is older?", f"{COMPARISON}: Which of the two is older"),
        (
            "Compare “Kelp and Ice” with “Moss”",
            "Which is larger?",
            "Compare “Kelp and Ice” with “Moss”: Which is larger",
        ),
        (COMPARISON, "What about size?", f"{COMPARISON}: size"),
        (COMPARISON, "what scripts?", f"{COMPARISON}: what scripts"),
        (COMPARISON, "how large are they?", f"{COMPARISON}: how large are they"),
        (COMPARISON, "and their limits?", f"{COMPARISON}: limits"),
        (COMPARISON, "Which is the largest multilingual model?", "Which is the largest multilingual model?"),
        (COMPARISON, "Which papers cover Thai?", "Which papers cover Thai?"),
        (COMPARISON, "Which is larger, QuayNet or MossNet?", "Which is larger, QuayNet or MossNet?"),
    ],
)
def test_which_of_two_compared_things_is_so_compares_them_in_that(first: str, text: str, expected: str) -> None:
    assert standalone_text(asked(first, text)) == expected
    assert question_kind(standalone_text(asked(first, text))) == question_kind(asking_text(asked(first, text)))


ON_ICE = "Which papers are about ice?"
LISTED = Turn(ON_ICE, "Matched 2. …", ("Kelp and ice", "Moss on ice"))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("tell me more about the first one",), "tell me more about “Kelp and ice”"),
        (("Who wrote the second paper?",), "Who wrote “Moss on ice”?"),
        (("Compare the first with the last one",), "Compare “Kelp and ice” with “Moss on ice”"),
        (("who wrote the first one?", "and the second one?"), "who wrote “Moss on ice”?"),
        (("who wrote the first one?", "and the second?"), "who wrote “Moss on ice”?"),
        (("the second one?",), "Tell me about “Moss on ice”"),
        (("Tell me about the third one",), "Tell me about the third one"),
        (("Tell me about the first two",), "Tell me about “Kelp and ice” and “Moss on ice”"),
        (("Who wrote the last 2 papers?",), "Who wrote “Kelp and ice” and “Moss on ice”?"),
        (("Summarize the first three",), "Summarize the first three"),
        (("Summarize the first two papers on parsing",), "Summarize the first two papers on parsing"),
        (("Compare the two papers on parsing",), "Compare the two papers on parsing"),
        (("Compare the first with the last one", "and the second?"), "Tell me about “Moss on ice”"),
        (("who wrote the first one?", "and the last two?"), "who wrote “Kelp and ice” and “Moss on ice”?"),
        (
            ("tell me about the second one", "Is it newer than the first?"),
            "Is “Moss on ice” newer than “Kelp and ice”?",
        ),
        (("What was the first paper on parsing?",), "What was the first paper on parsing?"),
    ],
)
def test_a_paper_of_a_list_is_asked_for_by_its_place(texts: tuple[str, ...], expected: str) -> None:
    history = (LISTED, *(Turn(text, "### Contribution\n\n“It is wet.” [1.2]") for text in texts[:-1]))
    assert standalone_text(Question(texts[-1], history)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Compare the first two",), "Compare “Kelp and ice” and “Moss on ice”"),
        (("How do the last two differ?",), "How do “Kelp and ice” and “Moss on ice” differ?"),
        (("Compare them",), "Compare “Kelp and ice” and “Moss on ice”"),
        (("Can you compare these papers in size?",), "Compare “Kelp and ice” and “Moss on ice” in size"),
        (("What is the difference between the two?",), "Compare “Kelp and ice” and “Moss on ice”"),
        (("tell me about the first one", "compare them"), "Compare “Kelp and ice” and “Moss on ice”"),
        (("Compare them", "which is larger?"), "Compare “Kelp and ice” with “Moss on ice”: which is larger"),
        ((COMPARISON, "compare them in size"), "Compare KelpNet and QuayNet in size"),
    ],
)
def test_papers_of_a_list_are_compared_by_their_titles(texts: tuple[str, ...], expected: str) -> None:
    question = Question(texts[-1], (LISTED, *map(Turn, texts[:-1])))
    assert standalone_text(question) == expected
    assert question_kind(asking_text(question)) == "compare"


def test_a_place_beyond_the_list_is_told_and_the_list_is_not_forgotten() -> None:
    one = Turn(ON_ICE, "Matched 1. …", ("Kelp and ice",))
    beyond = "who wrote the second one?"
    assert place_beyond_list(Question(beyond, (one,))) == (
        "The list before shows one paper; there is nothing that “the second one” could stand for."
    )
    after = Question("tell me about the first", (one, Turn(beyond)))
    assert (place_beyond_list(after), standalone_text(after)) == (None, "tell me about “Kelp and ice”")
    assert place_beyond_list(Question(beyond)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Compare them in size", "How do the papers that are about ice compare in size?"),
        ("Summarize them", "Summarize the papers that are about ice"),
    ],
)
def test_of_more_papers_than_a_table_holds_a_synthesis_is_drawn(text: str, expected: str) -> None:
    question = Question(text, (Turn(ON_ICE, "Matched 7. …", tuple("ABCDEFG")),))
    assert (standalone_text(question), listings_drawn_on(question)) == (expected, (ON_ICE,))
    assert question_kind(asking_text(question)) == "synthesis"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Tell me about the first one", "Which of these are datasets?"), "Which papers introduce datasets?"),
        (("Who wrote the first one?", "How large is it?", "which of them release data?"), WITH_DATA),
        (("Compare the first two", "which of them release data?"), None),
        (("Which languages does the first one cover?", "Which of these are rare?"), None),
        (("Tell me about the first one", "Which of these languages does it cover?"), None),
        (("Tell me about the first one", "What is KelpNet?", "which of them release data?"), None),
    ],
)
def test_after_one_paper_of_a_list_which_of_these_are_those_of_the_list(
    texts: tuple[str, ...], expected: str | None
) -> None:
    question = Question(texts[-1], (LISTED, *map(Turn, texts[:-1])))
    assert listings_drawn_on(question) == (() if expected is None else (ON_ICE,))
    assert expected is None or standalone_text(question) == expected


CITED = Turn("Do translated letters help on rivers?", "“They do.” [1.1]", ("Moss on ice",))


@pytest.mark.parametrize(
    ("first", "text", "expected"),
    [
        (CITED, "which languages were looked at?", "“Moss on ice” which languages were looked at?"),
        (CITED, "What do they propose instead?", "What do “Moss on ice” propose instead?"),
        (CITED, "How large is the dataset?", "How large is “Moss on ice”'s dataset?"),
        (CITED, "What did GPT-4 reach there?", "“Moss on ice” What did GPT-4 reach there?"),
        (CITED, "And Thai?", "Thai in “Moss on ice”?"),
        (
            Turn("Which papers deal with moss?", "…", ("Moss on ice",)),
            "how large is it?",
            "how large is “Moss on ice”?",
        ),
        (CITED, "why is that?", "Do translated letters help on rivers? why is that?"),
        (CITED, "How does KelpNet read letters?", "How does KelpNet read letters?"),
        (Turn("What is KelpNet?", "“A net.” [1.2]", ("Moss on ice",)), "How large is it?", "How large is KelpNet?"),
        (
            Turn("Do letters help?", "“Yes.” [1.1] “No.” [2.1]", ("Moss", "Ice")),
            "How was it tested?",
            "Do letters help? How was it tested?",
        ),
    ],
)
def test_the_one_paper_that_was_cited_is_what_a_question_leans_on(first: Turn, text: str, expected: str) -> None:
    assert standalone_text(Question(text, (first,))) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("How many hours does KelpNet hold?", "and speakers?"), "How many speakers does KelpNet hold?"),
        (("How many hours does KelpNet hold?", "What about the languages?"), "How many languages does KelpNet hold?"),
        (("Which printed texts does KelpNet hold?", "and written words?"), "Which written words does KelpNet hold?"),
        (("Is KelpNet open?", "and Thai?"), "Thai in KelpNet?"),
        (("Is KelpNet open?", "what about its size?"), "what about KelpNet's size?"),
        (("What is KelpNet++?", "which domains?", "and languages?"), "KelpNet++ which languages?"),
        (("How many words has KelpNet?", "and QuayBank, how many pairs?"), "QuayBank, how many pairs?"),
        (("Who made Kelpnet-on-Ice?", "how much did they collect?"), "how much did Kelpnet-on-Ice collect?"),
        (("Which papers deal with moss?", "and on ice?"), "Which papers deal with ice?"),
        (("How large is KelpNet?", "Thanks! And what is QuayNet?"), "what is QuayNet?"),
        (("How large is KelpNet?", "ok and QuayNet?"), "How large is QuayNet?"),
        (("How large is KelpNet?", "Can you show me the exact sentence?"), "How large is KelpNet?"),
        (("How large is KelpNet?", "where does it say that?"), "How large is KelpNet?"),
        (("Where was the kelp collected?", "when?"), "when was the kelp collected?"),
        (("When was KelpNet published?", "and where?"), "where was KelpNet published?"),
        (("Does kelp prevent late frost?", "And early frost?"), "Does kelp prevent early frost?"),
        (("Does kelp prevent late frost?", "And river ice?"), "Does kelp prevent late frost? And river ice?"),
        (("Does kelp grow?", "in spring?", "in winter?"), "Does kelp grow? in winter?"),
        (("Does kelp grow?", "ok thank you, now: which papers are on ice?"), "which papers are on ice?"),
    ],
)
def test_what_is_said_in_few_words_is_asked_in_full(texts: tuple[str, ...], expected: str) -> None:
    assert standalone_text(asked(*texts)) == expected


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Tell me about the KelpNet paper. Is it even large?", "Is KelpNet even large?"),
        ("What is KelpNet? How many seas does it cover?", "How many seas does KelpNet cover?"),
        ("I study kelp. Which papers deal with it?", "I study kelp. Which papers deal with it?"),
        ("What is KelpNet? What is QuayNet?", "What is KelpNet? What is QuayNet?"),
        (
            "Which papers test KelpNet? I mean where they train it.",
            "Which papers test KelpNet? I mean where they train it.",
        ),
        ("Is KelpNet good, e.g. for its price?", "Is KelpNet good, e.g. for its price?"),
    ],
)
def test_a_sentence_leans_on_the_one_before_it_in_the_same_text(text: str, full: str) -> None:
    assert standalone_text(Question(text)) == full


def test_of_two_questions_for_papers_in_one_text_the_second_draws_on_the_first() -> None:
    question = Question("Which papers work on Thai? Which of them release data?")
    assert listings_drawn_on(question) == ("Which papers work on Thai?",)


@pytest.mark.parametrize(
    "text",
    ["Which papers are similar?", "Are there similar papers?", "Any related work?", "Find papers like this one"],
)
def test_papers_like_the_one_spoken_of_are_asked_for_by_its_name(text: str) -> None:
    assert standalone_text(asked("What is KelpNet?", text)) == "Which papers are similar to KelpNet?"
    assert standalone_text(Question(text)) == text


def test_a_language_alone_is_asked_of_what_was_spoken_of_and_else_of_all_papers() -> None:
    assert standalone_text(asked("Compare KelpNet with QuayNet", "Japanese?")) == "Japanese?"
    assert asking_text(asked("Compare KelpNet with QuayNet", "Japanese?")) == "Japanese?"
    assert standalone_text(asked("What is KelpNet?", "Japanese?")) == "Japanese in KelpNet?"
    assert asking_text(asked("What is KelpNet?", "Japanese?")) == "Japanese in KelpNet?"
    assert standalone_text(asked("Which papers work on Thai?", "Japanese?")) == "Japanese?"
    assert standalone_text(asked("Which papers work on Thai?", "And Japanese?")) == "Which papers work on Japanese?"


def test_a_short_question_for_papers_on_something_leans_on_nothing() -> None:
    texts = ("How large is KelpNet?", "Which papers study moss?")
    assert standalone_text(asked(*texts)) == texts[1]
    assert listings_drawn_on(asked(*texts, "Which of them are from 2024?")) == (texts[1],)
