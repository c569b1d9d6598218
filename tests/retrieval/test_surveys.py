"""Which papers say of themselves that they are surveys."""

import pytest

from retrieval.surveys import is_survey


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Parsing Rivers: A Brief Survey", ""),
        ("A Survey of Tidal Models", ""),
        ("A Comprehensive Review of Wind Forecasts for Sailors", ""),
        ("Survey on Reefs", ""),
        ("Towards Systematic National Reef Surveys: The Case of Malta", ""),
        ("What We Know of Otters", "By conducting a systematic review we find ninety papers."),
        ("Reading Dunes: A Systematic Literature Review", ""),
        ("An Overview of Methods for Salt", ""),
        ("What We Know of Otters", "Otters are studied a lot. This survey covers ninety papers."),
        ("What We Know of Otters", "This paper reviews how otters are counted."),
        ("Counting Otters", "We present a systematic review of counting by eye."),
    ],
)
def test_a_survey_says_so(title: str, abstract: str) -> None:
    assert is_survey(title, abstract)


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Predicting Survey Responses", ""),
        ("Summarising Product Reviews", ""),
        ("Overview of the Second Shared Task on Tides", ""),
        ("TideEval Task 3: Overview", ""),
        ("Who Writes a Peer Review", ""),
        ("Otters", "We ran a survey among 300 anglers."),
        ("Otters", "In this survey of 300 users, half had seen an otter."),
        ("Otters", "We briefly review earlier work and then propose a counter."),
        ("Otters", "Reviews of films are classified by this network."),
        ("", ""),
    ],
)
def test_a_survey_among_people_reviews_as_data_and_shared_tasks_are_none(title: str, abstract: str) -> None:
    assert not is_survey(title, abstract)
