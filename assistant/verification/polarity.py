"""Negation, direction, and who of whom: whether a claim says the contrary of what it cites.

A claim is read as a few cues: words of direction ("increases", "worse") and of relation ("associated with", "effect"),
each with the signs it allows: "improves" +, "degrades" −, "does not improve" 0 or −, "no effect" 0. A cue of the claim
is held against the cues of the source that speak of the same words; only where the nearest of them allows none of its
signs, and no other one that is nearly as near does, is it a contradiction. A negation of anything else is held against
the same words in the source, and a negation of the source against the claim.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verification.datatypes import Reason, ReasonKind
from assistant.verification.words import FUNCTION_WORDS, Word, generic_stems, split_words, stem, words_of

Signs = frozenset[int]
PLUS, MINUS, ZERO = frozenset({1}), frozenset({-1}), frozenset({0})
RELATED = frozenset({1, -1})

DIRECTIONS: dict[str, tuple[str, str]] = {
    "quality": (
        """improve improvement improvements improved better outperform surpass exceed superior superiority benefit
        beneficial help helps helped helpful effective effectiveness succeed successful successfully excel beat
        beats outdo outstrip outstripping favor favorable advantageous enable enables facilitate strengthen
        protect protective well accurate accurately alleviate ameliorate advance advances thrive
        forward merit merits gain gains""",
        """degrade degradation worsen worse underperform inferior fail failure ineffective inefficient poorly badly hurt
        hurts harm harms harmful detrimental deteriorate deterioration damage impair impairs impairment struggle
        struggles undermine hamper hinder impede disadvantage inaccurate unreliable sacrifice sacrifices lose
        loses loss weaken shortfall suffer suffers exacerbate aggravate unable incapable short""",
    ),
    "amount": (
        """increase increases increased increasing increasingly rise rises rising raise raises raised grow grows growing
        growth gain gains higher more greater larger upregulate upregulated upregulation elevate elevated
        elevation enhance enhances enhancement boost boosts amplify amplifies expand expands expansion promote
        promotes promotion stimulate stimulation potentiate augment prolong prolonged extend maximize strengthen
        improve exceed accelerate trigger overexpression enrich enriched widen exceeds""",
        """decrease decreases decreased decreasing reduce reduces reduced reduction fall falls falling fell drop drops
        decline declines lower lowers lowered less fewer smaller downregulate downregulated downregulation
        diminish diminished diminishes suppress suppresses suppression inhibit inhibits inhibition attenuate
        attenuates attenuation block blocks blockade prevent prevents prevention shrink shrinks shorten shortens
        narrow minimize mitigate curb cut cuts deplete depletion deficiency deficient abolish abolished abrogate
        eliminate disrupt disrupts repress repression impair impaired loss lack counteract dampen save saves""",
    ),
    "size": ("larger bigger enlarge", "smaller shrink"),
    "speed": (
        "faster fast quicker quick quickly speed speeds accelerate accelerates",
        "slower slow slowly slows decelerate",
    ),
    "frequency": (
        "often frequent frequently commonly widely common ample usually widespread always",
        "rarely rare seldom hardly infrequent infrequently uncommon never scarcely",
    ),
    "level": ("high highest highly", "low lowest"),
    "extreme": ("most greatest highest strongest best largest", "least smallest lowest weakest worst"),
    "need": (
        "necessary essential required requires require needed needs crucial indispensable vital",
        "unnecessary dispensable optional superfluous needless",
    ),
    "enough": ("sufficient enough adequate suffices suffice", "insufficient inadequate"),
    "ease": ("easy easier easily simple simpler", "hard harder difficult complicated complex"),
    "cost": ("cheap cheaper inexpensive", "costly expensive dear dearer costlier"),
    "strength": ("strong stronger", "weak weaker"),
    "efficiency": ("efficient efficiently", "inefficient inefficiently"),
    "rank": ("ahead above leads leading", "behind below lags lag trails trail"),
}
"""Dimensions of direction, each with the words of its two signs."""

COMPARABLE = {
    frozenset({"quality", "amount"}): 0.6,
    frozenset({"quality", "rank"}): 0.7,
    frozenset({"quality", "strength"}): 0.5,
    frozenset({"amount", "strength"}): 0.5,
    frozenset({"amount", "size"}): 0.5,
}
"""Dimensions that are compared with each other, and how much of the agreement counts then."""

RELATIONS = words_of(
    """associate associated association associations correlate correlated correlates correlation relate relationship
    link linked effect effects affect affects influence influences impact impacts difference differences change
    changes alter alters contribute contributes contribution involve involved involvement role roles depend
    depends predict predicts predictor predictive causes causal evidence matter matters"""
)
INDEPENDENT = words_of("independent independently unaffected unchanged unrelated irrespective regardless")
EQUAL = words_of("par parity equals matches equalled matched")

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("before", "after"),
    ("above exceeding", "below under"),
    ("with", "without"),
    ("all every always both", "none neither"),
    ("first", "last"),
    ("long longer longest", "short shorter shortest brief"),
    ("similar same identical alike", "different dissimilar distinct differing"),
    ("include includes including", "exclude excludes excluding"),
    ("supervised", "unsupervised"),
    ("monolingual", "multilingual"),
    ("consistent consistently", "inconsistent inconsistently"),
    ("seen", "unseen"),
    ("known", "unknown"),
    ("frozen freeze freezes", "unfrozen finetuned"),
    ("public publicly open", "private privately closed proprietary"),
    ("manual manually hand", "automatic automatically"),
    ("majority", "minority"),
    ("men male males", "women female females"),
    ("acute", "chronic"),
    ("positive positively", "negative negatively"),
    ("encoder", "decoder"),
    ("older", "younger newer"),
    ("present presence", "absent absence"),
    ("agree agrees agreement", "disagree disagrees disagreement"),
    ("formal", "informal"),
    ("ignore ignores neglect overlook overlooks", "consider considers account"),
    ("add adds addition", "remove removes removal omit omits"),
    ("begin begins start starts", "end ends stop stops"),
    ("static", "dynamic"),
    ("internal", "external"),
    ("minimum minimal minimally", "maximum maximal maximally"),
    ("upper", "lower"),
    ("related", "unrelated"),
    ("available", "unavailable"),
    ("possible", "impossible"),
    ("likely", "unlikely"),
    ("balanced", "imbalanced unbalanced"),
)
"""Words of which one cannot stand for the other; they have no sign that could be compared with other words'."""

NEGATIONS = words_of(
    """not no never without cannot neither nor none nothing nobody nowhere hardly barely scarcely non lacks lack
    lacking lacked fail fails failed failing failure unable absence instead little"""
)
OTHER_NEGATIONS = words_of(
    """nicht kein keine keinen keiner keinem nie niemals ohne pas jamais sans nunca sin não sem non niet geen nooit
    zonder nie bez brak нет не без никогда değil yok olmadan tidak bukan tanpa không chẳng hapana لا لم لن ليس
    ليست غير بدون नहीं बिना না নয় இல்லை"""
)
HAN_NEGATIONS = re.compile("[不没沒無无未非]|ない|ません|않|없|못|ไม่")
NOT_A_DENIAL = words_of("only just merely simply necessarily solely alone surprisingly least mention")
MORE_THAN = words_of("fewer less more later longer smaller larger lower higher")

DENIALS = NEGATIONS | words_of(
    """few rarely rare seldom insufficient inadequate absent avoid avoids avoiding avoided eschew eschews eschewing
    eliminate eliminates eliminating eliminated exclude excludes excluded excluding except ignore ignores
    ignored neglect neglects neglected overlook overlooks overlooked obviate obviates independent independently
    regardless irrespective rather unlike remove removes removing removed removal dispense dispenses free impossible
    scarce missing unclear unknown unseen unable unlikely agnostic prevent prevents preclude precludes reject
    refuse deny denies bypass bypasses omit omits omitted untouched unexplored understudied underexplored
    unaffected unchanged ineffective limited only poorly poor maximum minimal want dearth scarcity shortage
    paucity knockout null deficient deficiency deletion deleted loss depleted depletion ablation silenced
    disrupted forgo forgoes despite than self unresolved replace replaces replacing"""
)
"""Words that deny something, if not as plainly as "not" does."""
FAINT_DENIALS = words_of(
    "only limited despite than minimal maximum poor poorly few unseen unknown replace replaces replacing"
)
OPEN_STATES = words_of(
    "still yet remain remains remained open challenge challenges difficult difficulty struggle struggles"
)

NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis")
PLAIN_WORDS = FUNCTION_WORDS - words_of("same well every all only both much most further together again")
"""Function words that a negation may be about none the less."""

NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
PLAIN_NEGATIONS = words_of("not no never cannot neither nor none nothing nobody without hardly barely scarcely")
"""Those that a claim does not use loosely: "lack", "little" and "fail to" often sum up what a source says otherwise."""

HYPHENATED_DENIALS = words_of("agnostic free independent")
EMPTY_OBJECTS = words_of("need needs requirement use explicit")

CLAUSE_BREAKERS = words_of("but while whereas although though however because since unless despite")
SCOPE_WORDS = 4
REACHES = {"non": 1, "little": 3, "lacks": 2, "lack": 3, "lacking": 2, "lacked": 2, "without": 4, "absence": 3}
"""How many words a negation denies."""
WINDOW = 8
ADVERBS = words_of("significantly substantially considerably greatly markedly consistently necessarily still yet ever")


GRADES = words_of("more less most least")
ADJECTIVE = re.compile(r"(?:ant|ent|ive|able|ible|ful|al|ous|ic|ed|ary|ly)$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of direction or relation, the signs that it allows with its negations, and the stems near it.

    `near` maps stems to weights, 1 beside the cue and less further off or in another clause.
    """

    text: str
    stem: str
    dimension: str
    signs: Signs
    negated: bool
    near: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text's words with the clause of each, which of them are negated, and where the negations stand."""

    text: str
    words: tuple[Word, ...]
    clauses: tuple[int, ...]
    negated_by: tuple[int | None, ...]
    negations: tuple[int, ...]


def _root(stem_: str) -> str:
    """Return the beginning that forms of one word share: "consider", "consid"."""
    return stem_[:6]


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


@lru_cache(maxsize=1)
def _directions() -> dict[str, list[tuple[str, Signs]]]:
    """Return, by word in lower case and by stem of verbs and nouns, its dimensions and signs."""
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
def _opposites() -> dict[str, list[tuple[frozenset[str], frozenset[str]]]]:
    """Return, by word, the families it is in: its own side's words and the other side's."""
    families: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for one, other in OPPOSITES:
        left, right = words_of(one), words_of(other)
        for word in left:
            families.setdefault(word, []).append((left, right))
        for word in right:
            families.setdefault(word, []).append((right, left))
    return families


# Reading


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    words = split_words(text)
    clauses: list[int] = []
    clause = 0
    for place, word in enumerate(words):
        between = text[words[place - 1].end : word.start] if place else ""
        if re.search(r"[,;:()\[\]—–.!?]", between) or word.lower in CLAUSE_BREAKERS:
            clause += 1
        clauses.append(clause)
    negated_by: list[int | None] = [None] * len(words)
    negations: list[int] = []
    for place, word in enumerate(words):
        if word.lower in HYPHENATED_DENIALS and place and text[word.start - 1] in "-‑":
            negations.append(place)
            negated_by[place - 1] = place
        if not _is_negation(words, place, text):
            continue
        negations.append(place)
        reach = REACHES.get(word.lower, SCOPE_WORDS)
        if place and word.lower in {"no", "nothing", "none", "little"} and words[place - 1].is_content:
            negated_by[place - 1] = place  # "requires no supervision"
        for other in range(place + 1, min(len(words), place + 1 + reach)):
            if clauses[other] != clauses[place] or (other > place + 1 and words[other].lower in {"and", "or", "that"}):
                break
            negated_by[other] = place if negated_by[other] is None else None
    return _Reading(text, words, tuple(clauses), tuple(negated_by), tuple(negations))


def _is_negation(words: Sequence[Word], place: int, text: str) -> bool:
    lower = words[place].lower
    following = words[place + 1].lower if place + 1 < len(words) else ""
    previous = words[place - 1].lower if place else ""
    if lower.endswith("n't"):
        return True
    if lower not in NEGATIONS:
        return False
    if lower == "non":
        return text[words[place].end : words[place].end + 1] in {"-", "‑"}
    if lower in {"fail", "fails", "failed", "failing"}:
        return following == "to"
    if lower in {"absence", "lack", "failure"}:
        return following in {"of", "to"} or lower == "lack"
    if lower in HYPHENATED_DENIALS:
        return False  # it denies what stands before it; see `_read`
    if lower == "instead":
        return following == "of"
    if lower == "little":
        return previous not in {"a", "the"}
    if lower == "no" and (
        following in {"doubt", "matter", "less", "fewer"} or (following in MORE_THAN and not previous)
    ):
        return False
    if lower == "not" and previous == "or":
        return False
    return not (lower in {"not", "never"} and following in NOT_A_DENIAL)


@lru_cache(maxsize=4096)
def _nearness(text: str) -> tuple[dict[str, float], ...]:
    """Return for each word of the text the stems near it with their weights."""
    reading = _read(text)
    found = []
    for place in range(len(reading.words)):
        near: dict[str, float] = {}
        for other in range(max(0, place - WINDOW), min(len(reading.words), place + WINDOW + 1)):
            word = reading.words[other]
            if other == place or not (word.is_content or word.text[0].isdigit()) or word.lower in ADVERBS:
                continue
            weight = 1 / (1 + 0.15 * (abs(other - place) - 1))
            if reading.clauses[other] != reading.clauses[place]:
                weight *= 0.6
            if word.stem in generic_stems():
                weight *= 0.6
            elif any(letter.isupper() for letter in word.text[(1 if other else 0) :]) or word.text[0].isdigit():
                weight *= 1.3
            key = re.match(r"\d*", word.text)
            name = key.group() if key is not None and key.group() else word.stem
            near[name] = max(near.get(name, 0.0), weight)
        found.append(near)
    return tuple(found)


def _shared(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[key] for key, weight in one.items() if key in other)


@lru_cache(maxsize=4096)
def find_cues(text: str) -> tuple[Cue, ...]:
    """Return the words of direction and relation, with the signs they allow.

    >>> [(cue.text, sorted(cue.signs)) for cue in find_cues("It does not improve speech but reduces errors.")][::2]
    [('improve', [-1, 0]), ('reduces', [-1])]
    """
    reading = _read(text)
    near = _nearness(text)
    cues = []
    for place, word in enumerate(reading.words):
        previous = reading.words[place - 1].lower if place else ""
        following = reading.words[place + 1].lower if place + 1 < len(reading.words) else ""
        meanings = _meanings(word, previous, following, text)
        if not meanings or place in reading.negations:
            continue
        if word.lower in GRADES and following and (stem(following) in _directions() or ADJECTIVE.search(following)):
            if stem(following) not in _directions():  # "less suitable": a direction of its own
                signs = PLUS if word.lower in {"more", "most"} else MINUS
                signs = _denied(signs) if reading.negated_by[place] is not None else signs
                own = f"adjective {stem(following)}"
                is_denied = reading.negated_by[place] is not None
                cues.append(Cue(f"{word.text} {following}", own, own, signs, is_denied, near[place]))
            continue
        if previous == "no":
            continue  # "no more than"
        negated = reading.negated_by[place] is not None
        for dimension, signs in meanings:
            if previous in {"less", "least", "lesser"} and signs in (PLUS, MINUS):
                signs = MINUS if signs == PLUS else PLUS
            if negated:
                signs = _denied(signs)
            cues.append(Cue(word.text, word.stem, dimension, signs, negated, near[place]))
    return tuple(cues)


def _denied(signs: Signs) -> Signs:
    if signs == RELATED:
        return ZERO
    return frozenset({-1, 0, 1}) - signs


def _meanings(word: Word, previous: str, following: str, text: str) -> Sequence[tuple[str, Signs]]:
    lower = word.lower
    if lower in {"blocks", "gains"} and previous in {"the", "of"} and lower == "blocks":
        return ()
    if lower.endswith(("tor", "tors", "ssor", "ssive", "iency")) or (
        lower == "growth" and following in {"factor", "factors", "hormone"}
    ):
        return ()  # "inhibitor", "suppressive": what a thing is, not what becomes of it
    if lower in {"effect", "effects"}:
        return [("relation", RELATED)]
    if lower in {"fall", "falls", "fell", "falling"} and following in {"below", "behind", "short"}:
        return [("quality", MINUS)]
    if lower in EQUAL:
        return [("quality", ZERO)]
    if lower == "well" and ("as" in {previous, following} or previous in {"", "as"}):
        return ()
    if lower == "short" and following != "of":
        return ()
    if lower in {"high", "low", "large", "small"} and text[word.end : word.end + 1] == "-":
        return ()  # low-resource
    if lower in {"high", "low"} and following in {"resource", "resourced"}:
        return ()
    if lower in {"more", "less", "fewer", "lower", "higher", "greater"} and following == "than":
        return [("amount", PLUS if lower in {"more", "higher", "greater"} else MINUS)]
    if (lower in {"leading", "lead"} and following == "to") or (lower == "leads" and following == "to"):
        return ()
    meanings = _directions().get(word.stem, ())
    if following == "by" and lower.startswith(VERBS):
        return ()  # "is outperformed by": whom it is said of is compared with the contests
    return meanings


# Comparison


def check_polarity(claim: str, cited: Sequence[str]) -> tuple[Reason, ...]:
    """Return up to two reasons where the claim negates, turns round or swaps what the cited sentences say."""
    reasons = (
        *_check_directions(claim, cited),
        *_check_opposites(claim, cited),
        *_check_compounds(claim, cited),
        *_check_added_negation(claim, cited),
        *_check_lost_negation(claim, cited),
        *_check_contests(claim, cited),
    )
    return tuple({(reason.kind, reason.text): reason for reason in reasons}.values())[:2]


LEAST_AGREEMENT = 0.7
LEAST_ALONE = 0.3
"""What is enough where the source has no cue at all that would agree."""
ANTONYM = 0.45
CONTEST_MARGIN = 0.9
NEARLY_AS_NEAR = 0.6
MARGIN = 1.2
SAME_WORD = 0.6


def _agreement(one: Cue, other: Cue) -> float:
    """Return how much two cues speak of the same words, 0 where they cannot be compared."""
    if one.dimension == other.dimension:
        factor = 1.0
    else:
        factor = COMPARABLE.get(frozenset({one.dimension, other.dimension}), 0.0)
        if "relation" in (one.dimension, other.dimension) and (ZERO in (one.signs, other.signs)):
            factor = 0.8 if {one.dimension, other.dimension} <= {"relation", "quality", "amount"} else 0.0
    if not factor:
        return 0.0
    return factor * _shared(one.near, other.near) + (SAME_WORD if one.stem == other.stem else 0.0)


def _check_directions(claim: str, cited: Sequence[str]) -> list[Reason]:
    stated = [cue for sentence in cited for cue in find_cues(sentence)]
    mine = find_cues(claim)
    said, read = {cue.stem for cue in mine}, {cue.stem for cue in stated}
    own_contests = {contest.text for contest in _contests(claim)}
    contests = {contest.text for sentence in cited for contest in _contests(sentence)}
    contests_tell = any(
        abs(straight - crossed) > CONTEST_MARGIN
        for sentence in cited
        for straight, crossed in _compared_contests(claim, sentence)
    )
    reasons = []
    for cue in mine:
        if cue.signs == ZERO and cue.dimension == "quality":
            continue  # "matches": near enough to better and worse
        opposed = [
            (_agreement(cue, other) + _antonymy(cue, other, said, read), other)
            for other in stated
            if not other.signs & cue.signs
        ]
        if not opposed:
            continue
        against, best = max(opposed, key=lambda item: item[0])
        if contests_tell and cue.text in own_contests and best.text in contests:
            continue  # who of whom is compared below
        if any(
            other is not cue and other.signs & best.signs and _agreement(other, best) >= 0.8 * against
            for other in mine
        ):
            continue  # another word of the claim says what that word of the source does
        agreeing = [
            _agreement(cue, other) for other in stated if other.signs & cue.signs and _is_comparable(cue, other)
        ]
        alone = not agreeing and cue.dimension == best.dimension != "relation"
        least = LEAST_ALONE if alone else LEAST_AGREEMENT
        if against >= least and against > max(agreeing, default=0.0) * MARGIN:
            kind: ReasonKind = "polarity" if cue.negated != best.negated else "direction"
            reasons.append(Reason(kind, f"says {_shown(cue)}, the cited sentence says {_shown(best)}"))
    return reasons


def _antonymy(one: Cue, other: Cue, said: set[str], read: set[str]) -> float:
    """Return what it adds that the source has the contrary of a word that it does not have, as if it were exchanged."""
    exchanged = one.stem not in read and other.stem not in said and one.dimension == other.dimension
    return ANTONYM if exchanged and not one.negated and not other.negated and _agreement(one, other) > 0 else 0.0


def _is_comparable(one: Cue, other: Cue) -> bool:
    return one.dimension == other.dimension or frozenset({one.dimension, other.dimension}) in COMPARABLE


def _shown(cue: Cue) -> str:
    return f"“not … {cue.text}”" if cue.negated else f"“{cue.text}”"


MODIFIERS = {
    "high": "low",
    "large": "small",
    "long": "short",
    "full": "low",
    "rich": "poor",
    "intra": "inter",
    "pre": "post",
}
MODIFIERS |= {opposite: word for word, opposite in MODIFIERS.items() if word != "full"}
COMPOUND = re.compile(r"\b([^\W\d_]+)[-‑ ](?=([^\W\d_]{4,}))")


def _check_compounds(claim: str, cited: Sequence[str]) -> list[Reason]:
    """Find "high-resource" where the source has only "low-resource"."""
    stated = {(one.casefold(), stem(two)): f"{one}-{two}" for text in cited for one, two in COMPOUND.findall(text)}
    said = {(one.casefold(), stem(two)): f"{one}-{two}" for one, two in COMPOUND.findall(claim)}
    words = {word.lower for word in split_words(claim)}
    for (one, two), shown in said.items():
        opposite = (MODIFIERS.get(one, ""), two)
        if opposite in stated and (one, two) not in stated and opposite[0] not in words:
            return [Reason("direction", f"says “{shown}”, the cited sentence says “{stated[opposite]}”")]
    return []


def _check_opposites(claim: str, cited: Sequence[str]) -> list[Reason]:
    """Compare words such as before and after where the source has the one in the claim's place of the other."""
    opposites = _opposites()
    claim_words = split_words(claim)
    said = {word.lower for word in claim_words}
    stated = {word.lower for sentence in cited for word in split_words(sentence)}
    near = _nearness(claim)
    for place, word in enumerate(claim_words):
        for own_side, other_side in opposites.get(word.lower, ()):
            if own_side & stated or not other_side & stated or other_side & said:
                continue
            if word.lower in {"with", "without"}:
                continue  # negations are compared below
            for sentence in cited:
                beside = _nearness(sentence)
                for other, candidate in enumerate(split_words(sentence)):
                    if candidate.lower in other_side and _shared(near[place], beside[other]) >= LEAST_AGREEMENT:
                        text = f"says “{word.text}”, the cited sentence says “{candidate.text}”"
                        if _read(claim).negated_by[place] is None and _read(sentence).negated_by[other] is None:
                            return [Reason("direction", text)]
    return []


# Negation


def _is_plain(word: str) -> bool:
    return word in PLAIN_NEGATIONS or word.endswith("n't")


def _scope(reading: _Reading, negation: int) -> list[tuple[int, Word]]:
    return [
        (place, word)
        for place, word in enumerate(reading.words)
        if reading.negated_by[place] == negation and word.lower not in PLAIN_WORDS | ADVERBS | EMPTY_OBJECTS
    ]


def _denies_near(reading: _Reading, place: int, reach: int = 6) -> bool:
    """Say whether a word that denies stands within a few words of the place."""
    window = reading.words[max(0, place - reach) : place + reach + 1]
    return any(_is_denial(word.lower) and word.lower not in FAINT_DENIALS for word in window)


def _is_denial(word: str) -> bool:
    return word in DENIALS or word.endswith("n't") or (word.endswith("less") and len(word) > 6 and word != "regardless")


def _check_added_negation(claim: str, cited: Sequence[str]) -> list[Reason]:
    """Find a negation of the claim whose words stand in the source without one."""
    reading = _read(claim)
    claim_near = _nearness(claim)
    stated = [_read(sentence) for sentence in cited]
    for negation in reading.negations:
        if not _is_plain(reading.words[negation].lower):
            continue
        scope = _scope(reading, negation)[:4]
        if not scope:
            continue
        said = " ".join(word.text for _, word in scope[:2])
        text = f"says “{reading.words[negation].text} {said}”, the cited sentence "
        matches = [
            (_shared(claim_near[place], _nearness(other.text)[found]), order, other, found)
            for order, (place, word) in enumerate(scope[:3])
            for other in stated
            for found, candidate in enumerate(other.words)
            if _root(candidate.stem) == _root(word.stem) or _is_denied_form(candidate.lower, word.lower)
        ]
        if matches:
            head = min(order for _, order, _, _ in matches)
            matches = [match for match in matches if match[1] == head]
            best = max(alike for alike, _, _, _ in matches)
            if any(
                other.negated_by[found] is not None
                or _denies_near(other, found, 7)
                or _is_denied_form(other.words[found].lower, scope[head][1].lower)
                for alike, _, other, found in matches
                if alike >= NEARLY_AS_NEAR * best
            ):
                continue
            if not any(_opposed_cue(scope, find_cues(sentence)) for sentence in cited):
                return [Reason("polarity", f"{text}does not deny it")]
        elif not any(_denies_anywhere(other) for other in stated):
            return [Reason("polarity", f"{text}denies nothing")]
    return []


def _opposed_cue(scope: Sequence[tuple[int, Word]], stated: Sequence[Cue]) -> bool:
    """Say whether what the claim denies is a direction that the source states the other way round."""
    directions = _directions()
    for _, word in scope[:2]:
        for dimension, signs in directions.get(word.stem, ()):
            if any(cue.dimension == dimension and not cue.signs & signs for cue in stated):
                return True
    return False


def _denies_anywhere(reading: _Reading) -> bool:
    if HAN_NEGATIONS.search(reading.text):
        return True
    if any(_is_denial(word.lower) or word.lower in OPEN_STATES for word in reading.words):
        return True
    return any(cue.signs >= MINUS for cue in find_cues(reading.text) if cue.dimension in {"quality", "enough", "need"})


def _is_denied_form(word: str, base: str) -> bool:
    return len(base) >= 4 and any(word == prefix + base for prefix in NEGATIVE_PREFIXES)


def _check_lost_negation(claim: str, cited: Sequence[str]) -> list[Reason]:
    """Find a negation of the source whose words the claim affirms."""
    claim_reading = _read(claim)
    claim_near = _nearness(claim)
    places = {_root(word.stem): place for place, word in enumerate(claim_reading.words)}
    readings = [_read(sentence) for sentence in cited]
    for reading in readings:
        near = _nearness(reading.text)
        for negation in reading.negations:
            lower = reading.words[negation].lower
            if not (
                _is_plain(lower) or lower in HYPHENATED_DENIALS or lower.startswith(("eschew", "obviat", "little"))
            ):
                continue
            scope = _scope(reading, negation)[:4]
            if reading.words[negation].lower in HYPHENATED_DENIALS:
                scope = [(negation - 1, reading.words[negation - 1])]
            if not scope or _root(scope[0][1].stem) not in places:
                continue
            shared = [(place, word) for place, word in scope if _root(word.stem) in places]
            place, head = scope[0]
            mine = places[_root(head.stem)]
            if claim_reading.negated_by[mine] is not None or _denies_near(claim_reading, mine, 7):
                continue
            if any(_has_affirmed(other, [word.stem for _, word in shared]) for other in readings):
                continue
            alike = _shared(near[place], claim_near[mine])
            if len(shared) < 2 and alike < LEAST_AGREEMENT:
                continue
            said = " ".join(word.text for _, word in scope[:2])
            text = f"says “{said}”, the cited sentence says “{reading.words[negation].text} … {said}”"
            return [Reason("polarity", text)]
    return _check_prefixes(claim_reading, readings)


def _has_affirmed(reading: _Reading, stems: Sequence[str]) -> bool:
    """Say whether all the stems stand in a sentence without a negation as well."""
    affirmed = {word.stem for place, word in enumerate(reading.words) if reading.negated_by[place] is None}
    return all(stem_ in affirmed for stem_ in stems)


def _check_prefixes(claim: _Reading, cited: Sequence[_Reading]) -> list[Reason]:
    """Find a word of the claim that the source has with a denying prefix, or the other way round."""
    said = {word.lower for word in claim.words}
    stated = {word.lower for reading in cited for word in reading.words}
    affirmed = _undenied_form([claim], stated)
    if affirmed is not None:
        return [Reason("polarity", f"says “{affirmed[0]}”, the cited sentence says “{affirmed[1]}”")]
    denied = _undenied_form(cited, said)
    if denied is not None:
        return [Reason("polarity", f"says “{denied[1]}”, the cited sentence says “{denied[0]}”")]
    return []


def _undenied_form(readings: Sequence[_Reading], others: set[str]) -> tuple[str, str] | None:
    """Return a word of the readings whose form with a prefix, and no other, is among the others, with that form."""
    own = {word.lower for reading in readings for word in reading.words}
    other_stems = {stem(other) for other in others}
    for reading in readings:
        for place, word in enumerate(reading.words):
            if len(word.lower) < 5 or not word.is_content or word.stem in other_stems or _denies_near(reading, place):
                continue
            for prefix in NEGATIVE_PREFIXES:
                if prefix + word.lower in others and prefix + word.lower not in own:
                    return word.lower, prefix + word.lower
    return None


# Who of whom

WINNERS = words_of(
    "outperform surpass exceed beat outdo outstrip eclipse better superior stronger faster higher more larger greater"
)
LOSERS = words_of("underperform trail lag inferior worse weaker slower lower less smaller fewer lose")
VERBS = (
    "outperform",
    "surpass",
    "exceed",
    "beat",
    "outdo",
    "outstrip",
    "eclips",
    "underperform",
    "trail",
    "lag",
    "lose",
)


@lru_cache(maxsize=1)
def _contest_stems() -> tuple[frozenset[str], frozenset[str]]:
    return _stems(WINNERS), _stems(LOSERS)


@dataclass(frozen=True, slots=True)
class _Contest:
    ahead: frozenset[str]
    behind: frozenset[str]
    text: str


@lru_cache(maxsize=4096)
def _contests(text: str) -> tuple[_Contest, ...]:
    """Return who is said to be ahead of whom, as the stems on either side of the word that says so."""
    reading = _read(text)
    words = reading.words
    winning, losing = _contest_stems()
    found = []
    for place, word in enumerate(words):
        if (word.stem not in winning and word.stem not in losing) or reading.negated_by[place] is not None:
            continue
        verbal = word.lower.startswith(VERBS)
        after = [other.lower for other in words[place + 1 : place + 12]]
        turn = _turn(place, verbal, word.lower, after)
        left = _side(words, range(place - 1, max(-1, place - 14), -1))
        if turn is None:
            opening = next((p for p in range(place) if words[p].lower in {"compared", "unlike", "relative"}), None)
            if opening is None:
                continue
            end = next((p for p in range(opening, place) if reading.clauses[p] != reading.clauses[opening]), place)
            right = _side(words, range(opening + 1, end))
            left = _side(words, (*range(end, place), *range(place + 1, min(len(words), place + 6))))
        else:
            stop = next((p for p in range(turn + 2, len(words)) if _ends_a_side(reading, turn, p)), len(words))
            right = _side(words, range(turn + 1, min(stop, turn + 12)))
        passive = verbal and "by" in after[:1]
        ahead = (word.stem in winning) != passive
        winner, loser = (left, right) if ahead else (right, left)
        found.append(_Contest(winner - loser, loser - winner, word.text))
    return tuple(found)


def _ends_a_side(reading: _Reading, turn: int, place: int) -> bool:
    if reading.clauses[place] != reading.clauses[turn]:
        return bool(reading.text[reading.words[place - 1].end] not in ",(")
    return reading.words[place].lower in {
        "in",
        "on",
        "for",
        "across",
        "at",
        "when",
        "with",
        "by",
        "under",
        "using",
    } and (place > turn + 2)


def _turn(place: int, verbal: bool, word: str, after: Sequence[str]) -> int | None:
    """Return the place where the other side begins: "than" behind a comparative, the verb itself."""
    if verbal:
        return place
    for marker in ("than", "compared", "over", "versus"):
        if marker in after:
            return place + 1 + after.index(marker)
    if word in {"superior", "inferior"} and "to" in after[:2]:
        return place + 1 + after.index("to")
    return None


def _side(words: Sequence[Word], places: Iterable[int]) -> frozenset[str]:
    return frozenset(
        words[place].stem
        for place in places
        if words[place].lower not in FUNCTION_WORDS | {"ones"}
        and words[place].stem not in _contest_stems()[0] | _contest_stems()[1]
        and len(words[place].stem) > 1
    )


def _compared_contests(claim: str, sentence: str) -> list[tuple[float, float]]:
    """Return for each pair of contests how well their sides agree as they stand, and exchanged."""
    return [
        (
            _weight(one.ahead & other.ahead) + _weight(one.behind & other.behind),
            _weight(one.ahead & other.behind) + _weight(one.behind & other.ahead),
        )
        for one in _contests(claim)
        for other in _contests(sentence)
    ]


def _check_contests(claim: str, cited: Sequence[str]) -> list[Reason]:
    compared = [pair for sentence in cited for pair in _compared_contests(claim, sentence)]
    straight = max((pair[0] for pair in compared), default=0.0)
    crossed = max((pair[1] for pair in compared), default=0.0)
    if crossed > straight + CONTEST_MARGIN:
        return [Reason("direction", "turns round who is ahead of whom in the cited sentence")]
    return []


def _weight(stems: frozenset[str]) -> float:
    return sum(0.5 if stem_ in generic_stems() else 1.0 for stem_ in stems)


# Which number goes with what


def check_pairings(claim: str, cited: Sequence[str]) -> tuple[Reason, ...]:
    """Return a reason where two numbers of the claim have changed places, by the words beside them."""
    mine = _numbers(claim)
    for sentence in cited:
        theirs = _numbers(sentence)
        both = sorted(mine.keys() & theirs.keys())
        for place, one in enumerate(both):
            for other in both[place + 1 :]:
                straight, crossed = _pairing(
                    [_beside(claim, mine[key]) for key in (one, other)],
                    [_beside(sentence, theirs[key]) for key in (one, other)],
                )
                if crossed >= LEAST_CROSSED and crossed > straight * CROSSED_MARGIN:
                    return (Reason("number", f"exchanges {one} and {other} of the cited sentence"),)
    return ()


LEAST_CROSSED = 0.3
CROSSED_MARGIN = 2.0
BESIDE = 4
MAGNITUDES = words_of("hundred thousand million billion trillion percent")
NUMBER_VALUES = {word: str(value) for value, word in enumerate(NUMBER_WORDS.split(), 1)}


def _numbers(text: str) -> dict[str, int]:
    """Return where each number stands that the text has once, in digits or as one of the first twenty words."""
    places: dict[str, int] = {}
    seen: set[str] = set()
    words = split_words(text)
    for place, word in enumerate(words):
        digits = re.match(r"\d+", word.text) if text[word.start - 1 : word.start] != "(" else None
        key = digits.group() if digits else NUMBER_VALUES.get(word.lower, "")
        if not key:
            continue
        if (
            place
            and words[place - 1].end + 1 == word.start
            and text[word.start - 1] in ".,"
            and words[place - 1].text.isdigit()
        ):
            places = {f"{old}{text[word.start - 1]}{key}" if at == place - 1 else old: at for old, at in places.items()}
            continue
        if key in seen:
            places.pop(key, None)
        else:
            places[key] = place
        seen.add(key)
    return places


def _beside(text: str, place: int) -> dict[str, float]:
    """Return the stems right beside a number, the nearer the heavier, those behind it twice as heavy."""
    reading = _read(text)
    near: dict[str, float] = {}
    for step, share in ((1, 1.0), (-1, 1.0)):
        distance, other = 1, place + step
        while 0 <= other < len(reading.words) and distance <= BESIDE:
            word = reading.words[other]
            if word.is_content and word.lower not in MAGNITUDES:
                weight = share / distance * (1.0 if reading.clauses[other] == reading.clauses[place] else 0.4)
                near[word.stem] = max(near.get(word.stem, 0.0), weight)
                distance += 1
            other += step
    return near


def _pairing(mine: list[dict[str, float]], theirs: list[dict[str, float]]) -> tuple[float, float]:
    """Return how well the two numbers' words agree as they stand, and exchanged."""
    for pair in (mine, theirs):
        for key in pair[0].keys() & pair[1].keys():
            least = min(pair[0][key], pair[1][key])
            for side in pair:
                side[key] -= least
    straight = _shared(mine[0], theirs[0]) + _shared(mine[1], theirs[1])
    crossed = _shared(mine[0], theirs[1]) + _shared(mine[1], theirs[0])
    return straight, crossed
