"""People whom papers are by: "by Ada Lovelace", "Goran Glavaš' papers", "what did A and B publish"."""

import re
from collections.abc import Iterator

from assistant.filters.phrases import AFTER_NAME, MOST_NAMED, OF_PAPERS, PAPERS, Phrase, any_of, joined
from retrieval.datatypes import PaperFilter
from retrieval.library import Library

CAPITALISED = r"(?:[^\W\d_a-z][\w'’.-]*)"
PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ben|ter|ten|zu)"
PERSON = (
    rf"(?:{CAPITALISED}(?:\s+(?:{PARTICLE}\s+){{0,2}}{CAPITALISED}){{0,3}}"
    rf"|{PARTICLE}\s+(?:{PARTICLE}\s+)?{CAPITALISED})"
)
AND_OTHERS = (
    r"(?P<others>,?\s+(?:and\s+(?:(?:his|her|their)\s+)?(?:colleagues|co-?authors|collaborators|others|coworkers)"
    r"|et\s+al\.?))"
)
OR_PERSON = r"(?:,\s{1,3}(?:(?:and|or)\s{1,3})?|\s+(?:and|or)\s{1,3})(?:by\s+)?"
PERSONS = rf"(?P<names>{PERSON}(?:{OR_PERSON}{PERSON}){{0,{MOST_NAMED}}})"
BY_AUTHOR = re.compile(rf"(?P<lead>\b(?:(?:co-?)?authored\s+|written\s+|published\s+)?by)\s+{PERSONS}{AND_OTHERS}?")
FROM_AUTHOR = re.compile(rf"(?P<lead>\b(?:from|of))\s+(?P<names>{PERSON}(?:(?:,\s+){PERSON})*){AND_OTHERS}")
AUTHORS_PAPERS = re.compile(
    rf"(?P<lead>)(?<![\w'’-])(?!(?:Which|What|Are|Is|Do|Does|How|List|Show|Find|Name|All)\b){PERSONS}['’]s?\s+"
    rf"(?=(?:papers?|publications|works?|research)\b)"
)
AUTHOR_PUBLISHED = re.compile(
    rf"(?P<lead>)(?i:\b(?P<what>what\s+)?)(?i:\b(?:did|has|have)\s+|(?<=what\s)|(?<=papers\s)(?:that\s+)?){PERSONS}\s+"
    r"(?i:(?:(?:ever|also|has|have)\s+)?(?:publish(?:ed)?|wr(?:ote|ite|itten)|(?:co-?)?author(?:ed)?)\b"
    r"(?:\s+(?:on|about)(?=\s*(?:$|[?.!,]|(?:in|since|before|after|from|at|between)\b)))?)"
)
BY_LOWER_CASE = re.compile(
    r"(?P<lead>\b(?:authored\s+|written\s+|published\s+)?by)\s+(?P<names>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,2})"
)
NO_PERSON = re.compile(
    r"\b(?:Research|University|Institute|Labs?|Laboratory|AI|Inc|Google|Microsoft|Meta|OpenAI|DeepMind|Face|Team|Group"
    r"|Language|Languages|Models?|Networks?|College|Foundation|Transformers?|Learning|Association|Conference|Processing"
    r"|Facebook|Amazon|Apple|Wikipedia|Stanford|Berkeley|Academy|Center|Centre|School|Department|Press|Springer"
    r"|Corporation|Company|Union|Nations|Human|Neural|Speech|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|English|German|French|Chinese|African|European|American)\b|[A-Z]{3,}|\d"
)


def author_phrases(text: str, library: Library, collection: str) -> Iterator[Phrase]:
    for pattern in (BY_AUTHOR, FROM_AUTHOR, AUTHORS_PAPERS, AUTHOR_PUBLISHED, BY_LOWER_CASE):
        for match in pattern.finditer(text):
            spelt_small, is_subject = pattern is BY_LOWER_CASE, pattern is AUTHOR_PUBLISHED
            phrase = _author_phrase(match, text, library, collection, spelt_small, is_subject)
            if phrase is not None:
                yield phrase


def _author_phrase(
    match: "re.Match[str]", text: str, library: Library, collection: str, spelt_small: bool, is_subject: bool
) -> Phrase | None:
    """Return the filter that a name makes.

    A full name makes one where the collection holds it. So does a surname of papers ("papers by Lovelace"), and a full
    name that the collection does not hold: then no paper passes, and the chip says so.
    """
    start, end = match.start(), match.end()
    names = [re.sub(r"['’]s?$", "", name).strip(" .") for name in re.split(OR_PERSON, match["names"])]
    is_either = re.search(r"\sor\s", match["names"]) is not None
    before, instead = text[:start], ""
    if spelt_small:
        words = list(re.finditer(r"\S+", match["names"]))
        heads = (words[:n] for n in (3, 2) if len(words) >= n)
        spans = (match["names"][: head[-1].end()].rstrip(".,") for head in heads)
        held = next((name for name in spans if library.authors_like(collection, name)), None)
        if held is None:
            return None
        names, end = [held], match.start("names") + len(held)
    if NO_PERSON.search(match["names"]) or re.search(r"\b(?:poems?|novels?|books|speeches|songs?)\s+$", before):
        return None
    has_others = match.groupdict().get("others") is not None
    of_papers = (
        OF_PAPERS.search(before) is not None
        or has_others
        or match["lead"].lower().startswith(("authored", "co", "written", "published"))
        or not match["lead"]
    )
    if not AFTER_NAME.search(text[end:]) and match["lead"]:
        return None
    known = {name: library.authors_like(collection, name) for name in names}
    if is_subject:
        if not all(known.values()) or not (match["what"] or re.search(rf"\b{PAPERS}\b", before, re.IGNORECASE)):
            return None
        instead = "papers" if match["what"] else ""
    full = all(" " in name for name in names)
    if not all(known.values()) and not (of_papers and full):
        return None
    if not full and not of_papers:
        return None
    label = f"by {joined(names, 'or' if is_either else 'and')}"
    paper_filter, n_unknown = PaperFilter(authors=tuple(names)), None
    missing = [name for name in names if not known[name]]
    remark = None
    if missing:
        remark = f"no paper here names {' or '.join(missing)} as author"
    elif names[1:] and not is_either and not library.count_papers(collection, paper_filter):
        remark = f"no paper here is by {'both' if len(names) == 2 else 'all of them'}"
    elif any(" " not in name and len(known[name]) > 1 for name in names):
        n_people = max(len(known[name]) for name in names)
        remark = f"{n_people:,} different names here"
    if is_either:
        n_unknown = library.count_unknown(collection, PaperFilter(authors=(names[0],))).get("authors", 0)
        paper_filter = any_of([PaperFilter(authors=(name,)) for name in names], library, collection)
    return Phrase(start, end, "author", label, paper_filter, instead, remark, n_unknown=n_unknown)
