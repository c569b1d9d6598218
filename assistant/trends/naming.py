"""Names of themes out of their papers' own phrases, as a person would put them: "Speech synthesis and voice cloning".

A name is the phrase that says most of a theme: one that many of its papers hold and few others do (class-based TF-IDF),
that ends where phrases end, and that stands in titles. In a small theme, whose papers seldom share a phrase word for
word, it is a phrase of a title (title_phrases.py). A second phrase joins it where the first leaves many papers out. No
two themes bear one name.
"""

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.language_names import LanguageNames
from assistant.trends.boilerplate import WEAK_WORDS
from assistant.trends.terms import TermTable, class_weights, fold, term_key
from assistant.trends.title_phrases import NO_LAST_WORDS, TitlePhrase, TitlePhrases
from retrieval.datatypes import Paper

WORD_BONUS = (0.0, 0.42, 1.0, 1.0)
LARGE_GROUP = 50
LARGE_WORD_BONUS = 0.25
"""By number of words: a single word is seldom a name, and a large group always shares phrases."""
SAYS_LITTLE = 0.5
"""What a phrase of words that say little alone counts: "machine learning" beside "speech synthesis"."""
SAYS_NOTHING = 0.5
COMMON_SHARE = 0.5
"""What a phrase counts whose first word stands in this share of all papers: "multilingual learning" among papers on
many languages."""
USUAL_HEAD = 0.6
"""A single word that ends fewer of its phrases counts less where not most papers hold it: "health" is said of records
and of care.
"""
LEAST_ENDING = 0.28
ENOUGH_SHARE = 0.45
"""A first phrase that this share of the papers hold stands alone."""
LEAST_SECOND_SHARE = 0.1
LEAST_SECOND_SHARE_BESIDE_WORD = 0.05
LEAST_SECOND_PAPERS = 2
LEAST_OF_FIRST = 0.25
LEAST_OF_WORD = 0.12
"""How many papers a second phrase brings, and how much of what the first says. Beside a single word it may be fewer: a
word alone is seldom a name.
"""
LEAST_DOUBLINGS = 1.0
"""A phrase that names a theme is twice as frequent in it as elsewhere at least."""
LEAST_TERM_DOUBLINGS = 1.5
"""A listed term nearly three times, where there are enough of them."""
N_CANDIDATES = 60
N_TERMS = 12
SMALL_GROUP = 15
"""A group of fewer papers is named by a phrase of a title."""
MOST_OUTSIDE = 400
"""So many papers outside the small groups and the groups beside them are read to tell names from."""


def name_groups(
    terms: TermTable,
    papers: Sequence[Paper],
    groups: NDArray[np.int64],
    used: Set[str],
    siblings_of: NDArray[np.int64] | None = None,
    others: Sequence[Paper] = (),
) -> tuple[list[str], list[list[tuple[str, float]]]]:
    """Return a name per group and its terms with their weights, highest first.

    `used` are names that are taken, casefolded. `siblings_of` are the broader groups of the papers: a name tells a
    group from all, and more so from the others in its broader group. `others` are papers of the collection that are in
    no group: a small group's name tells it from them too.
    """
    n_groups = int(groups.max()) + 1
    if not terms.keys:
        return [_from_title(papers, groups, group) for group in range(n_groups)], [[] for _ in range(n_groups)]
    weights = class_weights(terms.presence, groups, n_groups)
    sizes = np.bincount(groups, minlength=n_groups)
    member = csr_matrix((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))), (n_groups, len(groups)))
    held = np.asarray((member @ terms.presence).todense(), np.float32)
    share = held / sizes[:, None]
    outside = (terms.paper_counts()[None, :] - held) / np.maximum(len(groups) - sizes, 1)[:, None]
    if siblings_of is not None:
        outside = np.maximum(outside, _share_among_siblings(groups, siblings_of, held, sizes))
    bonus = np.tile(np.array(WORD_BONUS, np.float32)[terms.n_words], (n_groups, 1))
    bonus[np.ix_(sizes >= LARGE_GROUP, terms.n_words == 1)] = LARGE_WORD_BONUS
    bonus[:, _say_little(terms)] *= SAYS_LITTLE
    bonus[:, _begins_commonly(terms)] *= SAYS_NOTHING
    stands_before = (terms.n_words == 1)[None, :] & (share < ENOUGH_SHARE)
    bonus *= np.where(stands_before, np.minimum(terms.ends_phrase / USUAL_HEAD, 1)[None, :], 1)
    bonus *= ~(stands_before & _are_languages(terms)[None, :])
    nameable = (terms.ends_phrase >= LEAST_ENDING) & np.array([_can_name(key) for key in terms.keys])
    # Share within, times how much more of it there is within than without, in doublings.
    lift = np.log2((share + 0.01) / (outside + 0.01))
    scores = (
        np.round(
            np.where(held >= np.minimum(2, sizes)[:, None], np.sqrt(share) * share * np.maximum(lift, 0) * bonus, 0), 6
        )
        * nameable
    )
    taken = set(used)
    phrases = {term_key(part) for name in used for part in name.split(" and ")}
    scores[lift < LEAST_DOUBLINGS] = 0
    titles = [f" {term_key(paper.title)} " for paper in papers]
    rows_of = [np.flatnonzero(groups == group) for group in range(n_groups)]
    ranked = [
        _ranked_by_title(terms, scores[group], [titles[row] for row in rows_of[group]]) for group in range(n_groups)
    ]
    names: list[str] = [""] * n_groups
    shared = {
        terms.keys[place]: (terms.plurals or terms.surfaces)[place]
        for place in np.flatnonzero(nameable & (terms.n_words > 1)).tolist()
    }
    of_titles = _phrases_of_titles(papers, rows_of, siblings_of, others, shared)
    order = sorted(range(n_groups), key=lambda group: (-max(ranked[group].values(), default=0.0), group))
    bland = _say_little(terms) | _begins_commonly(terms)
    phrases |= {terms.keys[place] for place in np.flatnonzero(bland).tolist()}
    leading = {group: terms.keys[next(iter(ranked[group]))] for group in order if ranked[group]}
    for group in order:
        elsewhere = phrases | {key for other, key in leading.items() if other != group}
        name = _name_of_titles(of_titles[group], taken, elsewhere) if group in of_titles else None
        if name is None and sizes[group] > 1:
            name = _name(terms, ranked[group], rows_of[group], taken, elsewhere)
        names[group] = name or _from_title(papers, groups, group)
        taken.add(names[group].casefold())
        phrases |= {term_key(part) for part in names[group].split(" and ")}
    lists = []
    for group in range(n_groups):
        distinct = np.where(lift[group] >= LEAST_TERM_DOUBLINGS, weights[group], 0)
        lists.append(_shortlist(terms, distinct if np.count_nonzero(distinct) >= N_TERMS else weights[group]))
    return names, lists


def _phrases_of_titles(
    papers: Sequence[Paper],
    rows_of: Sequence[NDArray[np.int64]],
    siblings_of: NDArray[np.int64] | None,
    others: Sequence[Paper],
    shared: Mapping[str, str],
) -> dict[int, list[TitlePhrase]]:
    """Return the phrases that could name the small groups, best first, by group."""
    small = [group for group, rows in enumerate(rows_of) if 1 < len(rows) < SMALL_GROUP]
    if not small:
        return {}
    beside = {group: _beside(rows_of[group], len(papers), siblings_of) for group in small}
    read = np.unique(np.concatenate([*(rows_of[group] for group in small), *beside.values()]))
    apart = _spread(np.setdiff1d(np.arange(len(papers)), read))
    place_of = {int(row): place for place, row in enumerate(read)}
    phrases = TitlePhrases(
        [papers[int(row)] for row in read],
        [*(papers[int(row)] for row in apart), *others[: MOST_OUTSIDE - len(apart)]],
        shared,
    )

    def places(rows: NDArray[np.int64]) -> list[int]:
        return [place_of[int(row)] for row in rows]

    return {group: phrases.ranked(places(rows_of[group]), places(beside[group])) for group in small}


def _beside(rows: NDArray[np.int64], n_papers: int, siblings_of: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the papers that a group's name has to tell it from most: in its broader group, or all; some of them."""
    around = np.arange(n_papers) if siblings_of is None else np.flatnonzero(siblings_of == siblings_of[rows[0]])
    return _spread(np.setdiff1d(around, rows))


def _spread(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[:: max(1, -(-len(rows) // MOST_OUTSIDE))]


def _name_of_titles(phrases: Sequence[TitlePhrase], taken: Set[str], elsewhere: Set[str]) -> str | None:
    """Return a name that is not taken, of one phrase or two; None where no phrase tells anything."""
    first = next((one for one in phrases if one.text.casefold() not in taken), None)
    if first is None:
        return None
    name = _capitalized(first.text)
    if first.holders.mean() >= ENOUGH_SHARE:
        return name
    words = set(term_key(first.text).replace("-", " ").split())
    gains = {
        one.text: round(float((one.holders & ~first.holders).sum()) * one.weight, 6)
        for one in phrases
        if one.weight >= LEAST_OF_FIRST * first.weight
        and not words & set(term_key(one.text).replace("-", " ").split())
        and term_key(one.text) not in elsewhere
    }
    second = max(gains, key=lambda text: (gains[text], text), default="")
    joined = f"{name} and {second}"
    return joined if gains.get(second, 0) > 0 and joined.casefold() not in taken else name


def _share_among_siblings(
    groups: NDArray[np.int64],
    siblings_of: NDArray[np.int64],
    held: NDArray[np.float32],
    sizes: NDArray[np.int64],
) -> NDArray[np.float32]:
    n_broad = int(siblings_of.max()) + 1
    parent = np.zeros(len(sizes), np.int64)
    parent[groups] = siblings_of
    broad = np.zeros((n_broad, held.shape[1]), np.float32)
    np.add.at(broad, parent, held)
    broad_sizes = np.bincount(siblings_of, minlength=n_broad)
    rest = np.maximum(broad_sizes[parent] - sizes, 0)
    shares: NDArray[np.float32] = (broad[parent] - held) / np.maximum(rest, 1)[:, None]
    return shares


def _can_name(key: str) -> bool:
    words = key.split()
    if words[-1].endswith(NO_LAST_WORDS) or (len(words) == 1 and len(key) < 4):
        return False
    return not any(word.isdigit() for word in words) and (len(words) == 1 or words[0] != words[-1])


def _say_little(terms: TermTable) -> NDArray[np.bool_]:
    weak = {fold(word) for word in WEAK_WORDS}
    return np.array([all(word in weak for word in key.split()) for key in terms.keys], bool)


def _are_languages(terms: TermTable) -> NDArray[np.bool_]:
    """Say of each term whether it names a language: what only some of a theme's papers name is not its subject."""
    names = LanguageNames()
    return np.array([surface[:1].isupper() and names.language(surface) is not None for surface in terms.surfaces], bool)


def _begins_commonly(terms: TermTable) -> NDArray[np.bool_]:
    common = terms.paper_counts() >= COMMON_SHARE * terms.n_papers
    words = {key for key, is_common in zip(terms.keys, common, strict=True) if is_common}
    return np.array([key.split()[0] in words and " " in key for key in terms.keys], bool)


def _ranked_by_title(terms: TermTable, scores: NDArray[np.float32], titles: Sequence[str]) -> dict[int, float]:
    """Return the best candidates with their scores, raised where the phrase stands in titles; best first."""
    order = np.lexsort((np.arange(len(scores)), -scores))[:N_CANDIDATES]
    ranked = {}
    for place in order.tolist():
        if scores[place] > 0:
            n_titles = sum(f" {terms.keys[place]} " in title for title in titles)
            ranked[place] = round(float(scores[place]) * (0.15 + (n_titles / len(titles)) ** 0.5), 6)
    return dict(sorted(ranked.items(), key=lambda item: (-item[1], item[0])))


def _name(
    terms: TermTable, ranked: dict[int, float], rows: NDArray[np.int64], taken: Set[str], elsewhere: Set[str]
) -> str | None:
    """Return a name that is not taken; its second phrase is none of those that say little or lead names elsewhere."""
    presence = terms.presence[rows]
    for place in ranked:
        first = _longest(terms, place, ranked)
        name = _as_name(terms, first)
        if name.casefold() in taken:
            continue
        holders = _holders(presence, first)
        if holders.mean() >= ENOUGH_SHARE or len(rows) < 4:
            return name
        second = _second(terms, first, ranked, presence, holders, elsewhere)
        if second is None:
            return name
        joined = f"{name} and {_in_sentence(terms, second)}"
        return joined if joined.casefold() not in taken else name
    return None


def _longest(terms: TermTable, place: int, ranked: dict[int, float], elsewhere: Set[str] = frozenset()) -> int:
    """Return the longer phrase around a phrase where it says nearly as much: "neural machine translation"."""
    key = terms.keys[place]
    longer = [
        other
        for other in ranked
        if other != place and terms.keys[other] not in elsewhere and f" {key} " in f" {terms.keys[other]} "
    ]
    best = max(longer, key=lambda other: (ranked[other], -other), default=place)
    least = 0.4 if terms.n_words[place] == 1 else 0.7
    return best if ranked[best] >= least * ranked[place] else place


def _second(
    terms: TermTable,
    first: int,
    ranked: dict[int, float],
    presence: csr_matrix,
    holders: NDArray[np.bool_],
    elsewhere: Set[str],
) -> int | None:
    """Return the phrase that says most of the papers that the first leaves out, if it covers enough of them."""
    words = set(terms.keys[first].replace("-", " ").split())
    is_word = terms.n_words[first] == 1
    least = max(LEAST_SECOND_SHARE_BESIDE_WORD if is_word else LEAST_SECOND_SHARE, LEAST_SECOND_PAPERS / len(holders))
    least_score = (LEAST_OF_WORD if is_word else LEAST_OF_FIRST) * ranked[first]
    best: tuple[bool, float, int] | None = None
    for place, score in ranked.items():
        is_phrase = bool(terms.n_words[place] > 1)
        if not is_phrase and not (is_word and len(holders) >= LARGE_GROUP and terms.ends_phrase[place] >= USUAL_HEAD):
            continue
        if words & set(terms.keys[place].replace("-", " ").split()):
            continue
        if terms.keys[place] in elsewhere or score < least_score:
            continue
        gained = float((_holders(presence, place) & ~holders).mean())
        if gained >= least and (best is None or (is_phrase, gained * score) > best[:2]):
            best = is_phrase, gained * score, place
    return None if best is None else _longest(terms, best[2], ranked, elsewhere)


def _holders(presence: csr_matrix, place: int) -> NDArray[np.bool_]:
    return np.asarray(presence[:, [place]].todense()).ravel() > 0


def _as_name(terms: TermTable, place: int) -> str:
    return _capitalized(_in_sentence(terms, place))


def _capitalized(name: str) -> str:
    """Return a name with a capital, but for a word like mBERT."""
    return name[:1].upper() + name[1:] if name[1:2].islower() or name[1:2] in ("-", " ") else name


def _in_sentence(terms: TermTable, place: int) -> str:
    """Return a phrase as it stands within a sentence: in small letters but for names and acronyms."""
    own = terms.words
    words = []
    for word in (terms.plurals or terms.surfaces)[place].split():
        usual = own.get(fold(word), word.lower())
        plain = all(part[1:].islower() or len(part) < 2 for part in word.split("-"))
        words.append(word if not plain or (usual[:1].isupper() and "-" not in word) else word.lower())
    return " ".join(words)


def _shortlist(terms: TermTable, weights: NDArray[np.float32]) -> list[tuple[str, float]]:
    """Return the terms of most weight, without those that are part of another one."""
    order = np.lexsort((np.arange(len(weights)), -np.round(weights, 9)))[: 6 * N_TERMS]
    chosen: list[int] = []
    for place in order.tolist():
        if weights[place] <= 0 or terms.ends_phrase[place] < 0.25:
            continue
        key = f" {terms.keys[place]} "
        if any(key in f" {terms.keys[other]} " or f" {terms.keys[other]} " in key for other in chosen):
            continue
        chosen.append(place)
    return [(terms.surfaces[place], round(float(weights[place]), 6)) for place in chosen[:N_TERMS]]


def _from_title(papers: Sequence[Paper], groups: NDArray[np.int64], group: int) -> str:
    """Return the shortest title of a group whose papers share no phrase."""
    titles = [papers[int(row)].title for row in np.flatnonzero(groups == group)]
    return min((title for title in titles if title), key=lambda title: (len(title), title), default="Untitled papers")
