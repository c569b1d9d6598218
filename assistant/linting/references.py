"""References: what a key of a document stands for, and how ids, titles, names and years are found in their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.datatypes import ReadProblem
from retrieval.identity import acl_id_of, arxiv_id_of
from retrieval.latex import plain_latex, restore_escaped

YEAR = re.compile(r"(?<![\d.:/])((?:19|20)\d{2})[a-z]?(?![\d/]|\.\d)")
QUOTED = re.compile(r"[“\"«]([^“”\"«»]{8,300})[”\"»]")
LINKED = re.compile(r"\[([^\[\]]{3,300})\]\(\s*<?(https?://[^\s)>]+)[^)]*\)")
EMPHASISED = re.compile(r"(?<![\w*])(\*{1,2}|_)(?=\S)([^*_]{8,300}?)(?<=\S)\1(?![\w*])")
SEGMENT_END = re.compile(r"(?<!\b[A-Z])[.?!]+[”\"’')]*\s+|\.\s*$|(?<=\))[.,:]\s+")
NAMES_END = re.compile(r"[“\"]|\(\d{4}|,?\s+et al\b|(?<!\b[A-Z])\.\s+(?=[A-Z][\w-]+ [a-zA-Z])|(?<=[a-z]{2})\.\s")
MAX_SEGMENTS = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """What a key stands for. `titles` are readings of the title, the likeliest first; plain text may have several."""

    key: str
    text: str
    path: str
    line: int
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv_id: str | None = None
    acl_id: str | None = None
    label: str = ""

    @property
    def name(self) -> str:
        """Return what to call it: its title where that is certain, else its text, shortened."""
        text = self.label or " ".join(self.text.split())
        return text if len(text) <= 120 else f"{text[:119]}…"


@dataclass(frozen=True, slots=True)
class References:
    """References in the order of their files, and what could not be read."""

    entries: tuple[Reference, ...] = ()
    problems: tuple[ReadProblem, ...] = ()

    def __add__(self, other: "References") -> "References":
        return References(self.entries + other.entries, self.problems + other.problems)


def find_arxiv_id(text: str) -> str | None:
    """Return the first arXiv id of a text. A bare number counts only where "arXiv" stands before it.

    >>> find_arxiv_id("arXiv preprint arXiv:2309.09400v2, 2023."), find_arxiv_id("pages 2309.09400")
    ('2309.09400', None)
    """
    names_arxiv = False
    for token in re.split(r"[\s,;()\[\]{}<>\"“”']+|abs(?=/\d)", text):
        word = token.rstrip(".:")
        if re.fullmatch(r"arxiv(?:\.org)?|e-?print|abs|corr", word, re.IGNORECASE):
            names_arxiv = True
        elif (found := arxiv_id_of(word.lstrip("/"))) and (names_arxiv or not re.fullmatch(r"[\d.]+(?:v\d+)?", word)):
            return found
    return None


def find_acl_id(text: str) -> str | None:
    """Return the first ACL Anthology id of a text that stands in an address or a DOI."""
    for token in re.split(r"[\s,;()\[\]{}<>\"“”']+", text):
        if re.search(r"acl|10\.18653", token, re.IGNORECASE) and (found := acl_id_of(token.rstrip(".:"))):
            return found
    return None


def plain_field(text: str) -> str:
    """Return a field of LaTeX as it prints, without the braces that keep capitals."""
    return " ".join(restore_escaped(re.sub(r"[{}]", "", plain_latex(text)).replace("~", " ")).split())


def reference_of_text(key: str, text: str, path: str, line: int) -> Reference:
    """Return the reference that one entry of a plain list is: `Author. Title. Venue, year.` in any usual style."""
    without_ids = re.sub(r"https?://\S+|arXiv:\S+", " ", text, flags=re.IGNORECASE)
    in_brackets = re.search(r"\(((?:19|20)\d{2})[a-z]?\)", without_ids)
    years = [in_brackets.group(1)] if in_brackets else YEAR.findall(without_ids)[-1:]
    marked = [*LINKED.findall(text), *((title, "") for title in QUOTED.findall(text))]
    return Reference(
        key=key,
        label=marked[0][0].strip(" .,") if marked else "",
        text=" ".join(text.split()),
        path=path,
        line=line,
        titles=tuple(_possible_titles(text)),
        authors=_leading_names(text),
        year=int(years[0]) if years else None,
        arxiv_id=find_arxiv_id(text),
        acl_id=find_acl_id(text),
    )


def _possible_titles(text: str) -> Iterator[str]:
    """Yield what may be the title: what a link covers, stands in quotes or is set off, then each run of sentences."""
    seen: set[str] = set()
    plain = " ".join(re.sub(r"https?://\S+", " ", LINKED.sub(r"\1. ", text)).split())
    marked = [match.group(1) for match in LINKED.finditer(text)] + QUOTED.findall(plain)
    marked += [match.group(2) for match in EMPHASISED.finditer(text)]
    segments = [segment for piece in SEGMENT_END.split(plain) if (segment := piece.strip(' .,;:“”"*_()'))]
    segments = segments[:MAX_SEGMENTS]
    runs = [
        ". ".join(segments[first : first + length]) for length in (1, 2) for first in range(len(segments) - length + 1)
    ]
    # A title may be followed by a comma and its venue: "Title, in Proceedings of …", "Title (EMNLP 2023)".
    cut = [re.split(r",\s+(?=in\b|[A-Z0-9])|\s+[–—|-]\s+|\s*\(", run)[0] for run in runs]
    after_names = [run.split(", ", 1)[1] for run in runs if ", " in run]
    for title in (*marked, *runs, *cut, *after_names):
        title = title.strip(' .,;:“”"*_()')
        if len(title) >= 8 and title not in seen and not re.fullmatch(r"[\d\W]+", title):
            seen.add(title)
            yield title


def _leading_names(text: str) -> tuple[str, ...]:
    """Return the surnames that an entry begins with, as far as they can be told from the title."""
    head = NAMES_END.split(" ".join(text.split()), maxsplit=1)[0]
    names = []
    for part in re.split(r",|;|\band\b|&|\bet al\b\.?", head)[:30]:
        words = [word for word in part.split() if not re.fullmatch(r"(?:[A-Z]\.?-?)+", word)]
        if 1 <= len(words) <= 4 and all(word[:1].isupper() or word in ("de", "van", "der", "von") for word in words):
            names.append(" ".join(words).strip(". "))
    return tuple(name for name in names if name)
