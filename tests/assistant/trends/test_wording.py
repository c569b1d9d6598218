"""What asks for trends, in words, and of what."""

import json
from pathlib import Path

import pytest

from assistant.question import question_kind
from assistant.trends.wording import as_papers, is_trends_question, trends_topic

QUESTIONS = Path(__file__).parents[3] / "bench" / "questions"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What is new in multilingual speech?", "multilingual speech"),
        ("What is new in the use of language models?", "the use of language models"),
        ("What is new in this field?", ""),
        ("trends in speech synthesis since 2023", "speech synthesis since 2023"),
        ("What is the field moving towards?", ""),
        ("Where is machine translation heading?", "machine translation"),
        ("In which direction is parsing going?", "parsing"),
        ("How has evaluation changed since 2020?", "evaluation since 2020"),
        ("How has parsing evolved over time?", "parsing"),
        ("Which topics are on the rise in retrieval?", "retrieval"),
        ("What trends are there in TTS?", "TTS"),
        ("What was new in 2023?", "in 2023"),
        ("Is speech synthesis still growing?", "speech synthesis"),
        ("Is interest in parsing declining?", "parsing"),
        ("Are there more papers on speech than before?", "speech"),
        ("How many papers on speech were published each year?", "speech"),
        ("What are people moving towards?", ""),
        ("What are researchers moving towards in speech?", "speech"),
        ("Which topics are most popular?", ""),
        ("What are the main research directions in LLM-based evaluation?", "LLM-based evaluation"),
        ("What's new?", ""),
        ("what is in here?", ""),
        ("which topics are covered most", ""),
        ("What are the main topics?", ""),
        ("What are the topics of the collection?", ""),
        ("Which topics do you cover?", ""),
        ("what languages do the papers cover?", ""),
        ("Which languages are most often studied in this collection?", ""),
        ("Can you summarise the whole collection?", ""),
    ],
)
def test_a_question_for_trends_is_told_with_its_topic(text: str, topic: str) -> None:
    assert question_kind(text) == "trends"
    assert trends_topic(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "What is new in CosyVoice 2?",
        "What is new in the adaptive ensemble decoding scheme?",
        "What is new about this translator?",
        "What is new in both tracks?",
        "Which papers study trends in tweets?",
        "How does the model move the robot?",
        "Is there a trend towards larger models?",
        "How many languages does Lantern cover?",
        "How was the corpus developed?",
        "Which languages are covered?",
        "What are the main topics of SIB-200?",
        "What are the topics?",
        "How is the treebank developed?",
        "How have large models changed translation?",
    ],
)
def test_a_question_about_papers_asks_for_no_trends(text: str) -> None:
    assert not is_trends_question(text)


@pytest.mark.skipif(not QUESTIONS.is_dir(), reason="the questions of bench are not here")
def test_no_question_of_the_benchmarks_is_taken_for_one_on_trends_but_those_worded_like_one() -> None:
    lines = [line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    asked = [json.loads(line)["question"] for line in lines if '"question"' in line]
    assert len(asked) > 20_000
    assert {text for text in asked if is_trends_question(text)} == {
        "What is new in predicting syntactic typology here?",
        "what is new about training UNMT with meta-learning here?",
        "What is novel in the training of the top-down parser?",
        "How did dependency length in scientific English change over time?",
        "How have the names of alpine peaks changed over the centuries?",
        "How did toxicity change after Musk bought Twitter?",
        "Where is it heading next?",
    }


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What is new in speech? And since 2023?", "speech since 2023"),
        ("What is new in speech since 2020? And since 2023?", "speech since 2023"),
        ("What is new in speech since 2020? And for parsing?", "parsing since 2020"),
        ("What is new in speech? What about parsing? And since 2021?", "parsing since 2021"),
        ("What is new in speech? And at ACL?", "speech at ACL"),
        ("What's new? And in parsing?", "parsing"),
    ],
)
def test_what_follows_asks_for_another_time_or_topic(text: str, topic: str) -> None:
    assert trends_topic(text) == topic


def test_a_topic_is_asked_for_as_papers_so_that_a_single_year_is_read_as_a_time() -> None:
    assert as_papers("parsing in 2024") == "papers on parsing in 2024"
    assert as_papers("since 2023") == "papers since 2023"
