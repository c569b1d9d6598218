"""Negation, direction, and who of whom: whether a claim says the contrary of what it cites.

Finders note every clash between the claim and the cited sentences, however faint: a word of direction whose contrary
stands there, a negation on one side only, two sides of a comparison exchanged. Each notes signals, such as how much of
the words around agrees, whether the source also says what the claim says, and whether another word denies. A logistic
regression per finder weighs the signals; only a clash that is more likely a contradiction than not is reported.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.verification.clash_weights import WEIGHTS
from assistant.verification.contests import compared_contests, contest_words
from assistant.verification.datatypes import Reason, ReasonKind
from assistant.verification.overlap import coverage, weighed
from assistant.verification.polar_words import (
    COMPARABLE,
    DIRECTIONS,
    EQUAL,
    FAINT_DENIALS,
    INDEPENDENT,
    MODIFIERS,
    NEGATIVE_PREFIXES,
    OPPOSITES,
    RELATIONS,
)
from assistant.verification.quantity_checks import counts_the_rest
from assistant.verification.reading import (
    SCOPE_WORDS,
    Reading,
    beside,
    denials,
    denies_near,
    is_denial,
    is_plain,
    nearness,
    read,
    scope,
    shared,
)
from assistant.verification.words import Word, split_words, stem, words_of

Signs = frozenset[int]
PLUS, MINUS, ZERO = frozenset({1}), frozenset({-1}), frozenset({0})
RELATED = frozenset({1, -1})
SAME_WORD = 0.6
CONTEST_MARGIN = 0.9
MOST_REASONS = 2
LOOSE = words_of("large small big high low higher lower many few limited short strong well little simple most")
"""Words that often stand beside what is claimed."""
WEAKENERS = words_of("marginal limited little minimal slight negligible few")
NEGLIGIBLE, REACHES_BACK = words_of("insignificant negligible nonsignificant"), 9
NEUTRAL_FORMS = words_of(
    "cost costs costing break capability capabilities ability abilities able limitation limitations"
)
BOUND_VERBS = words_of("exceed exceeds surpass surpasses reach reaches above over beyond more")
REDUCED_WITHIN, GRADED_WITHIN = 3, 6
"""How many words a word of decrease, "limits", reaches ahead over what is good or bad, and over "more" or "less"."""
GRADES = words_of("more less most least")
SIGNED = {
    "positively": PLUS,
    "positive": PLUS,
    "directly": PLUS,
    "negatively": MINUS,
    "negative": MINUS,
    "inversely": MINUS,
}
GREATER = words_of("more greater higher stronger less lower weaker fewer smaller")
COMPARATIVES = words_of("more less fewer lower higher greater")
FIRST_OF_ITS_KIND, BEFORE = (
    words_of("first novel unprecedented"),
    words_of("before until prior previously earlier yet so"),
)
NOBODY = words_of("no none never nobody nothing")
FARTHEST = words_of("best highest largest strongest greatest most fastest lowest smallest biggest longest top")
BEHIND = words_of("worse inferior behind weaker lower less lag underperform")
ONLY, BESIDES = words_of("only solely alone just exclusively"), words_of("beyond other else besides except")
SMALL_AMOUNTS = words_of("low small minimal few short limited cheap inexpensive less marginal slight")
CHANGING, UNCHANGED = (
    ("chang", "diff", "vari", "alter"),
    words_of("similar same comparable unchanged constant stable equal"),
)
PRESERVING = words_of(
    """maintain maintains maintaining maintained retain retains retaining retained preserve preserves preserving
    preserved keep keeps keeping same matches matching without"""
)
GIVING_UP = words_of("giving compromising trading abandoning forgoing penalty cost expense drop loss losses")
"""What a denial takes back, so that it says the same as a word of the other set does plainly."""
HARMING = (("quality", MINUS), ("amount", MINUS))
BOUNDS = re.compile(
    r"(?:above|below|under|over|past|beyond)\s[^\w\s]?\d|more than (?:halv|doubl|tripl|quadrupl)", re.IGNORECASE
)
FALLS_BACK = re.compile(r"\s(?:far\s|well\s|somewhat\s|slightly\s|further\s)?(?:below|behind|short)\b")
TAKES_OFF = re.compile(
    r"(?:take|took|knock|shave)(?:s|n|d|ed|ing)?\s[^,.;:()]{0,30}\d\S*\s(?:[\w%]+\s)?off\b", re.IGNORECASE
)
COSTS = re.compile(r"costs?\s(?:about\s|over\s|some\s|up\sto\s)?\d", re.IGNORECASE)
ADJECTIVE = re.compile(r"(?:ant|ent|ive|able|ible|ful|al|ous|ic|ed|ary|ly)$")
CONTEST_VERBS = tuple(
    sorted(words_of("outperform surpass exceed beat outdo outstrip eclips underperform trail lag lose"))
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of direction or relation, the signs that it allows with its negations, and the stems near it."""

    text: str
    stem: str
    dimension: str
    signs: Signs
    negated: bool
    near: dict[str, float]
    beside: dict[str, float]

    @property
    def root(self) -> str:
        """Return the beginning that "reduces" and "reduction" share."""
        return self.stem[:5]


@dataclass(frozen=True, slots=True)
class Clash:
    """A possible contradiction: who found it, its signals, and what is to be said of it."""

    finder: str
    signals: tuple[float, ...]
    kind: ReasonKind
    text: str

    @property
    def odds(self) -> float:
        """Return the log odds that it is a contradiction."""
        return weighed(WEIGHTS[self.finder], self.signals)


def check_polarity(claim: str, cited: Sequence[str]) -> tuple[Reason, ...]:
    """Return up to two reasons where the claim negates, turns round or swaps what the cited sentences say."""
    if counts_the_rest(claim, cited):
        return ()
    clashes = sorted((clash for clash in find_clashes(claim, cited) if clash.odds > 0), key=lambda clash: -clash.odds)
    return tuple({(clash.kind, clash.text): Reason(clash.kind, clash.text) for clash in clashes}.values())[
        :MOST_REASONS
    ]


def find_clashes(claim: str, cited: Sequence[str]) -> Iterator[Clash]:
    """Yield every clash of the claim with the cited sentences, likely or not."""
    held = coverage(claim, cited)
    for finder in FINDERS:
        yield from finder(claim, cited, held)


# Direction


@lru_cache(maxsize=1)
def _directions() -> dict[str, list[tuple[str, Signs]]]:
    """Return by stem the dimensions and signs of a word."""
    found: dict[str, list[tuple[str, Signs]]] = {}
    for dimension, sides in DIRECTIONS.items():
        for words, signs in zip(sides, (PLUS, MINUS), strict=True):
            for key in {stem(word) for word in words.split()}:
                found.setdefault(key, []).append((dimension, signs))
    for word in RELATIONS:
        found.setdefault(stem(word), [("relation", RELATED)])
    for word in INDEPENDENT:
        found.setdefault(stem(word), [("relation", ZERO)])
    return found


@lru_cache(maxsize=1)
def _opposites() -> dict[str, list[tuple[str, Signs]]]:
    """Return by word the pairs of opposites it is in, as dimensions of their own, with its sign."""
    found: dict[str, list[tuple[str, Signs]]] = {}
    for one, other in OPPOSITES:
        for words, signs in ((one, PLUS), (other, MINUS)):
            for word in words.split():
                found.setdefault(word, []).append((f"{one} or {other}", signs))
    return found


@lru_cache(maxsize=4096)
def find_cues(text: str) -> tuple[Cue, ...]:
    """Return the words of direction and relation, with the signs they allow.

    >>> [(cue.text, sorted(cue.signs)) for cue in find_cues("It does not improve speech but reduces errors.")][::2]
    [('improve', [-1, 0]), ('reduces', [-1])]
    """
    reading, near, close = read(text), nearness(text), beside(text)
    cues = []
    for place, word in enumerate(reading.words):
        previous = reading.words[place - 1].lower if place else ""
        following = reading.words[place + 1].lower if place + 1 < len(reading.words) else ""
        if place in reading.negations or (previous == "no" and word.lower in COMPARATIVES):
            continue
        if re.search(r"['’]s?$", word.text) or (place and word.text[0].isupper() and not word.text.isupper()):
            continue  # a name: "Bridge's"
        negation = reading.negated_by[place]
        negated = negation is not None
        if negation is not None and _bounds_a_number(reading, negation):
            continue
        shown, meanings = word.text, _meanings(word, previous, following, text)
        if word.lower in GRADES and following and (stem(following) in _directions() or ADJECTIVE.search(following)):
            if stem(following) in _directions():
                continue  # "more effective": the second word tells
            shown = f"{word.text} {following}"  # "less suitable": a direction of its own
            meanings = [(f"adjective {stem(following)}", PLUS if word.lower in {"more", "most"} else MINUS)]
        elif word.lower in GREATER and following and reading.words[place + 1].is_content:
            sign = PLUS if word.lower in {"more", "greater", "higher", "stronger"} else MINUS
            meanings = [*meanings, (f"adjective {stem(following)}", sign)]  # "greater robustness", "less robust"
        for dimension, signs in meanings:
            if negated and " or " in dimension:
                continue
            if previous in {"less", "least", "lesser"} and signs in (PLUS, MINUS):
                signs = MINUS if signs == PLUS else PLUS
            if negated:
                signs = ZERO if signs == RELATED else frozenset({-1, 0, 1}) - signs
            around = (*reading.words[max(0, place - 2) : place], *reading.words[place + 1 : place + REACHES_BACK])
            if {one.lower for one in around[:2]} & WEAKENERS or {one.lower for one in around} & NEGLIGIBLE:
                signs |= ZERO  # "marginal effects", "differences are insignificant"
            if dimension in {"quality", "amount"} and _is_reduced(reading, place):
                signs |= frozenset({-sign for sign in signs})  # "limits harmful biases", "cuts errors more"
            cues.append(Cue(shown, word.stem, dimension, signs, negated, near[place], close[place]))
    return tuple(cues)


def _is_reduced(reading: Reading, place: int) -> bool:
    """Say whether a word of decrease stands a little before, in the same clause."""
    first = max(0, place - (GRADED_WITHIN if reading.words[place].lower in GRADES else REDUCED_WITHIN))
    return any(
        reading.clauses[other] == reading.clauses[place] and ("amount", MINUS) in _directions().get(word.stem, ())
        for other, word in enumerate(reading.words[first:place], first)
    )


def _bounds_a_number(reading: Reading, negation: int) -> bool:
    """Say whether a negation only bounds a number: "does not exceed 44 percent"."""
    denied = [word for place, word in enumerate(reading.words) if reading.negated_by[place] == negation]
    return any(one.lower in BOUND_VERBS and other.text[0].isdigit() for one, other in pairwise(denied))


def _meanings(word: Word, previous: str, following: str, text: str) -> list[tuple[str, Signs]]:
    lower = word.lower
    if lower.endswith(("tor", "tors", "ssor", "ssive", "iency")) or (
        lower == "growth" and following in {"factor", "factors", "hormone"}
    ):
        return []  # "inhibitor", "suppressive": what a thing is, not what becomes of it
    if lower in {"fall", "falls", "fell", "falling"} and FALLS_BACK.match(text, word.end):
        return [("quality", MINUS)]
    if TAKES_OFF.match(text, word.start) or (lower in {"cost", "costs"} and COSTS.match(text, word.start)):
        return [("amount", MINUS)]
    if lower in NEUTRAL_FORMS or lower == "mostly" or (lower == "least" and previous == "at"):
        return []
    if BOUNDS.match(text, word.start) or (following == "than" and _is_number(text[word.end :])):
        return []  # bounds of numbers are compared with the numbers
    if lower == "state" and text[word.end :].replace("‑", "-").startswith(("-of-the-art", " of the art")):
        return [("extreme", PLUS), ("quality", PLUS)]
    if lower.startswith(("associat", "correlat", "relat", "link")) and previous in SIGNED:
        return [("amount", SIGNED[previous])]  # "negatively associated"
    if lower in RELATIONS:
        return [("relation", RELATED), *_opposites().get(lower, ())]  # "effects", not as "effective"
    if lower in EQUAL:
        return [("quality", ZERO)]
    if lower == "well" and ("as" in {previous, following} or not previous):
        return []
    if lower in {"high", "low", "large", "small", "short", "long", "first"} and (
        text[word.end : word.end + 1] in {"-", "‑"} or following in {"resource", "resourced"}
    ):
        return []  # "low-resource": compared as a compound
    if lower in {"leading", "lead", "leads"} and following == "to":
        return []
    if lower in {"weak", "weakly"} and following.startswith(("supervis", "label")):
        return []  # how a model is trained
    if lower == "large" and following in {"language", "vision", "multimodal", "pretrained", "pre", "scale"}:
        return []  # what a model is called
    if following == "by" and lower.startswith(CONTEST_VERBS):
        return []  # "is outperformed by": who of whom is compared for itself
    if lower in COMPARATIVES and following == "than":
        return [("amount", PLUS if lower in {"more", "higher", "greater"} else MINUS)]
    return [*_directions().get(word.stem, ()), *_opposites().get(lower, ())]


def _is_number(behind: str) -> bool:
    return re.match(r"\sthan\s(?:[^\w\s]?\d|(?:an?|one|two|three|four|five|six|ten|half)\b)", behind) is not None


def _factor(one: Cue, other: Cue) -> float:
    """Return how far the two cues' dimensions can be compared, 0…1."""
    if one.dimension == other.dimension:
        return 1.0
    if "relation" in (one.dimension, other.dimension) and ZERO not in (one.signs, other.signs):
        return 0.0
    graded = {cue.dimension.split(" ")[0] for cue in (one, other)}
    return COMPARABLE.get(frozenset(graded), 0.0)


def _agreement(one: Cue, other: Cue) -> float:
    """Return how much two cues speak of the same words, 0 where they cannot be compared."""
    factor = _factor(one, other)
    return factor * shared(one.near, other.near) + (SAME_WORD if one.root == other.root else 0.0) if factor else 0.0


def _find_directions(claim: str, cited: Sequence[str], held: float) -> Iterator[Clash]:
    """Find words of the claim whose contrary is what the source says of the same words."""
    stated = [cue for sentence in cited for cue in find_cues(sentence)]
    mine = find_cues(claim)
    says_equal = any(cue.signs == ZERO and cue.dimension == "quality" for cue in mine)
    said, known = {cue.root for cue in mine}, {cue.root for cue in stated}
    ahead = [straight - crossed for sentence in cited for straight, crossed in compared_contests(claim, sentence)]
    competing = contest_words((claim, *cited)) if max(ahead, default=0.0) >= CONTEST_MARGIN else frozenset()
    denies_elsewhere = any(is_plain(word.lower) for word in read(claim).words) and any(
        is_plain(word.lower) for sentence in cited for word in read(sentence).words
    )
    for cue in mine:
        opposed = [other for other in stated if not other.signs & cue.signs and _factor(cue, other)]
        if not opposed or (cue.signs == ZERO and cue.dimension == "quality"):
            continue  # "matches" is near enough to better and worse
        if says_equal and cue.dimension == "quality":
            opposed = [other for other in opposed if other.signs != ZERO or other.dimension != "quality"]
            if not opposed:
                continue  # the claim, too, has something that it matches
        if all(other.signs == ZERO for other in opposed) and any(
            other.signs & cue.signs and other.dimension in {"quality", "amount", "rank"} for other in stated
        ):
            continue  # level with one, ahead of another
        best = max(opposed, key=lambda other: _agreement(cue, other) + 0.5 * (other.dimension == cue.dimension))
        if cue.text in competing and best.text in competing:
            continue  # who of whom agrees: "small ones beat large ones", "large ones do worse than small ones"
        against = _agreement(cue, best)
        agreeing = [_agreement(cue, other) for other in stated if other.signs & cue.signs and _factor(cue, other)]
        otherwise = [_agreement(other, best) for other in mine if other is not cue and other.signs & best.signs]
        agree = [other for other in stated if other.signs & cue.signs and _factor(cue, other)]
        tight = [_factor(cue, other) * shared(cue.beside, other.beside) for other in agree]
        signals = (
            min(against, 3.0),
            min(max(agreeing, default=0.0), 3.0),
            min(max(otherwise, default=0.0), 3.0),
            min(_factor(cue, best) * shared(cue.beside, best.beside), 2.0),
            min(max(tight, default=0.0), 2.0),
            float(not agreeing),
            float(best.dimension == cue.dimension),
            float(cue.root not in known and best.root not in said),
            float("relation" in (cue.dimension, best.dimension)),
            float(" or " in cue.dimension),
            float(cue.negated != best.negated),
            float(cue.root == best.root),
            float(cue.root != best.root and any(other.root == cue.root for other in agree)),
            float(best.root in said and cue.root != best.root),
            float(cue.text.casefold() in LOOSE or best.text.casefold() in LOOSE),
            float(cue.negated != best.negated and denies_elsewhere),
            held,
        )
        kind: ReasonKind = "polarity" if cue.negated != best.negated else "direction"
        yield Clash("direction", signals, kind, f"says {_shown(cue)}, the cited sentence says {_shown(best)}")


def _shown(cue: Cue) -> str:
    return f"“not … {cue.text}”" if cue.negated else f"“{cue.text}”"


COMPOUND = re.compile(r"\b([^\W\d_]+)[-‑ ](?=([^\W\d_]{4,}))")


def _find_compounds(claim: str, cited: Sequence[str], held: float) -> Iterator[Clash]:
    """Find "high-resource" where the source has only "low-resource"."""
    stated = {(one.casefold(), stem(two)): f"{one}-{two}" for text in cited for one, two in COMPOUND.findall(text)}
    said = {(one.casefold(), stem(two)): f"{one}-{two}" for one, two in COMPOUND.findall(claim)}
    words = {word.lower for word in split_words(claim)}
    for (one, two), shown in said.items():
        opposite = (MODIFIERS.get(one, ""), two)
        if opposite in stated and (one, two) not in stated and opposite[0] not in words:
            text = f"says “{shown}”, the cited sentence says “{stated[opposite]}”"
            yield Clash("compound", (held,), "direction", text)


def _find_contests(claim: str, cited: Sequence[str], held: float) -> Iterator[Clash]:
    """Find two sides of a comparison that have changed places."""
    compared = [pair for sentence in cited for pair in compared_contests(claim, sentence)]
    if compared:
        straight, crossed = (max(pair[side] for pair in compared) for side in (0, 1))
        text = "turns round who is ahead of whom in the cited sentence"
        yield Clash(
            "contest", (crossed - straight, float(crossed - straight >= CONTEST_MARGIN), held), "direction", text
        )


# Negation


def _find_added_negation(claim: str, cited: Sequence[str], held: float) -> Iterator[Clash]:
    """Find negations of the claim whose words stand in the source without one."""
    reading, near = read(claim), nearness(claim)
    stated = [read(sentence) for sentence in cited]
    denies_anywhere = any(is_denial(word.lower) for other in stated for word in other.words)
    plainly = any(is_plain(other.words[place].lower) for other in stated for place in other.negations)
    for negation in reading.negations:
        places = scope(reading, negation)[:4]
        if not places or _bounds_a_number(reading, negation) or _is_put_positively(reading, negation, places, stated):
            continue
        matches = _matches(reading, places[:3], stated, near)
        head, alike = max(((match[0], match[1]) for match in matches), default=(0, 0.0))
        nearest = [match for match in matches if match[0] == head and match[1] >= 0.6 * alike]
        denied = any(
            found.negated_by[at] is not None
            or _is_denied_form(found.words[at].lower, reading.words[places[3 - head]].lower)
            or denies_near(found, at, 2, WEAKENERS)
            or denies_near(found, at, REACHES_BACK, NEGLIGIBLE)
            for _, _, at, found in nearest
        ) or any(
            _is_denied_form(found.words[at].lower, reading.words[places[3 - rank]].lower)
            for rank, _, at, found in matches
        )
        roots = {_root(word.stem) for found in stated for word in found.words}
        signals = (
            float(is_plain(reading.words[negation].lower)),
            float(head == 3),
            float(head in (1, 2)),
            min(alike, 3.0),
            float(denied),
            float(any(found.negated_by[at] is not None for _, _, at, found in matches)),
            float(any(denies_near(found, at) for _, _, at, found in nearest)),
            float(any(denies_near(found, at, 3) for _, _, at, found in nearest)),
            float(any(denies_near(found, at, 7, FAINT_DENIALS) for _, _, at, found in nearest)),
            float(denies_anywhere),
            float(plainly),
            float(max(-1, min(2, len(reading.negations) - sum(map(denials, stated))))),
            sum(_root(reading.words[at].stem) in roots for at in places) / len(places),
            float(_has_opposed_cue([reading.words[at] for at in places[:2]], cited)),
            float(_has_cue([reading.words[at] for at in places[:2]])),
            float(reading.words[negation].lower in {"without", "no"}),
            held,
            float(any(map(_denies_freely, stated))),
            float(max(-1, min(1, _plain_negations(reading) - sum(map(_plain_negations, stated))))),
        )
        said = " ".join(reading.words[at].text for at in places[:2])
        rest = "does not deny it" if denies_anywhere else "denies nothing"
        text = f"says “{reading.words[negation].text} {said}”, the cited sentence {rest}"
        yield Clash("added negation", signals, "polarity", text)


def _is_put_positively(reading: Reading, negation: int, places: Sequence[int], stated: Sequence[Reading]) -> bool:
    """Say whether the source says the same without a negation: "the first" for "none before", "keeps" for "no loss"."""
    words = {word.lower for other in stated for word in other.words}
    own = {word.lower for word in reading.words}
    denial, denied = reading.words[negation].lower, reading.words[places[0]]
    if denial in NOBODY and words & FIRST_OF_ITS_KIND and own & BEFORE:
        return True
    if denial in NOBODY and words & FARTHEST and own & (GREATER | COMPARATIVES | {"better", "than"}):
        return True  # "none is better": the best
    if words & (EQUAL | UNCHANGED) and any(reading.words[at].lower in BEHIND for at in places):
        return True  # "not worse": on par
    behind = {word.lower for word in reading.words[negation + 1 : negation + SCOPE_WORDS]}
    if denial in {"no", "nothing", "none"} and behind & BESIDES and words & ONLY:
        return True
    if denial == "little" and words & SMALL_AMOUNTS:
        return True
    if denied.stem.startswith(CHANGING) and words & UNCHANGED:
        return True
    return bool(words & PRESERVING) and (denied.lower in GIVING_UP or _root(denied.stem) in _harms())


@lru_cache(maxsize=1)
def _harms() -> frozenset[str]:
    return frozenset(_root(key) for key, meanings in _directions().items() if meanings[0] in HARMING)


def _denies_freely(reading: Reading) -> bool:
    """Say whether a word of its own denies something, and no part of a compound ("non-Latin", "unlabelled")."""
    return any(
        is_denial(word.lower)
        and not word.lower.startswith(("non", "un"))
        and reading.text[word.end : word.end + 1] != "-"
        for word in reading.words
    )


def _plain_negations(reading: Reading) -> int:
    return sum(is_plain(reading.words[place].lower) for place in reading.negations)


Match = tuple[int, float, int, Reading]


def _matches(
    reading: Reading, places: Sequence[int], stated: Sequence[Reading], near: Sequence[dict[str, float]]
) -> list[Match]:
    """Return where denied words stand in other texts: 3 for the first of them …, how alike, the place, the text."""
    return [
        (3 - order, shared(near[place], nearness(other.text)[found]), found, other)
        for order, place in enumerate(places)
        for other in stated
        for found, candidate in enumerate(other.words)
        if _root(candidate.stem) == _root(reading.words[place].stem)
        or _is_denied_form(candidate.lower, reading.words[place].lower)
    ]


def _find_lost_negation(claim: str, cited: Sequence[str], held: float) -> Iterator[Clash]:
    """Find negations of the source whose words the claim affirms."""
    mine = read(claim)
    readings = [read(sentence) for sentence in cited]
    denies_anywhere = any(is_denial(word.lower) for word in mine.words)
    roots = {_root(word.stem) for word in mine.words}
    for reading in readings:
        near = nearness(reading.text)
        for negation in reading.negations:
            places = scope(reading, negation)[:4]
            if not places:
                continue
            matches = _matches(reading, places[:3], [mine], near)
            if reading.words[negation].lower == "rather" and any(_is_outdone(mine, at) for _, _, at, _ in matches):
                continue  # "in tuning rather than in training": "more in tuning than in training"
            head, alike = max(((match[0], match[1]) for match in matches), default=(0, 0.0))
            nearest = [match for match in matches if match[0] == head]
            words = [reading.words[at] for at in places]
            kept = [word for word in words if _root(word.stem) in roots]
            word = reading.words[negation].lower
            signals = (
                float(is_plain(word)),
                float(head == 3),
                float(head in (1, 2)),
                min(alike, 3.0),
                float(any(found.negated_by[at] is not None for _, _, at, found in nearest)),
                float(any(denies_near(found, at) for _, _, at, found in nearest)),
                float(any(denies_near(found, at, 3) for _, _, at, found in nearest)),
                float(any(denies_near(found, at, 7, FAINT_DENIALS) for _, _, at, found in nearest)),
                float(denies_anywhere),
                float(max(-1, min(2, len(reading.negations) - denials(mine)))),
                len(kept) / len(words),
                float(bool(kept) and any(_affirms(other, [word.stem for word in kept]) for other in readings)),
                float(_has_opposed_cue(words[:2], [claim])),
                float(_has_cue(words[:2])),
                float(len(mine.negations) > 0),
                held,
                float(_denies_freely(mine)),
                float(_plain_negations(mine) > 0),
            )
            said = " ".join(word.text for word in (kept or words)[:2])
            text = f"says “{said}”, the cited sentence says “{reading.words[negation].text} … {said}”"
            yield Clash("lost negation", signals, "polarity", text)


def _is_outdone(reading: Reading, place: int) -> bool:
    """Say whether a word stands on the lesser side of a comparison, a few words behind "than"."""
    return any(word.lower == "than" for word in reading.words[max(0, place - 4) : place])


def _root(stem_: str) -> str:
    """Return the beginning that forms of one word share: "consider", "consid"."""
    return stem_[:6]


def _is_denied_form(word: str, base: str) -> bool:
    return len(base) >= 4 and any(
        word.startswith(prefix) and _root(word.removeprefix(prefix)) == _root(base) for prefix in NEGATIVE_PREFIXES
    )


def _has_cue(words: Sequence[Word]) -> bool:
    return any(word.stem in _directions() for word in words)


def _has_opposed_cue(words: Sequence[Word], texts: Sequence[str]) -> bool:
    """Say whether what is denied is a direction that the texts state the other way round."""
    stated = [cue for text in texts for cue in find_cues(text)]
    return any(
        cue.dimension == dimension and not cue.signs & signs
        for word in words
        for dimension, signs in (*_directions().get(word.stem, ()), *_opposites().get(word.lower, ()))
        for cue in stated
    )


def _affirms(reading: Reading, stems: Sequence[str]) -> bool:
    """Say whether all the stems stand in a sentence without a negation."""
    affirmed = {word.stem for place, word in enumerate(reading.words) if reading.negated_by[place] is None}
    return all(stem_ in affirmed for stem_ in stems)


Finder = Callable[[str, Sequence[str], float], Iterator[Clash]]
FINDERS: tuple[Finder, ...] = (
    _find_directions,
    _find_compounds,
    _find_contests,
    _find_added_negation,
    _find_lost_negation,
)
