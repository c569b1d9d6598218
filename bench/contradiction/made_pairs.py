"""Sentences of abstracts made into claims, true and false, for a cross-encoder to learn from before it sees real ones.

A sentence is reworded a little (synonyms, a shorter cut, "the authors" for "we"): the true claim. One word of direction
or negation of it turned round, or the two sides of a comparison exchanged, gives the false one. In half of the pairs
the evidence is turned round instead, so that how a claim reads does not tell what it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

VERBS = """
improve enhance boost lift strengthen better / degrade worsen weaken hurt harm impair
increase raise boost enlarge / decrease reduce lower cut diminish lessen
outperform surpass beat exceed outdo outstrip / underperform trail lag_behind fall_behind lose_to fall_short_of
help aid support assist / hinder hamper hurt impede
enable allow permit / prevent preclude stop
facilitate ease simplify / complicate hamper impede
widen enlarge / narrow close shrink
accelerate speed_up / slow_down delay
alleviate mitigate ease relieve remedy / exacerbate worsen aggravate intensify
confirm corroborate support / refute contradict disprove
include contain comprise / exclude omit leave_out
expand extend broaden / narrow restrict limit
retain keep preserve maintain / lose discard give_up
require need demand / dispense_with forgo
grow rise increase climb / shrink fall decrease decline drop
succeed / fail
capture reflect account_for / miss ignore overlook neglect disregard
benefit_from profit_from gain_from / suffer_from
encourage promote foster / discourage suppress inhibit
avoid eschew / incur
overestimate overstate / underestimate understate
eliminate remove do_away_with / introduce add keep
agree concur / disagree differ
generalize / overfit
amplify magnify heighten / dampen attenuate lessen
reinforce / undermine erode
win gain / lose forfeit
lead / trail
overtake / fall_behind
advance / set_back hold_back
sharpen clarify / blur obscure
converge / diverge
stabilize / destabilize
streamline / complicate
shorten / lengthen prolong
accept / reject
restore recover / destroy ruin
solve resolve overcome / leave_open run_into
reveal expose uncover / hide conceal mask
favour prefer reward / disfavour penalize punish
emphasize underline stress / downplay play_down
match equal / trail
save spare / waste cost
compress / inflate
unify merge join / split separate
unlock / block bar
relax loosen / tighten
diversify / homogenize
withstand tolerate / succumb_to
bridge / widen
double / halve
surge soar / plunge plummet
thrive flourish / falter struggle
begin start / stop cease
balance / skew
detect spot notice / miss overlook
use employ exploit / avoid do_without
rely_on build_on / do_without
cover / leave_out
"""
WORDS = """
better superior / worse inferior poorer
higher greater / lower smaller
larger bigger greater / smaller
faster quicker / slower
more / less fewer
strong robust solid / weak fragile
stronger / weaker
effective useful / ineffective useless
effectively / ineffectively poorly
efficient / inefficient
easy simple straightforward / hard difficult challenging demanding
common frequent widespread / rare uncommon infrequent
large big sizeable / small little
many numerous / few hardly_any
high / low
rich abundant plentiful ample / scarce sparse limited
extensive broad wide / limited narrow restricted
significant substantial considerable marked notable / insignificant negligible marginal
significantly substantially considerably markedly notably / only_slightly marginally hardly
similar comparable alike / different dissimilar distinct
possible feasible / impossible infeasible
often frequently commonly / rarely seldom hardly_ever
always invariably / never
positive / negative
accurate precise / inaccurate imprecise
reliable dependable trustworthy / unreliable untrustworthy
necessary essential required needed / unnecessary superfluous
sufficient enough adequate / insufficient inadequate
consistent / inconsistent
well / poorly badly
best strongest / worst weakest
beneficial helpful / harmful detrimental
short brief / long lengthy
cheap inexpensive / expensive costly
single / multiple
monolingual / multilingual
explicit / implicit
supervised / unsupervised
manual / automatic
manually by_hand / automatically
available accessible / unavailable
unseen unfamiliar / seen familiar
early / late
before prior_to / after following
simple plain / complex complicated intricate
promising encouraging / disappointing
competitive / uncompetitive
highest largest greatest / lowest smallest
most / least
increasing growing rising / decreasing declining
prone susceptible vulnerable / immune resistant
sensitive brittle / insensitive robust resilient
crucial vital key important critical / unimportant minor secondary
diverse varied / uniform homogeneous
novel new / old established
optimal / suboptimal
correct right / wrong incorrect
correctly / incorrectly wrongly
successful / unsuccessful
successfully / unsuccessfully
independent / dependent
relevant pertinent / irrelevant
low-resource under-resourced / high-resource well-resourced
tight / loose
tighter / looser
stable steady / unstable volatile
safe / unsafe risky
biased skewed / unbiased balanced
noisy / clean
noisier / cleaner
older / newer
earlier / later
longer lengthier / shorter briefer
cheaper / costlier dearer
simpler / more_complex
richer / poorer
wider broader / narrower
harder tougher / easier
quickly rapidly fast / slowly
closely / loosely
strongly / weakly
accurately precisely / inaccurately imprecisely
reliably / unreliably
easily readily / with_difficulty
mostly mainly largely / hardly barely scarcely
nearly almost / far_from
fully completely entirely / partly partially
ahead_of / behind
at_least / at_most
most / few
known / unknown
certain / uncertain
predictable / unpredictable
visible / hidden invisible
interpretable transparent / opaque uninterpretable
flexible adaptable / rigid inflexible
practical / impractical
aligned / misaligned
complete / incomplete
faithful / unfaithful
valid sound / invalid unsound
in-domain / out-of-domain
popular / unpopular
favourable / unfavourable
clear evident / unclear vague
clearly / vaguely
useful / useless
meaningful / meaningless
superior_to / inferior_to
top best-performing / bottom worst-performing
leading / lagging
dominant / marginal
mature / immature
comprehensive thorough / cursory
high-quality / low-quality
large-scale / small-scale
"""
NOUNS = """
gain improvement advance / loss setback deterioration
gains improvements / losses setbacks
advantage benefit strength merit / drawback disadvantage weakness shortcoming
advantages benefits strengths merits / drawbacks disadvantages weaknesses shortcomings
success / failure
increase rise growth upturn / decrease reduction decline downturn
abundance wealth / scarcity shortage dearth
similarities / differences
agreement consensus / disagreement dispute
majority / minority
"""
SYNONYMS = """
method approach technique
methods approaches techniques
show demonstrate find reveal
shows demonstrates finds reveals
use employ apply
uses employs applies
using employing with by_means_of
propose introduce present put_forward
proposed introduced presented
dataset data_set corpus
task problem
results findings outcomes
performance results scores
existing prior previous earlier
study work investigation
achieve reach attain obtain
achieves reaches attains obtains
provide give supply offer
provides gives supplies offers
due_to because_of owing_to
evaluate assess test
leverage exploit draw_on use
leverages exploits draws_on uses
rely_on depend_on build_on
investigate explore examine study
address tackle deal_with
develop build create design
focus_on concentrate_on centre_on
various several a_range_of
additionally furthermore moreover also
experiments tests trials
however but yet
ability capability capacity
gains improvements advances
across over on
large_language_models LLMs
natural_language_processing NLP
question_answering QA
machine_translation MT
neural_networks neural_nets
suggest indicate imply
suggests indicates implies
issue problem matter
generate produce create
generates produces creates
in_order_to so_as_to to
such_as like for_example
state-of-the-art leading
"""
IRREGULAR = {
    "rise": ("rises", "rose"),
    "grow": ("grows", "grew"),
    "fall": ("falls", "fell"),
    "lose": ("loses", "lost"),
    "beat": ("beats", "beat"),
    "cut": ("cuts", "cut"),
    "hurt": ("hurts", "hurt"),
    "shrink": ("shrinks", "shrank"),
    "drop": ("drops", "dropped"),
    "lag": ("lags", "lagged"),
    "keep": ("keeps", "kept"),
    "give": ("gives", "gave"),
    "stop": ("stops", "stopped"),
    "speed": ("speeds", "sped"),
    "have": ("has", "had"),
    "do": ("does", "did"),
    "leave": ("leaves", "left"),
    "omit": ("omits", "omitted"),
    "incur": ("incurs", "incurred"),
    "permit": ("permits", "permitted"),
    "overfit": ("overfits", "overfitted"),
    "forgo": ("forgoes", "forwent"),
    "win": ("wins", "won"),
    "overtake": ("overtakes", "overtook"),
    "overcome": ("overcomes", "overcame"),
    "set": ("sets", "set"),
    "hold": ("holds", "held"),
    "lead": ("leads", "led"),
    "run": ("runs", "ran"),
    "hide": ("hides", "hid"),
    "cost": ("costs", "cost"),
    "split": ("splits", "split"),
    "bar": ("bars", "barred"),
    "withstand": ("withstands", "withstood"),
    "begin": ("begins", "began"),
    "spot": ("spots", "spotted"),
    "prefer": ("prefers", "preferred"),
    "build": ("builds", "built"),
    "withhold": ("withholds", "withheld"),
}
DENIALS = (
    # what stands there, the same in other words, the contrary
    (r"\bcannot\b", ("are unable to", "are not able to", "fail to"), ("can", "are able to")),
    (r"\bcan\b(?! not)", ("is able to", "may"), ("cannot", "is unable to", "fails to", "can hardly")),
    (r"\b(does|do|did) not (\w+)", (r"never \2", r"fail to \2", r"\1n't \2"), (r"\2", r"indeed \2")),
    (r"\bfails? to\b", ("does not", "is unable to", "cannot"), ("manages to", "can")),
    (r"\bwithout\b", ("with no", "not using", "in the absence of", "free of"), ("with", "by")),
    (r"\b(is|are|was|were) not (?!only)", (r"\1n't ", r"\1 never "), (r"\1 ", r"\1 indeed ")),
    (
        r"\b(is|are|was|were|has been|have been) (?!not|no |never|a |an |the )(\w+)",
        (r"\1 indeed \2",),
        (r"\1 not \2", r"\1 never \2", r"\1 hardly \2", r"\1 no longer \2"),
    ),
    (r"\b[Nn]o (?=[a-z])", ("without any ", "not any ", "zero "), ("some ", "much ")),
    (r"\bnot only\b", ("both",), ("neither",)),
    (r"\blacks?\b", ("has no", "is without", "does not have"), ("has", "possesses", "has ample")),
    (r"\bonly\b", ("just", "merely", "solely"), ("not only", "not just")),
    (r"\bneither (.+?) nor\b", (r"not \1 and not",), (r"both \1 and",)),
    (r"\bremains? (?=[a-z])", ("is still ", "is "), ("is no longer ", "is not ")),
    (
        r"\b(outperform|improve|achieve|require|reduce|increase|support|capture|need|use|include|help|enable|provide|show"
        r"|lead|benefit|preserve|rely on)s\b",
        (r"\1s",),
        (r"does not \1", r"never \1s", r"hardly \1s", r"fails to \1", r"no longer \1s"),
    ),
    (r"\bun(able|seen|known|clear|available|reliable|explored)\b", (r"not \1",), (r"\1", r"indeed \1")),
    (r"\bin(sufficient|accurate|efficient|effective|consistent)\b", (r"not \1",), (r"\1", r"indeed \1")),
    (r"\b(?:understudied|underexplored)\b", ("little studied", "hardly explored"), ("well studied", "well explored")),
    (r"\b(?:overlooked|neglected)\b", ("little considered", "hardly studied"), ("widely considered", "well studied")),
)
OPENING = re.compile(
    r"^(?:However|Moreover|Furthermore|Additionally|Specifically|In addition|In this (?:paper|work|study)|To this end"
    r"|Finally|In particular|Notably|Besides|Therefore|Thus|Hence|Further|Importantly|Overall|Consequently|First(?:ly)?"
    r"|Second(?:ly)?|Third|(?:Our |Extensive |The )?(?:experimental )?(?:results|experiments) (?:also )?"
    r"(?:show|demonstrate) that|We (?:also )?(?:show|find|demonstrate) that),?\s",
    re.IGNORECASE,
)
TAIL = re.compile(r",? (?:which|where|while|whereas|as well as|demonstrating|showing|thereby|thus|leading)\b.*$|;.*$")
SECOND_CLAUSE = re.compile(r", (?:and|but) .*$")
BRACKETS = re.compile(r"\s\([^()]*\)")
FILLER = re.compile(r"\b(?:very|highly|greatly|further|also|still|recently) ")
WE_DO = re.compile(
    r"\b[Ww]e (propose|introduce|present|show|find|demonstrate|describe|report|provide|investigate|explore)\b"
)
BEATS = re.compile(
    r"^(?P<before>.*?\b(?:that|and|,)\s|)(?P<ahead>[^,]{2,80}?)\s"
    r"(?P<verb>outperform|surpass|beat|exceed|outdo)(?:s|es|ed|)"
    r"\s(?P<behind>.{2,80}?)(?=\s(?:on|in|by|with|across|for|while|when|at|and|under|over)\b|[,.;])(?P<rest>.*)$"
)
IS_MORE = re.compile(
    r"^(?P<ahead>[A-Z][^,;]{3,60}?) (?P<verb>is|are) "
    r"(?P<grade>more \w+|less \w+|better|worse|larger|smaller|faster|slower|higher|lower|harder|easier|stronger|weaker)"
    r" than (?P<behind>[^,;.]{3,60}?)(?=[,.;]| (?:in|on|for|when|at)\b)(?P<rest>.*)$"
)
PARTICIPLES = {"outperform": "outperformed", "surpass": "surpassed", "beat": "beaten", "exceed": "exceeded"}
PARTICIPLES["outdo"] = "outdone"
GRADES = ("better worse", "larger smaller", "faster slower", "higher lower", "harder easier", "stronger weaker")
CONTRARY_GRADE = {one: other for pair in GRADES for one, other in (pair.split(), pair.split()[::-1])}
TRAIL = (
    *("trail", "lag behind", "fall behind", "underperform", "are worse than", "do worse than", "are weaker than"),
    *("lose out to", "score below", "come second to", "are no match for", "are overtaken by"),
)
LEAD = (
    *("are better than", "do better than", "are ahead of", "come out ahead of"),
    *("score above", "have an edge over", "get the better of", "overtake", "are stronger than"),
)
SHORTEST, LONGEST = 60, 320
"""Characters of a sentence that is taken."""


@dataclass(frozen=True, slots=True)
class MadePair:
    """Evidence with a claim that it supports and one that it does not."""

    evidence: str
    true: str
    false: str


@dataclass(frozen=True, slots=True)
class _Polar:
    """A word's synonyms, its contraries, and its form: "word", "noun", or the place among a verb's forms."""

    form: str
    same: tuple[str, ...]
    contrary: tuple[str, ...]
    infinitive: str


def made_pairs(sentences: Sequence[str], random: Random, most: int) -> list[MadePair]:
    """Return up to `most` pairs from the sentences of one abstract."""
    places = [place for place, sentence in enumerate(sentences) if SHORTEST < len(sentence) < LONGEST]
    pairs = []
    for place in random.sample(places, min(most, len(places))):
        sentence, other = sentences[place], sentences[place + 1 if place + 1 < len(sentences) else place - 1]
        claims = _turned_round(_reworded(sentence, random), random)
        if claims is None or claims[0].casefold() == claims[1].casefold():
            continue
        true, false = claims
        if random.random() < 0.5:
            evidence, true, false = false, _reworded(false, random), _reworded(true, random)
        else:
            evidence = sentence
        if random.random() < 0.2:
            evidence = f"{evidence} {other}"
        pairs.append(MadePair(evidence, true, false))
    return pairs


def _turned_round(claim: str, random: Random) -> tuple[str, str] | None:
    """Return a true and a false version of a claim, None where nothing of it can be turned."""
    sides = _exchanged_sides(claim, random)
    if sides is not None and random.random() < 0.8:
        return sides
    polar, denied = _other_direction(claim, random), _other_denial(claim, random)
    if polar is None or (denied is not None and random.random() < 0.45):
        return denied
    return polar


def _reworded(sentence: str, random: Random) -> str:
    text = sentence
    for _ in range(2):
        if random.random() < 0.7:
            text = _capitalised(OPENING.sub("", text))
    if random.random() < 0.7:
        text = BRACKETS.sub("", text)
    for pattern, share, least in ((TAIL, 0.5, 45), (SECOND_CLAUSE, 0.3, 50)):
        match = pattern.search(text)
        if random.random() < share and match is not None and match.start() > least:
            text = f"{text[: match.start()]}."
    if random.random() < 0.8:
        who, ending = random.choice((("the authors", ""), ("they", ""), ("the paper", "s"), ("the study", "s")))
        text = WE_DO.sub(lambda match: _in_case(match.group(), f"{who} {match[1]}{ending}"), text)
        text = re.sub(r"\b[Ww]e\b", lambda match: _in_case(match.group(), "the authors"), text)
        text = re.sub(r"\b[Oo]ur\b", lambda match: _in_case(match.group(), random.choice(("their", "the"))), text)
    if random.random() < 0.3:
        text = FILLER.sub("", text, count=1)
    for match in reversed(list(_SYNONYM.finditer(text))):
        if random.random() < 0.45:
            text = _replaced(text, match, random.choice(_SYNONYMS_OF[match.group().casefold()]))
    return _capitalised(text)


def _other_direction(claim: str, random: Random) -> tuple[str, str] | None:
    matches = list(_POLAR_WORD.finditer(claim))
    if not matches:
        return None
    chosen = random.choice(matches)
    polar = _POLAR[chosen.group().casefold()]
    same = random.choice(polar.same) if polar.same and random.random() < 0.75 else chosen.group()
    contrary = random.choice(polar.contrary)
    if polar.form == "word" and random.random() < 0.12:
        same, contrary = f"not {contrary}", f"not {same}"
    elif polar.form in {"1", "2"} and random.random() < 0.15:
        contrary = f"{'does' if polar.form == '1' else 'did'} not {polar.infinitive}"
    true = false = claim
    for match in reversed(matches):
        words = (same, contrary)
        if match is not chosen:
            synonyms = _POLAR[match.group().casefold()].same
            if not synonyms or random.random() < 0.6:
                continue
            words = (random.choice(synonyms),) * 2
        true, false = _replaced(true, match, words[0]), _replaced(false, match, words[1])
    return true, false


def _other_denial(claim: str, random: Random) -> tuple[str, str] | None:
    found = [
        (match, same, contrary) for pattern, same, contrary in _DENIALS for match in list(pattern.finditer(claim))[:2]
    ]
    if not found:
        return None
    match, same, contrary = random.choice(found)
    true = claim if random.random() < 0.4 else _replaced(claim, match, match.expand(random.choice(same)))
    return true, _replaced(claim, match, match.expand(random.choice(contrary)))


def _exchanged_sides(claim: str, random: Random) -> tuple[str, str] | None:
    """Return a comparison told from the other side, or passively, and the same with its sides exchanged."""
    if (match := IS_MORE.match(claim)) is not None:
        grade = match["grade"]
        if " " in grade:
            contrary = f"{'less' if grade.startswith('more') else 'more'} {grade[5:]}"
        else:
            contrary = CONTRARY_GRADE[grade]
        ahead, behind, verb, rest = (
            _lowered(match["ahead"]),
            _capitalised(match["behind"]),
            match["verb"],
            match["rest"],
        )
        return f"{behind} {verb} {contrary} than {ahead}{rest}", f"{behind} {verb} {grade} than {ahead}{rest}"
    if (match := BEATS.match(claim)) is None:
        return None
    before, ahead, behind, rest = match["before"], match["ahead"], match["behind"], match["rest"]
    beaten, way = PARTICIPLES[match["verb"]], random.random()
    if way < 0.35:
        true = f"{before}{behind} is {beaten} by {_lowered(ahead)}{rest}"
        false = f"{before}{ahead} is {beaten} by {behind}{rest}"
    elif way < 0.7:
        trail = random.choice(TRAIL)
        true, false = f"{before}{behind} {trail} {_lowered(ahead)}{rest}", f"{before}{ahead} {trail} {behind}{rest}"
    else:
        lead = random.choice(LEAD)
        true, false = f"{before}{ahead} {lead} {behind}{rest}", f"{before}{behind} {lead} {_lowered(ahead)}{rest}"
    return _capitalised(true), _capitalised(false)


def _lowered(phrase: str) -> str:
    """Return a phrase as it stands within a sentence: a name keeps its capital."""
    is_name = re.match(r"[A-Z]\w*[A-Z\d]", phrase) is not None
    return phrase if is_name else phrase[:1].lower() + phrase[1:]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_case(word: str, other: str) -> str:
    return _capitalised(other) if word[0].isupper() else other


def _replaced(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + _in_case(match.group(), other) + text[match.end() :]


# The word lists, read


def _forms(verb: str) -> tuple[str, str, str]:
    """Return a verb's infinitive, third person and past."""
    first, _, particle = verb.partition(" ")
    if first in IRREGULAR:
        third, past = IRREGULAR[first]
    elif first.endswith("y") and first[-2] not in "aeiou":
        third, past = f"{first[:-1]}ies", f"{first[:-1]}ied"
    else:
        third = f"{first}es" if first.endswith(("s", "sh", "ch", "x")) else f"{first}s"
        past = f"{first}d" if first.endswith("e") else f"{first}ed"
    one, two, three = (f"{form} {particle}".strip() for form in (first, third, past))
    return one, two, three


def _groups(lines: str) -> Iterator[list[list[str]]]:
    for line in lines.strip().splitlines():
        yield [[word.replace("_", " ") for word in side.split()] for side in line.split("/")]


def _polar_words() -> Mapping[str, _Polar]:
    found: dict[str, _Polar] = {}

    def add(form: str, sides: Sequence[Sequence[str]], infinitives: Sequence[Sequence[str]]) -> None:
        for here, there, bases in ((sides[0], sides[1], infinitives[0]), (sides[1], sides[0], infinitives[1])):
            for word, base in zip(here, bases, strict=True):
                others = tuple(other for other in here if other != word)
                found.setdefault(word.casefold(), _Polar(form, others, tuple(there), base))

    for sides in _groups(VERBS):
        for place in range(3):
            add(str(place), [[_forms(verb)[place] for verb in side] for side in sides], sides)
    for form, lines in (("word", WORDS), ("noun", NOUNS)):
        for sides in _groups(lines):
            add(form, sides, sides)
    return found


def _any_of(words: Mapping[str, object]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)


_POLAR = _polar_words()
_POLAR_WORD = _any_of(_POLAR)
_SYNONYMS_OF = {
    word.casefold(): tuple(other for other in group if other != word)
    for (group,) in _groups(SYNONYMS)
    for word in group[:2]
}
_SYNONYM = _any_of(_SYNONYMS_OF)
_DENIALS = tuple((re.compile(pattern), same, contrary) for pattern, same, contrary in DENIALS)
