"""Negation, direction, who of whom, and numbers that change places."""

import pytest

from assistant.verification.pairings import check_pairings
from assistant.verification.polarity import check_polarity, find_cues


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Adapters improve parsing of Thai.", "We find that adapters boost Thai parsing."),
        ("Adapters do not improve parsing.", "Adapters fail to improve parsing."),
        ("The parser needs no labelled data.", "The parser works without any labelled data."),
        ("Small parsers outperform large ones.", "Large parsers are outperformed by small ones."),
        ("Small parsers beat large ones.", "Large parsers do worse than small ones."),
        ("Adapters improve parsing.", "Adapters improve parsing, although they do not speed it up."),
        ("Tokens are rarely shared.", "Tokens are hardly ever shared."),
        ("Parsing not only gets faster but better.", "Parsing gets faster and better."),
        ("The data are lacking.", "There is a lack of data."),
        ("Neither tags nor trees are needed.", "It works without tags or trees."),
        ("Overlap has little effect on parsing.", "Overlap has marginal effects on parsing."),
        ("Noise has no effect on parsing.", "Parsing is independent of noise."),
        ("Nothing else is trained than the tagger.", "The tagger is the only part trained."),
        ("No maps beyond those of the port are needed.", "It does not require maps beyond those of the port."),
        (
            "Adding tags to trees when parsing Thai gives better results than trees by themselves.",
            "Parsing Thai with trees and tags is better compared to parsing with trees alone.",
        ),
        ("Accuracy does not exceed 44 percent.", "It reaches at most 44% accuracy."),
        ("Neither charts nor maps are needed for sailing.", "Ships sail without the need for maps, charts, or tags."),
        ("Ship A is more than twice as large as ship B.", "Ship A has 216 cabins, while ship B has 101 cabins."),
        ("On four of the 15 routes ferries do not beat trains.", "Ferries beat trains on 11 of 15 routes."),
        ("Large language models parse well.", "Small parsers parse well, as large language models do."),
        ("Parsers do not reliably count boats.", "Parsers struggle to reliably count boats."),
        ("The data behind the parser are mostly Thai.", "The parser extends older ones with Thai data."),
        ("Trimming cuts costs with no loss of accuracy.", "Trimming cuts costs while maintaining the accuracy."),
        ("Before Harbourbank, no dataset held tide trees.", "Harbourbank is the first dataset to hold tide trees."),
        ("It works with neither tuning nor repeated sampling.", "It works without any tuning or repeated sampling."),
        (
            "It keeps false alarms under 3% and recall past 0.5.",
            "It keeps recall above 0.5, false alarms less than 3%.",
        ),
        ("Bridge's parser makes trees longer.", "Our parser shows an increase in the length of trees."),
        (
            "With a tenth of the data the parser gains 4.6%.",
            "The parser is comparable on all of the data and improves by 4.6% with a tenth of it.",
        ),
        ("With no maps beyond the chart, ships sail well.", "Ships sail well with the chart only."),
        ("Ships take up little time in the harbour.", "Ships have low time costs in the harbour."),
        (
            "Harbours rest on one shared plan, though tides vary slightly.",
            "Harbours share a plan, but differ in tides.",
        ),
        ("Ferries keep their speed without giving up comfort.", "Ferries stay fast while maintaining comfort."),
        ("The two ferries do not differ significantly.", "The differences between the two ferries are insignificant."),
        ("Paper charts are clearly behind radar.", "Radar shows significant improvements over paper charts."),
        ("None of the other ferries is faster than Ada.", "Ada is the fastest of the ferries."),
        ("Before Ada, nobody had tried to sail at night.", "Ada is the first to sail at night."),
        ("Small ferries need not be worse than large ones.", "Small ferries can perform on par with large ones."),
    ],
)
def test_saying_the_same_in_other_words_is_no_contradiction(claim: str, cited: str) -> None:
    assert check_polarity(claim, [cited]) == ()


@pytest.mark.parametrize(
    ("claim", "cited", "kind"),
    [
        ("Adapters degrade parsing of Thai.", "We find that adapters improve Thai parsing.", "direction"),
        ("Adapters do not improve parsing.", "Adapters improve parsing by a wide margin.", "polarity"),
        ("The parser covers no dialects of Thai.", "The parser covers six dialects of Thai.", "polarity"),
        ("The parser requires labelled data.", "The parser does not require labelled data.", "polarity"),
        ("The parser uses labelled data.", "The parser works without labelled data.", "polarity"),
        ("Adapters are effective for parsing noisy text.", "Adapters are ineffective for parsing noisy text.", None),
        ("Small parsers outperform large ones.", "Large parsers outperform small ones.", "direction"),
        ("Small parsers are outperformed by large ones.", "Small parsers outperform large ones.", "direction"),
        ("The parser is slower on long texts.", "On long texts the parser is faster.", "direction"),
        ("Gains are largest in high-resource languages.", "Gains are largest in low-resource languages.", "direction"),
        ("Pruning happens after training.", "Pruning happens before training.", "direction"),
        ("Drug A increases the risk of stroke.", "Drug A was associated with a reduced risk of stroke.", "direction"),
        ("Speed is negatively associated with drag.", "Speed is positively associated with drag.", "direction"),
        ("Shallow harbours suit large ferries.", "Deep harbours suit large ferries.", "direction"),
        ("Drug A is associated with stroke.", "Drug A was not associated with stroke.", "polarity"),
        ("Pruning takes 9.0% off the score.", "Pruning increases the score by 9.0%.", "direction"),
        (
            "The parser works worse than trees.",
            "The parser is more effective than (i) tags or (ii) trees.",
            "direction",
        ),
        ("Inline tags proved worst for parsing.", "Inline tags proved optimal for parsing.", "direction"),
        ("Radar is clearly behind paper charts.", "Radar shows improvements over paper charts.", "direction"),
    ],
)
def test_saying_the_contrary_is_reported(claim: str, cited: str, kind: str | None) -> None:
    reasons = check_polarity(claim, [cited])
    assert reasons
    assert kind is None or reasons[0].kind == kind


def test_the_reason_has_both_words() -> None:
    (reason, *_) = check_polarity("Adapters degrade parsing of Thai.", ["Adapters improve parsing of Thai."])
    assert reason.text == "says “degrade”, the cited sentence says “improve”"


def test_a_negation_turns_the_signs_of_a_cue() -> None:
    signs = [cue.signs for cue in find_cues("It does not increase latency.")]
    assert signs == [frozenset({0, -1})]


def test_numbers_that_change_places_are_reported() -> None:
    cited = "The tagger scores 88.3 on news while the parser scores 83.5 on mail."
    assert check_pairings("The tagger has 88.3 on news, the parser 83.5 on mail.", [cited]) == ()
    (reason,) = check_pairings("The tagger has 83.5 on news, the parser 88.3 on mail.", [cited])
    assert reason.kind == "number"


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        (
            "Tuning is more of a bottleneck for harbours than training.",
            "The bottleneck of harbours is tuning rather than training.",
        ),
        ("It gives up 0.85 knots with no more than 20 buoys.", "It loses only 0.85 knots while using 20 buoys."),
        ("The buoy drifts without being noticed by guards.", "The buoy drifts while evading guards."),
        (
            "The ferry matches the tram and surpasses the boats.",
            "The ferry beats the boats and is comparable to the tram.",
        ),
        ("Size is not everything: the best ferry has 20 seats.", "The best ferry is the one with only 20 seats."),
        (
            "The ferry does worse than earlier boats.",
            "Compared to earlier boats, we see a worse result of the ferry, calling for research into better boats.",
        ),
    ],
)
def test_the_same_said_in_other_words_of_denial_and_order_is_no_clash(claim: str, cited: str) -> None:
    assert check_polarity(claim, [cited]) == ()
