"""Numbers in any notation, and whether a claim's stand in the cited sentences."""

from fractions import Fraction

import pytest

from assistant.verification.quantities import find_quantities
from assistant.verification.quantity_checks import check_quantities, enumeration_lengths


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,704 papers", 1704, "paper"),
        ("1.72 billion words", 1_720_000_000, "word"),
        ("1.72B words", 1_720_000_000, "word"),
        ("1,720M words", 1_720_000_000, "word"),
        ("10^9 nodes", 1_000_000_000, ""),
        ("10^{-5} of the ships", Fraction(1, 100_000), ""),
        ("10⁻² grams", Fraction(1, 100), "gram"),
        ("6.3×10^{12} tokens", 6_300_000_000_000, "token"),
        ("6.3 × 10¹² tokens", 6_300_000_000_000, "token"),
        ("6.3e12 tokens", 6_300_000_000_000, "token"),
        ("37.6 M pages", 37_600_000, "document"),
        ("3760 万个", 37_600_000, ""),
        ("a fifth of the harbours", Fraction(1, 5), ""),
        ("any of10 languages", 10, "language"),
        ("0.7dB", Fraction(7, 10), "decibel"),
        ("80.92 %", Fraction(8092, 100), "percent"),
        ("4.5x faster", Fraction(9, 2), "times"),
        ("4.5-fold gains", Fraction(9, 2), "times"),
        ("twelve languages", 12, "language"),
        ("twenty-five models", 25, "model"),
        ("two hundred and fifty tasks", 250, "task"),
        ("ten thousand sentences", 10_000, "sentence"),
        ("a dozen languages", 12, "language"),
        ("40 000 hours", 40_000, "hour"),
        ("½ of it", Fraction(1, 2), ""),
        ("two-thirds of it", Fraction(2, 3), ""),
        ("one in five patients", Fraction(1, 5), "person"),
        ("5 percentage points", 5, "point"),
        ("5 BLEU", 5, "point"),
        ("५०० भाषाएँ", 500, ""),
        ("٤٠ لغة", 40, ""),
        ("三百种语言", 300, ""),
        ("4.2万句", 42_000, ""),
        ("12亿参数", 1_200_000_000, ""),
        ("80,92 % der Sätze", Fraction(8092, 100), "percent"),
        ("3 Millionen Wörter", 3_000_000, "word"),
        ("$20", 20, "dollar"),
        ("(by .25 points)", Fraction(1, 4), "point"),
        (".5k tokens", 500, "token"),
    ],
)
def test_a_number_is_read_in_any_notation(text: str, value: int | Fraction, unit: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize("text", ["GPT-4", "XLM-R2", "SIB-200", "mT5", "WMT'14"])
def test_digits_of_a_name_are_no_quantity(text: str) -> None:
    assert all(quantity.in_name for quantity in find_quantities(text))


def test_a_range_shares_its_unit() -> None:
    assert [quantity.unit for quantity in find_quantities("gains of 25–50%")] == ["percent", "percent"]


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It has 1.72 billion words.", "The corpus holds 1,720M words."),
        ("It is 4.5 times faster.", "We run 4.5x faster."),
        ("It is trained on over 1,700 papers.", "We train on 1,704 papers."),
        ("It has about 2,000 hours.", "The corpus has 1,950 hours."),
        ("Half of the languages gain.", "50% of the languages gain."),
        ("It covers 200 languages.", "It covers over 200 languages."),
        ("Three languages are studied.", "We study Thai, Lao and Khmer."),
        ("It spans more than ten years.", "It spans more than a decade."),
        ("Accuracy falls to 87.7 percent.", "It drops to 0.877 in accuracy."),
        ("It covers 76 percent of cases.", "It covers 76.3% of cases."),
        ("The gauges err in 8 to 18% of cases.", "The gauges are right in 82 to 92% of cases."),  # 100 - 92, 100 - 82
        ("Accuracy rises by 4.9 points.", "It gains 4.9% in accuracy."),
        ("Nearly half of the pairs are kept.", "49% of the pairs are kept."),
        ("It has 14 languages.", "It has 14 linguistically and geographically diverse languages."),
        ("A 55B-parameter model wins.", "A model with 55B parameters wins."),
        ("The best of its kind wins one of the tasks.", "It wins."),
        ("Das Modell hat 1,72 Milliarden Wörter.", "The model has 1.72 billion words."),
        ("该语料库包含三百种语言。", "The corpus covers 300 languages."),
        ("It succeeds in 73.8% of cases.", "It reached seventy three point eight percent success."),
        ("It gains almost 35 points.", "It reaches a BLEU of 57.2, which is +34.7 above the baseline."),
        ("Seven PORT 2015 boats sailed.", "Seven boats of the PORT 2015 race sailed."),
        ("Each boat has half a dozen lamps.", "There are six lamps for each boat."),
        ("The second harbour is deeper.", "The first harbour has 9 metres, the second 12, the third harbour 10."),
        ("A single hull hides what the two hulls share.", "Single-hull sensors overlook what both hulls share."),
        ("It takes four steps.", "It takes 4 timesteps."),
        ("It asks 16,000 questions.", "It has 16,000 MCQs."),
    ],
)
def test_the_same_number_in_another_notation_stands(claim: str, cited: str) -> None:
    assert check_quantities(claim, [cited]) == ()


@pytest.mark.parametrize(
    ("claim", "cited", "kind"),
    [
        ("It has 4.2 billion words.", "It has 4.7 billion words.", "number"),
        ("It has 4.2 million words.", "It has 4.2 billion words.", "number"),
        ("A few billion examples are enough.", "A few million examples are enough.", "number"),
        ("It gains 5 %.", "It gains 5 points.", "unit"),
        ("It costs $42,000.", "It costs $42 to train.", "number"),
        ("It changes 10^-1 of the weights.", "It changes 10^-5 of the weights.", "number"),
        ("It lasts 30 minutes.", "It lasts 30 hours.", "unit"),
        ("It gains 6.1 BLEU points.", "It gains 6.1 F1 points.", "unit"),
        ("It covers three tasks.", "It covers Thai, Lao and Khmer.", "number"),
        ("It covers 23 tasks.", "It covers 23 languages.", "unit"),
        ("It has 77 languages and 200 tasks.", "It has 200 languages and 77 tasks.", "unit"),
        ("It has fewer than 500 languages.", "It has more than 500 languages.", "direction"),
        ("It covers four languages.", "It covers five languages, among them Thai, Lao, Khmer and Shan.", "number"),
        ("Voyages last more than one hour.", "Voyages last less than 1 hour.", "direction"),
        ("At least three tides were drawn.", "They drew a maximum of three tides.", "direction"),
        ("The set has reached the billion scale.", "It is the first million-scale set of its kind.", "number"),
        ("The fourth harbour workshop was held in Oslo.", "We held the 2nd Workshop on Harbours in Oslo.", "number"),
        ("Hulls are bent along three paths.", "A dual-path module bends the hulls.", "number"),
        ("The charts cover three languages.", "We draw bilingual charts, in Thai, say, and in Lao.", "number"),
        ("It holds 1,526 sentences.", "We annotated 1,526 collocations.", "unit"),
    ],
)
def test_another_number_or_unit_is_reported(claim: str, cited: str, kind: str) -> None:
    assert [reason.kind for reason in check_quantities(claim, [cited])][:1] == [kind]


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("More than half of the 230 maps are new.", "We draw 230 maps, 126 of which are new."),  # 126 / 230 = 0.55
        ("The ferry misses four of the 15 stops.", "The ferry calls at 11 of its 15 stops."),  # misses 4, if said so
        ("All but four of the 15 stops are served.", "The ferry calls at 11 of its 15 stops."),
        ("The fleet is twice as large as before.", "The fleet grew from 108 to 216 ships."),
        ("Crews were watched for thirty days.", "Crews were watched for 720 hours."),  # 30 * 24 = 720
        ("The new route is 1.5 km shorter, a gain of 3 %.", "The route was cut by 3 % from 50 km to 48.5 km."),
        ("There are more than three texts per map.", "We collect 37.6 million texts on 11.5 million maps."),
        ("In all, 30 ships are tracked.", "We track 18 ferries and 12 tugs."),
        ("Ten million pairs come from twenty ports.", "Pairs (10 million) were collected in 20 ports."),
        ("It has 6 million pairs that are not Thai.", "It has 11 million pairs (6 million non-Thai)."),
        ("Splitting the cargo 90 to 10 works better.", "A 90/10 split of the cargo is better."),
        ("Nine languages improve ship models.", "Captions are translated into nine additional languages."),
        ("It gains around 18 points.", "It rises from 55.2% to 73.3% in accuracy."),
        ("The tide is foretold four times out of five.", "The tide is foretold in 80% of cases."),
    ],
)
def test_a_number_reckoned_from_others_stands(claim: str, cited: str) -> None:
    assert check_quantities(claim, [cited]) == ()


@pytest.mark.parametrize(
    ("claim", "cited", "kind"),
    [
        ("It covers 72 languages.", "It covers 72 language pairs.", "unit"),
        ("It runs on 67 platforms.", "It comes from 67 countries.", "unit"),
        ("It serves 58 public harbours and 13 docks.", "It serves 13 harbours with 58 public cranes.", "unit"),
        ("It wins on 15 of the 11 datasets.", "It wins on 11 out of 15 datasets.", "number"),
        ("A third of the 230 maps are new.", "We draw 230 maps, 126 of which are new.", "number"),
        ("It loses 0.17 percent of its accuracy.", "Accuracy falls from 0.87 to 0.70.", "number"),
        ("The error falls by up to 37.8 %.", "The error falls by up to 37.5 %.", "number"),
        ("It gains 18 points.", "It rises from 55.2% to 73.3% in accuracy.", "number"),
        ("The tide is foretold two times out of five.", "The tide is foretold in 80% of cases.", "number"),
        ("All in all, it covers 5 ports.", "It covers 9 ports of 4 seas, one of them cold.", "number"),
        ("All in all, it covers 13 ports.", "It covers 9 ports and 4 seas.", "number"),
    ],
)
def test_a_number_that_cannot_be_reckoned_is_reported(claim: str, cited: str, kind: str) -> None:
    assert [reason.kind for reason in check_quantities(claim, [cited])][:1] == [kind]


def test_a_plural_ends_what_is_counted() -> None:
    (quantity,) = find_quantities("Two stages label raw harbour data.")
    assert quantity.text == "Two stages"


def test_a_reason_says_both_sides() -> None:
    (reason,) = check_quantities("It has 4.2 billion words.", ["It has 4.7 billion words."])
    assert reason.text == "says 4.2 billion words, the cited sentence says 4.7 billion words"


@pytest.mark.parametrize(
    ("claim", "cited", "shown"),
    [
        ("It has 230K ship pairs.", "It has 230M ship pairs, and 644K checked pairs.", "230M ship pairs"),
        ("It has 93% calm seas.", "It has 60% of lakes and 39% calm seas.", "39% calm"),
        ("It knows five languages.", "It knows 9 languages of 4 language families.", "9 languages"),
    ],
)
def test_a_reason_names_the_number_that_counts_the_same(claim: str, cited: str, shown: str) -> None:
    [reason] = check_quantities(claim, [cited])
    assert reason.text.endswith(f"the cited sentence says {shown}")


def test_a_number_of_the_title_stands_with_its_unit_only() -> None:
    title = "A Parser for 23 African Languages"
    assert check_quantities("It parses 23 languages.", ["It parses well."], title) == ()
    assert [reason.kind for reason in check_quantities("It has 23 layers.", ["It parses well."], title)] == ["unit"]


def test_a_small_number_may_be_spelt_out_in_another_language() -> None:
    cited = ["Nous étudions sept ports et 240 bateaux."]
    assert check_quantities("They study seven ports and 240 boats.", cited, same_language=False) == ()
    (reason,) = check_quantities("They study seven ports and 250 boats.", cited, same_language=False)
    assert reason.kind == "number"


def test_the_paper_s_own_year_may_be_named() -> None:
    assert check_quantities("Doe et al. (2021) parse well.", ["We parse well."], own_years=frozenset({2021})) == ()


def test_members_of_a_list_are_counted() -> None:
    assert 4 in enumeration_lengths("We test Thai, Lao, Khmer, and Shan.")
    assert 4 not in enumeration_lengths("We test Thai and Lao.")


def test_members_between_semicolons_are_counted() -> None:
    assert 4 in enumeration_lengths("It has a hull; a mast, with ropes; a rudder; and an anchor.")


def test_modifiers_in_a_list_lead_to_what_is_counted() -> None:
    (listed,) = find_quantities("We audit 4,000 text, speech and video datasets.")
    assert (listed.text, listed.unit) == ("4,000 text, speech and video datasets", "dataset")
    (coordinated,) = find_quantities("We train 10,000 monolingual and bilingual harbour models.")
    assert (coordinated.text, coordinated.unit) == ("10,000 monolingual and bilingual harbour models", "model")
    assert [one.text for one in find_quantities("Gains on 5 tasks and four river LMs and seven languages")] == [
        "5 tasks",
        "four river LMs",
        "seven languages",
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "The harbour atlas (p. 3) covers 23 ports.",
        "The harbour atlas (see Fig. 2; § 4.2) covers 23 ports.",
        "The 2021 harbour atlas covers 23 ports.",
    ],
)
def test_where_in_a_paper_and_of_what_year_is_no_fact(claim: str) -> None:
    assert check_quantities(claim, ["The harbour atlas covers 23 ports."], own_years=frozenset({2021})) == ()


def test_a_number_behind_a_thing_is_its_place() -> None:
    cited = ["The error falls from 8 to 5 knots at the third turn."]
    assert check_quantities("In turn three the error is 5 knots.", cited) == ()
    [reason] = check_quantities("In turn four the error is 5 knots.", cited)
    assert reason.text.startswith("says four")


def test_what_stands_behind_the_in_the_next_phrase_is_not_counted() -> None:
    cited = ["The ferry wins in 11 out of 15 ports."]
    assert check_quantities("In eleven cases out of fifteen the new ferry wins.", cited) == ()
    assert check_quantities("In twelve cases out of fifteen the new ferry wins.", cited)


def test_the_digits_of_a_name_are_not_given_as_what_the_source_counts() -> None:
    [reason] = check_quantities("It covers five harbours.", ["PilotT5 covers four harbours."])
    assert reason.text == "says five harbours, the cited sentence says four harbours"


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Almost 4,000 tides were noted.", "We noted 3,924 tides."),
        ("Over 5,500 tides were noted.", "We noted 5584 tides."),
        ("Under 950 tides were noted.", "We noted 944 tides."),
        ("More than a hundred sailors took part.", "126 sailors took part."),  # to 199 it is what one says
        ("Over a million tides were noted.", "We noted 1.2 million tides."),
        ("The gain exceeds 11 points.", "The gain is 11.3 points."),
        ("It is ahead by some four points.", "It is 4.3 points ahead."),
        ("In no port does the error exceed 63 percent.", "The highest error of a port was 62.55%."),
        ("No port gained less than 3.8 points.", "Gains range from 3.8 to 13 points."),
        ("Charts were drawn under five weather conditions.", "Charts were drawn in five weather conditions."),
        ("No fewer than 40 ports are served.", "At least 40 ports are served."),
        ("No more than 40 ports are served.", "Up to 40 ports are served."),
        ("The work took 24 months.", "It was a two-year work."),
        ("It is right in 89% of cases.", "It has an accuracy of 0.8873."),
        ("It draws two-dimensional charts.", "It draws 2D charts."),
        ("The 200,000 downloads tell.", "It was downloaded 200K times."),
        ("A two-step method is used.", "We use a two-stage method."),
        ("Sixteen leading models fail.", "We test 16 state-of-the-art models."),
        ("It needs 80% fewer charts.", "It needs 20% of the charts."),
    ],
)
def test_a_bound_or_rounding_that_holds_of_the_number_stands(claim: str, cited: str) -> None:
    assert check_quantities(claim, [cited]) == ()


@pytest.mark.parametrize(
    ("claim", "cited", "kind"),
    [
        ("Just under 1,500 tides were noted.", "We noted 1,526 tides.", "number"),
        ("Disputes arose over under 251 harbours.", "Disputes arose over 251 harbours.", "direction"),
        ("Fewer than a hundred sailors took part.", "126 sailors took part.", "number"),
        ("More than half of the charts suffice.", "Only 40 % of the charts are needed.", "number"),
        ("Under nine hundred harbours are shown.", "900+ harbours are shown.", "direction"),
        ("It gains under 9%.", "It gains 9%+.", "direction"),
        ("A boat lies in fewer than one of them.", "A boat lies in several of them.", "number"),
        ("It reaches over 40 % accuracy.", "It reaches 38% accuracy.", "number"),
        ("It scores slightly below 82%.", "It scores 82.35%.", "number"),
        ("It takes at most eightfold time.", "Time grows by a factor of eight or more.", "direction"),
        ("It spans fewer than ten years.", "It spans more than a decade.", "direction"),
        ("Under 540 minutes were heard.", "Over 9 hours were heard.", "number"),
        ("No fewer than 40 ports are served.", "Up to 40 ports are served.", "direction"),
        ("Time grows twentyfold.", "Time grows by a factor of eight.", "number"),
        ("Millions of boats sank.", "Hundreds of boats sank.", "number"),
        ("It is off by 2.14 cm.", "It is off by 2.14 mm.", "unit"),
        ("It holds 12 dialogues in 40 groups.", "It holds 12 TIDE-19-related questions in 40 groups.", "unit"),
    ],
)
def test_a_bound_that_the_number_breaks_is_reported(claim: str, cited: str, kind: str) -> None:
    assert [reason.kind for reason in check_quantities(claim, [cited])][:1] == [kind]


def test_a_denial_in_another_clause_does_not_turn_a_bound_round() -> None:
    claim = "It does not need labels. Its accuracy exceeds 60%."
    assert check_quantities(claim, ["The accuracy is over 60%."]) == ()
    assert check_quantities("In no port does the accuracy exceed 60%.", ["The accuracy is over 60%."])
