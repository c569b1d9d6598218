"""Papers named by what they call their model or data: the paper that introduces a name, not one that uses it.

A title says so before its colon, an abstract where it presents something. Initials and names that many papers hold name
none unless one of them gives the name.
"""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from assistant.outlines.mentions import N_TITLES, SAYS_LITTLE, WORD, NamedPaper, Word, squashed, words_in
from retrieval.names import find_names
from retrieval.retriever import Retriever

N_INTRODUCING = 30
SHORTEST_INTRODUCED = 4
INITIALS = re.compile(r"[A-Z]{2,4}s|\d+(?:\.\d+)?[A-Z]{1,2}")
"""Common initials and sizes, such as LLMs and 7B, are no names of papers."""

PRESENTS = (
    r"(?:presents?|presented|introduc(?:es?|ed|ing)|propos(?:es?|ed|ing)|releas(?:es?|ed|ing)|unveils?|develop(?:s|ed)?"
    r"|construct(?:s|ed)?|buil(?:ds?|t)|creat(?:es?|ed))"
)
NAMES = r"(?:called|named|dubbed|termed|namely|call|name|dub|term)"
RESOURCE_NOUN = (
    r"(?:models?|datasets?|corp(?:us|ora)|benchmarks?|treebanks?|systems?|frameworks?|toolkits?|librar(?:y|ies)|methods?|collections?"
    r"|lexicons?|evaluations?|tasks?|test\s+sets?|approach(?:es)?|languages?\s+models?|LLMs?|parsers?|embeddings?|encoders?|metrics?|algorithms?)"
)
BEHIND_BRACKET = (
    r"(?i:(?:collectively|together|jointly|hereafter|henceforth|in\s+short|short|also|or|i\.e\.|abbreviated|denoted|known"
    r"|referred\s+to|called|named|dubbed|termed|namely|as|to|for|the)[\s,:]+){0,5}[“\"'‘]?"
)
"""What may stand in brackets before the name that they give: "(collectively X)", "(hereafter called X)"."""

VERSION = re.compile(r"[\s-]*v?\d+(?:\.\d+)*")
SIZED = re.compile(r"([^\W\d_]{4,})-v?\d[\w.]*")
"""A name with a size or version behind a hyphen: Harbour-7B."""


def by_name(text: str, retriever: Retriever) -> Iterable[NamedPaper]:
    """Yield the papers that open their title with a name of the text, or introduce it in their abstract."""
    keywords, words = retriever.indexes.keywords, words_in(text)
    content = " ".join(word.text for word in words if not word.says_little)
    mended = " ".join(keywords.respelt(word.text) or word.text for word in words if not word.says_little)
    queries = [content, mended, *find_names(text)]
    queries += [split for word in words if (split := _split_name(word.text)) != word.text]
    queries += [name for word in words if (name := retriever.title_name_meant(word.text)) is not None]
    titles = {hit for query in queries for hit in keywords.nominate_titles(query, N_TITLES)}
    borne: set[tuple[int, int]] = set()
    for paper_id, title in sorted(titles):
        head = title_head(title)
        if head is None:
            continue
        for start, end, confidence in _mentions(head, text, words, retriever):
            paper = retriever.library.paper(retriever.collection, paper_id)
            if paper is not None:
                borne.add((start, end))
                yield NamedPaper(paper, "name", start, end, confidence)
    for name, start, end in possible_names(text):
        if not any(left <= start and end <= right for left, right in borne):
            yield from _introducing(name, start, end, retriever)


def title_head(title: str) -> str | None:
    """Return the name that a title opens with, before a colon or a dash; None where it opens otherwise.

    >>> title_head("Lantern: A Treebank"), title_head("The Harbour corpus of letters"), title_head("On rivers: a study")
    ('Lantern', 'Harbour', None)
    """
    match = re.match(r"(.{2,40}?)(?:\s*:\s|\s+[–—-]{1,2}\s|:$)", title)
    if match:
        head = re.sub(r"^(?:The|A|An|Introducing|Meet)\s+", "", match[1])
        reported = re.fullmatch(
            r"(?:(?:A\s+)?Technical\s+Report\s+(?:for|of|on)\s+)(.+)|(.+?)\s+Technical\s+Report", head
        )
        head = (reported[1] or reported[2]) if reported else head
        return head if len(head.split()) <= 3 and re.match(r"[^\W_]", head) and _looks_like_name(head) else None
    match = re.match(rf"The\s+([A-Z][\w+-]+)\s+(?:[\w-]+\s+){{0,3}}?{RESOURCE_NOUN}\b", title)
    return match[1] if match else None


def _looks_like_name(head: str) -> bool:
    """Say whether a title's opening is a name: one word, or words with capitals or digits and small words."""
    parts = head.split()
    return len(parts) == 1 or all(re.search(r"[A-Z0-9]", part) or part in SAYS_LITTLE for part in parts)


def _mentions(head: str, text: str, words: Sequence[Word], retriever: Retriever) -> Iterable[tuple[int, int, float]]:
    """Yield where the text mentions the name that a title opens with, and how surely it means it."""
    wanted = squashed(head)
    last_part = squashed(head.rsplit("-", 1)[-1]) if re.search(r"-\w*[a-z]\w*[A-Z]\w{4,}$", head) else None
    without_version = squashed(VERSION.sub("", head)) if VERSION.search(head) and " " in head else None
    unsized = SIZED.fullmatch(head)
    family = unsized[1] if unsized and retriever.indexes.keywords.count_titles([unsized[1]], 2) == 1 else None
    n_most = len(WORD.findall(head)) + 1
    for first in range(len(words)):
        for last in range(first, min(first + n_most + 1, len(words))):
            start, end = words[first].start, words[last].end
            written = text[start:end]
            key = squashed(written)
            if key == wanted:
                sure = _sureness(written, head, first == 0, retriever)
            elif key == last_part:
                sure = 0.8
            elif key == without_version and last == first:
                following = VERSION.match(text[end:])
                sure = 0.0 if following else 0.85 * _sureness(written, head.split()[0], first == 0, retriever)
            elif family and first == last and key == squashed(family):
                sure = 0.0 if text[end:].startswith("-") else 0.85 * _sureness(written, family, first == 0, retriever)
            elif first == last and _is_misspelt(key, wanted, written, head, retriever):
                sure = 0.7
            else:
                continue
            if re.match(r"-\w{1,2}\b", text[end:]) or re.search(r"\w-$", text[:start]):
                sure = 0.0  # part of another name, such as XLM of XLM-R
            if "+" in head and not text[end:].startswith("+"):
                sure *= 0.65
            if VERSION.match(text[end:]) and not VERSION.search(head):
                sure *= 0.45  # another version has a paper of its own
            if re.match(r"\s[A-Z][a-z]", text[end:]) and not _is_odd(head, retriever):
                sure *= 0.45  # an ordinary word with a capital in a longer name, such as "Pearl Harbor"
            if sure:
                yield start, end, round(sure, 2)


def _sureness(written: str, head: str, opens: bool, retriever: Retriever) -> float:
    """Return how surely words spelt like a name mean it: an ordinary word needs the name's capitals."""
    if re.search(r"\w[A-Z0-9]|\d", written) and re.search(r"\w[A-Z0-9]|\d", head):
        return 1.0
    if written == head:
        return 0.7 if opens and not _is_odd(written, retriever) else 0.95
    if len(head.split()) > 1:
        return 0.9 if _is_odd(head, retriever) or len(head.split()) > 2 else 0.6
    return 0.9 if _is_odd(head, retriever) and len(written) >= 4 else 0.0


def _is_odd(name: str, retriever: Retriever) -> bool:
    """Say whether a word is no ordinary one: the encoder's vocabulary, made from plain text, does not hold it whole."""
    plain = re.sub(r"[^\w\s]", " ", name.lower())
    return retriever.embedder.count_tokens([plain])[0] > len(plain.split())


def _is_misspelt(key: str, wanted: str, written: str, head: str, retriever: Retriever) -> bool:
    """Say whether a word that no paper holds is the name but for a letter or two."""
    if min(len(key), len(wanted)) < 5 or key[:2] != wanted[:2] or not re.search(r"[^\W\d_]", written):
        return False
    if re.sub(r"\D", "", key) != re.sub(r"\D", "", wanted):
        return False
    least = 0.85 if len(wanted) > 6 else 0.83
    if Indel.normalized_similarity(key, wanted) < least:
        return False
    if written.islower() and not _is_odd(written, retriever):
        return False
    keywords = retriever.indexes.keywords
    is_unheard_of = all(term.document_frequency == 0 for term in keywords.query_terms(written))
    return is_unheard_of or keywords.analyzer.analyze(written) == keywords.analyzer.analyze(head)


def possible_names(text: str) -> list[tuple[str, int, int]]:
    """Return the words that are written like names, and what stands in quotation marks, with their places."""
    found = [
        (name, match.start(), match.end())
        for name in find_names(text)
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    ]
    return [item for item in found if item[0].lower() not in SAYS_LITTLE and not item[0][0].isdigit()]


def _introducing(name: str, start: int, end: int, retriever: Retriever) -> Iterable[NamedPaper]:
    """Yield the papers whose abstract introduces the name."""
    is_written_oddly = re.search(r"\w[A-Z]|\d", name) is not None
    if (len(name) < SHORTEST_INTRODUCED and not re.search(r"[a-z]", name)) or INITIALS.fullmatch(name):
        return
    if not is_written_oddly and not _is_odd(name, retriever):
        return
    keywords = retriever.indexes.keywords
    terms = keywords.query_terms(name)
    if not terms or any(term.document_frequency == 0 for term in terms):
        return
    is_common = not keywords.papers_naming(name, N_INTRODUCING)
    pattern = naming_of(name) if is_common else introduction_of(name)
    nominated = keywords.nominate(terms, N_INTRODUCING)
    for paper in retriever.library.papers_by_id(retriever.collection, list(nominated)).values():
        if pattern.search(paper.abstract):
            yield NamedPaper(paper, "name", start, end, 0.7 if is_common else 0.9)


def naming_of(name: str) -> re.Pattern[str]:
    """Return what an abstract says that gives a name: "… called X". A name that many hold has to be given so."""
    spelt = rf"(?<![\w-]){re.escape(name)}(?![\w-])(?!\s+[A-Z])"
    listed = r"(?:[\w-]+(?:,|\s+and|,\s+and)\s+){0,3}"
    return re.compile(
        r"(?i:\b(?:we|our|results?|resulting)\b)[^.;]{0,160}?"
        rf"(?:(?i:\b{NAMES}|\brefer\b[^.;]{{0,40}}?\bas)\s+(?i:(?:it|as)\s+)?[“\"'‘]?{listed}{spelt}"
        rf"|(?i:\b{NAMES})\s[^.;()]{{0,80}}?\(\s*{spelt}\s*\))"
    )


def introduction_of(name: str) -> re.Pattern[str]:
    """Return what an abstract that introduces a name says: "we present X, …", "a corpus called X", "… Model (X)".

    A name next to other words with capitals, or before a noun, is only part of what is introduced.
    """
    spelt = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    trains = r"(?:pre-?)?train(?:s|ed)?\s+an?"
    ends = r"(?=\s*(?:[,.;:()–—]|$)|\s+(?:that|which|an?|the|is|are|for|to|and|as|in|on|with|by|using|whose)\b)"
    who = r"(?i:\b(?:we|this\s+(?:paper|work|article|study|report)|the\s+(?:paper|article|study)|authors?|team)\b)"
    return re.compile(
        rf"{who}[^.;]{{0,25}}?(?i:\b{PRESENTS})\s+(?:[a-z][\w-]*\s+){{0,5}}?[“\"'‘]?{spelt}[”\"'’]?{ends}"
        rf"|{who}[^.;]{{0,25}}?(?i:\b{PRESENTS}\s+(?:the|our)\s+){spelt}\s+(?:[a-z][\w-]*\s+){{0,2}}?{RESOURCE_NOUN}\b"
        rf"|{who}[^.;]{{0,40}}?(?i:\b{PRESENTS}\b)[^.;:]{{0,120}}?\b{RESOURCE_NOUN},\s+{spelt}\s*[,.]"
        rf"|{who}[^.;]{{0,40}}?(?i:\b{PRESENTS}\b)[^.;]{{0,120}}?\(\s*{BEHIND_BRACKET}{spelt}\s*[,;)]"
        rf"|{who}[^.;]{{0,40}}?(?i:\b{PRESENTS}\b)[^.;]{{0,160}}?(?i:\b{NAMES})\s+(?i:(?:it|them|as)\s+)?[“\"'‘]?{spelt}{ends}"
        rf"|{who}[^.;]{{0,25}}?(?i:\b{trains})\s[^.;]{{0,120}}?\b{RESOURCE_NOUN}\s+\(\s*{spelt}\s*[,;)]"
        rf"|{naming_of(name).pattern}"
        rf"|(?i:\bour\s+(?:[\w-]+\s+){{0,4}}?{RESOURCE_NOUN}\s*,\s*){spelt}\s*,",
    )


def _split_name(word: str) -> str:
    """Return a name with spaces between its letters and digits, as some write it: "SIB200" → "SIB 200"."""
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", word)
