"""What a claim measures in, said in words: a score, how something grows, a place, a relative or absolute gain."""

import re
from collections.abc import Mapping, Sequence

from assistant.verification.datatypes import Reason
from assistant.verification.quantities import find_quantities

SCORES = {
    "accuracy": r"accurac(?:y|ies)",
    "exact match": r"exact[- ]match(?:es)?|em",
    "precision": r"precision",
    "recall": r"recall",
    "F1": r"(?:micro|macro|weighted)?f-?_?[1β](?:-?scores?|-?measures?)?|f-?(?:scores?|measures?)",
    "BLEU": r"(?:sacre|sp)?bleu(?:-?[1-4])?",
    "chrF": r"chrf(?:\+\+|[23])?",
    "COMET": r"comet(?:-?\d+)?|comet-?kiwi",
    "METEOR": r"meteor",
    "ROUGE": r"rouge(?:-?(?:[1-4]|l|lsum))?",
    "TER": r"h?ter|translation (?:edit|error) rates?",
    "CIDEr": r"cider(?:-d)?",
    "word error rate": r"wer|word[- ]error[- ]rates?",
    "character error rate": r"cer|character[- ]error[- ]rates?",
    "NDCG": r"ndcg",
    "MRR": r"mrr|mean reciprocal ranks?",
    "MAP": r"(?-i:m?MAP|mAP)|mean average precision",
    "perplexity": r"perplexit(?:y|ies)",
    "AUROC": r"au-?roc|roc[- ]?auc|auc(?:[- ]?roc)?|(?:area under|roc)\b[\w ()-]*",
    "AUPRC": r"au-?prc?|pr-?auc|auc(?:[- ]?pr)?",
    "Pearson correlation": r"pearson(?:'s|’s)?|pearsonr",
    "Spearman correlation": r"spearman(?:'s|’s)?",
    "Kendall's tau": r"kendall(?:'s|’s)?",
    "kappa": r"kappa|κ",
    "RMSE": r"rmse|root mean squared? errors?",
    "PSNR": r"psnr",
    "SSIM": r"ssim",
    "latency": r"latenc(?:y|ies)",
}
SAID_OTHERWISE = {
    "accuracy": r"(?:in)?accurate(?:ly)?|(?:in)?correct\w*|success rates?|exact match\w*|hits?|right(?:ly)?|errors?",
    "exact match": r"exact(?:ly)?|accurac(?:y|ies)|solve rates?",
    "precision": r"(?:im)?precise(?:ly)?",
    "recall": r"recall(?:s|ed)|sensitivity|hits?|coverage|r",
    "latency": r"speed\w*|fast\w*|slow\w*|delay\w*|times?|real-time|\d+\s?ms",
    "AUROC": r"areas?",
    "AUPRC": r"areas?",
    "MAP": r"precision",
    "RMSE": r"errors?",
    "TER": r"edit\w*",
}
"""Words of the evidence that allow a claim to name the score, without being its name."""
GROWTHS = {
    "logarithmic": r"logarithmic(?:ally)?",
    "linear": r"(?<!than )linear(?:ly)?",
    "quadratic": r"quadratic(?:ally)?",
    "cubic": r"cubic(?:ally)?",
    "exponential": r"exponential(?:ly)?",
}
AVERAGES = {
    "micro-averaged": r"micro[- ]?(?:average[sd]?|averaging|f-?1|f-?scores?|f-?measures?|precision|recall)",
    "macro-averaged": r"macro[- ]?(?:average[sd]?|averaging|f-?1|f-?scores?|f-?measures?|precision|recall)",
}
OFTEN = {"hour": "hourly", "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly|annual(?:ly)?"}
A_SPAN = r"an?\s{}(?=\W*$|[.,;:)])"
RATES = {span: rf"(?:per|each|every|/)\s?{span}s?|{A_SPAN.format(span)}|{often}" for span, often in OFTEN.items()}
RATES |= {span: rf"(?:per|/)\s?{span}|{A_SPAN.format(span)}" for span in ("second", "minute")}
"""How often: "daily", "per minute"; a "second" alone counts something else."""
ANY_SPAN = {span: rf"{span}s?" for span in RATES} | {"second": "seconds?|sec|s"}
GROWS = re.compile(
    r"\b(?:grow\w*|scal\w+|increas\w+|complexit\w+|costs?|decay\w*|decreas\w+|falls?|rises?|decline\w*)\b"
)
RELATIVE = re.compile(r"\brelative(?:ly)?\b(?!\s(?:to|position|small|large|few|low|high|easy|simple))", re.IGNORECASE)
ABSOLUTE = re.compile(r"\b(?:absolute(?:ly)?|points?)\b", re.IGNORECASE)
GAIN = re.compile(r"\d\s?(?:%|percent|points?)", re.IGNORECASE)

ORDINAL_WORDS = """third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth"""
ORDINALS = {"first": 1, "second": 2} | {word: place for place, word in enumerate(ORDINAL_WORDS.split(), 3)}
ORDINAL = re.compile(rf"\b(?:(?P<digits>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))\b", re.IGNORECASE)
IS_PART = re.compile(r"(?:\b(?:an?|one|two|three|four|five|six|seven|nine|the|every|each)[\s-]|-)$", re.IGNORECASE)
LEAST_TELLING_ORDINAL = 3
"""What is first or second is mostly only told before something else."""


def check_measures(claim: str, cited: Sequence[str], title: str = "") -> tuple[Reason, ...]:
    """Return a reason where the claim gives as a score, growth, place or kind of gain what the source calls another."""
    evidence = " ".join((*cited, title))
    reasons = [_another_gain(claim, evidence)]
    if find_quantities(claim):
        reasons.append(_another(claim, evidence, SCORES, SAID_OTHERWISE))
    reasons.append(_another(claim, evidence, AVERAGES))
    reasons.append(_another(claim, evidence, RATES, ANY_SPAN))
    if GROWS.search(claim):
        reasons.append(_another(claim, evidence, GROWTHS))
    reasons.append(_another_place(claim, evidence))
    return tuple(reason for reason in reasons if reason is not None)


def _another(
    claim: str, evidence: str, named: Mapping[str, str], said_otherwise: Mapping[str, str] | None = None
) -> Reason | None:
    """Return a reason where the claim names one of several and the evidence only others, which the claim leaves out."""
    claimed, stated = _names(claim, named), _names(evidence, named)
    strange = claimed - stated - _names(evidence, said_otherwise or {})
    others = stated - claimed
    if len(strange) == 1 and others:
        return Reason("unit", f"says {min(strange)}, the cited sentence says {min(others)}")
    return None


def _names(text: str, named: Mapping[str, str]) -> frozenset[str]:
    return frozenset(
        name
        for name, pattern in named.items()
        if re.search(rf"(?<![A-Za-z_])(?:{pattern})(?![A-Za-z])", text, re.IGNORECASE)
    )


def _another_gain(claim: str, evidence: str) -> Reason | None:
    """Return a reason where a gain is relative in the one and absolute in the other."""
    if not (GAIN.search(claim) and GAIN.search(evidence)):
        return None
    relative = [RELATIVE.search(text) is not None for text in (claim, evidence)]
    absolute = [ABSOLUTE.search(text) is not None for text in (claim, evidence)]
    if relative == [True, False] and absolute == [False, True]:
        return Reason("unit", "says relative, the cited sentence says absolute")
    if absolute == [True, False] and relative == [False, True]:
        return Reason("unit", "says absolute, the cited sentence says relative")
    return None


def _another_place(claim: str, evidence: str) -> Reason | None:
    """Return a reason where the claim gives something a place that the evidence does not give, but another one."""
    claimed, stated = _places(claim), _places(evidence)
    counted = {quantity.value for quantity in find_quantities(evidence)}
    strange = [place for place in claimed if place >= LEAST_TELLING_ORDINAL and place not in stated | counted]
    others = [place for place in stated - claimed if place > 1]
    if strange and others:
        return Reason("number", f"says place {min(strange)}, the cited sentence says place {min(others)}")
    return None


def _places(text: str) -> set[int]:
    """Return the ordinals of a text; "a third" and "two thirds" are none."""
    return {
        int(match["digits"]) if match["digits"] else ORDINALS[match["word"].lower()]
        for match in ORDINAL.finditer(text)
        if match["digits"] or not IS_PART.search(text, 0, match.start())
    }
