"""Papers named by their titles: whole, in part, misspelt, or described in the title's words.

Titles are nominated by the keyword index and laid along the text word by word. A question that only shares words with a
title names no paper: a part of a title must be most of it, or set apart by capitals, quotation marks or "the paper …",
and belong to one or two titles alone.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from rapidfuzz.distance import Indel

from assistant.outlines.mentions import N_TITLES, How, NamedPaper, Word, word_at, words_in
from retrieval.keyword_index import KeywordIndex
from retrieval.retriever import Retriever

MAX_BEARERS = 2
"""A run of words that more titles share says nothing about which is meant."""

LEAST_WORD_LIKENESS = 0.78
LEAST_TITLE_SHARE = 0.7
LEAST_UNMARKED_SHARE = 0.8
LEAST_PART_SHARE = 0.55
LEAST_MARKED_SHARE = 0.3
"""Shares of a title's idf that have to be there: of a title, of one in other order or spelling with nothing to mark it,
of a run of four words that say something, of a run that is marked."""

QUOTED = re.compile(r"[“\"«„‘]([^“”\"«»„‘’]{3,300})[”\"»“’]")
PAPER_CONTEXT_BEFORE = re.compile(
    r"(?:\b(?:paper|article|work|study|survey|report|abstract)\s+(?:that\s+is\s+|is\s+|was\s+)?"
    r"(?:called|named|titled|entitled|on|about|with\s+the\s+title)?|\b(?:titled|entitled))[\s:,“\"'‘]*(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
PAPER_CONTEXT_AFTER = re.compile(r"[”\"»’]?\s+(?:paper|article)\b", re.IGNORECASE)
DESCRIBED = (
    re.compile(
        r"\b(?:the|this|that)\s+((?:(?!(?:the|this|that)\b)[\w'’-]+\s+){1,5}?)"
        r"(?:paper|article|study|survey|report|trial|review)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:paper|article|study|report|trial|review)\s+(?:on|about|that\s+(?:deals|is)\s+(?:with|about)|dealing\s+with)\s+"
        r"((?:(?!(?:find|found|say|said|show|report|conclude)\b)[\w'’-]+[ ]?){1,6})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:the|this|that)\s+((?:[\w'’-]+\s+){1,4}?(?:dataset|corpus|benchmark|treebank|survey|lexicon|toolkit))\b",
        re.IGNORECASE,
    ),
)
"""A paper described rather than named: "the … paper", "the paper on …", "the … corpus"."""


def by_title(text: str, retriever: Retriever) -> Iterable[NamedPaper]:
    """Yield the papers whose title, or enough of it, stands in the text."""
    keywords, words = retriever.indexes.keywords, words_in(text)
    if not words:
        return
    quoted = [(match.start(1), match.end(1)) for match in QUOTED.finditer(text)]
    for title in _nominated_titles(text, words, quoted, keywords):
        mention = _laid_along(title[1], words, text, quoted, keywords)
        if mention is None:
            continue
        paper = retriever.library.paper(retriever.collection, title[0])
        if paper is not None:
            yield NamedPaper(paper, *mention)


def _nominated_titles(
    text: str, words: Sequence[Word], quoted: Sequence[tuple[int, int]], keywords: KeywordIndex
) -> list[tuple[str, str]]:
    """Return the ids and titles that share most weight with the text, or with a quoted part of it."""
    mended = " ".join(keywords.respelt(word.text) or word.text for word in words if not word.says_little)
    asked = [text, mended, *(text[start:end] for start, end in quoted)]
    titles = {hit for query in asked for hit in keywords.nominate_titles(query, N_TITLES)}
    starts = {word.key[:3] for word in words_in(" ".join(asked)) if not word.says_little}
    initials = {word.key for word in words if word.text.isupper()}
    return sorted(hit for hit in titles if _may_be_named(hit[1], starts, initials))


def _may_be_named(title: str, starts: Set[str], initials: Set[str]) -> bool:
    """Say whether a title has two words that begin like some of the text, or all it has: else it need not be laid."""
    content = [word for word in words_in(title) if not word.says_little]
    n_known = sum(word.key[:3] in starts for word in content)
    return n_known >= min(2, len(content)) or (n_known == 1 and bool(initials))


def _laid_along(
    title: str, words: Sequence[Word], text: str, quoted: Sequence[tuple[int, int]], keywords: KeywordIndex
) -> tuple[How, int, int, float] | None:
    """Return how, where and how surely the text names the title, None where it does not."""
    title_words = words_in(title)
    words = _with_acronyms_spelt_out(words, title_words)
    pairs = _alignment(title_words, words)
    if not pairs:
        return None
    weights = keywords.title_weights([word.text for word in title_words])
    weight = [0.05 if word.says_little else value for word, value in zip(title_words, weights, strict=True)]
    share = sum(weight[i] for i, _ in pairs) / (sum(weight) or 1.0)
    matched = [title_words[i] for i, _ in pairs if not title_words[i].says_little]
    start, end = words[pairs[0][1]].start, words[pairs[-1][1]].end
    is_exact = all(title_words[i].key == words[j].key for i, j in pairs)
    is_run = pairs[-1][0] - pairs[0][0] == pairs[-1][1] - pairs[0][1] == len(pairs) - 1
    is_whole = is_run and len(pairs) == len(title_words)
    is_marked = (
        _is_capitalised(words, pairs)
        or any(left - 1 <= start and end <= right + 1 for left, right in quoted)
        or PAPER_CONTEXT_BEFORE.search(text[:start]) is not None
        or PAPER_CONTEXT_AFTER.match(text, end) is not None
    )
    if any(left - 1 <= start and end <= right + 1 and not _covers(words, pairs, left, right) for left, right in quoted):
        return None
    stands_alone = is_marked or _is_nearly_all(words, pairs)
    if len({words[j].start for i, j in pairs if not title_words[i].says_little}) < 2 <= len(matched):
        return None  # one set of initials names no paper
    n, names = len(matched), [word.text for word in matched]
    how: How = "part of the title" if is_exact else "misspelt title"
    if is_whole and is_exact and n >= 2:
        if n >= 4 or stands_alone:
            return "title", start, end, 1.0
        return ("title", start, end, 0.6) if keywords.count_titles(names, 2) == 1 else None
    if sum(word.isalpha() for word in re.sub("['’]", "", " ".join(names)).split()) < 2:
        return None
    if keywords.count_titles(names, MAX_BEARERS + 1) > MAX_BEARERS:
        return None
    is_opening = is_run and pairs[0][0] == 0 and re.match(r"\s*[:?!–—]", title[title_words[pairs[-1][0]].end :])
    is_told_apart = n >= 4 or (is_exact and (n >= 3 or keywords.count_titles(names, 2) == 1))
    if is_opening and stands_alone and is_told_apart:
        return how, start, end, 0.85  # all before the colon
    if n >= 3 and share >= LEAST_TITLE_SHARE and (is_marked or is_run or share >= LEAST_UNMARKED_SHARE):
        return how, start, end, round(share if stands_alone else share - 0.2, 2)
    if n < 2 or not is_exact:
        return None
    if is_marked and (n >= 3 or share >= LEAST_MARKED_SHARE):
        return how, start, end, round(0.6 + 0.35 * share, 2)
    if n >= 4 and share >= LEAST_PART_SHARE:
        return how, start, end, round(0.4 + 0.4 * share, 2)
    return None


def _with_acronyms_spelt_out(words: Sequence[Word], title_words: Sequence[Word]) -> list[Word]:
    """Put the title's words in the place of capitals that are their initials, such as those of "NMT"."""
    spelt: list[Word] = []
    initials = "".join(word.key[:1] for word in title_words)
    for word in words:
        place = initials.find(word.key) if word.text.isupper() and len(word.text) >= 2 else -1
        meant = title_words[place : place + len(word.text)] if place >= 0 else ()
        is_spelt_out = meant and not any(other.says_little for other in meant)
        spelt += [word_at(other.text, word.start, word.end) for other in meant] if is_spelt_out else [word]
    return spelt


def _alignment(title: Sequence[Word], words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the best local alignment of a title with the text: pairs of places, rising in both.

    Smith and Waterman 1981, with 2 for a word that says something (1.6 for one that is only similar), 0.3 for one
    that says little, and −0.9 for each word skipped.
    """
    n, m = len(title), len(words)
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    step = [[""] * (m + 1) for _ in range(n + 1)]
    best, place = 0.0, (0, 0)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            likeness = _likeness(title[i - 1].key, words[j - 1].key)
            options = [(score[i - 1][j] - _skip(title[i - 1]), "up"), (score[i][j - 1] - _skip(words[j - 1]), "left")]
            if likeness:
                gain = 0.3 if title[i - 1].says_little else 2 * likeness**2
                options.append((score[i - 1][j - 1] + gain, "pair"))
            value, name = max(options, key=lambda option: (option[0], option[1] == "pair"))
            if value > 0:
                score[i][j], step[i][j] = value, name
            if value > best + 1e-9:
                best, place = value, (i, j)
    pairs = []
    i, j = place
    while step[i][j]:
        if step[i][j] == "pair":
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif step[i][j] == "up":
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _skip(word: Word) -> float:
    return 0.25 if word.says_little else 0.9


@lru_cache(maxsize=50_000)
def _likeness(one: str, other: str) -> float:
    """Return 1 for the same word, up to 1 for one spelt nearly so, 0 for another."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4 or (one[0] != other[0] and one[-1] != other[-1]):
        return 0.0
    if one.isdigit() or other.isdigit() or abs(len(one) - len(other)) > 3:
        return 0.0
    ratio = Indel.normalized_similarity(one, other)
    return ratio if ratio >= LEAST_WORD_LIKENESS else 0.0


def _is_capitalised(words: Sequence[Word], pairs: Sequence[tuple[int, int]]) -> bool:
    """Say whether the words named are written with capitals, as titles are, in a text that has others without."""
    places = [j for _, j in pairs if not words[j].says_little]
    inside = [words[j].text for j in places if j > 0]
    others = [word for j, word in enumerate(words) if j > 0 and j not in places and not word.says_little]
    return (
        len(inside) >= 2
        and all(word[0].isupper() or word[0].isdigit() for word in inside)
        and not (others and all(word.text[0].isupper() for word in others))
        and any(word[0].isupper() and word[1:].islower() for word in inside)
    )


def _covers(words: Sequence[Word], pairs: Sequence[tuple[int, int]], left: int, right: int) -> bool:
    """Say whether most of what stands in quotation marks belongs to the title."""
    inside = {j for j, word in enumerate(words) if left <= word.start and word.end <= right and not word.says_little}
    return len(inside & {j for _, j in pairs}) >= LEAST_TITLE_SHARE * len(inside)


def _is_nearly_all(words: Sequence[Word], pairs: Sequence[tuple[int, int]]) -> bool:
    """Say whether the text holds hardly anything but the words named."""
    paired = {j for _, j in pairs}
    return not [word for j, word in enumerate(words) if j not in paired and not word.says_little]


def by_description(text: str, retriever: Retriever) -> Iterable[NamedPaper]:
    """Yield the one paper whose title holds all that is said of it in "the … paper" and the like."""
    keywords = retriever.indexes.keywords
    for pattern in DESCRIBED:
        for match in pattern.finditer(text):
            words = [word for word in words_in(match[1]) if not word.says_little]
            said = [word.text for word in words]
            if not said or keywords.count_titles(said, 2) != 1:
                continue
            wanted = set(keywords.analyzer.analyze(" ".join(said)))
            for paper_id, title in keywords.nominate_titles(" ".join(said), N_TITLES):
                paper = retriever.library.paper(retriever.collection, paper_id)
                if paper is not None and wanted <= set(keywords.analyzer.analyze(title)):
                    confidence = 0.65 if len(said) >= 2 else 0.55
                    yield NamedPaper(
                        paper,
                        "part of the title",
                        match.start(1) + words[0].start,
                        match.start(1) + words[-1].end,
                        confidence,
                    )
