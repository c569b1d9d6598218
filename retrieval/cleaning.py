"""Markup and LaTeX out of titles and abstracts, without losing a number, a name or an address."""

import html
import re
import unicodedata

from retrieval.latex import plain_latex, restore_escaped

MAX_PASSES = 50
"""Cleaning is repeated until nothing changes, so that cleaning a clean text changes nothing. Two passes are usual."""

TAG_NAMES = (
    "a|abbr|b|big|br|center|div|em|font|h[1-6]|i|inf|italic|bold|li|mml:[a-z]+|jats:[a-z-]+|ol|p|pre|sc|scp|small|span"
    "|strong|sub|sup|tt|u|ul"
)
TAG = re.compile(rf"</?(?:{TAG_NAMES})(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>", re.IGNORECASE)
PAIR = re.compile(rf"<({TAG_NAMES})(?:\s+[\w:-]+\s*=[^<>]*)?>([^<>]*)</\1\s*>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|p|li)\s*/?>|</(?:p|li|div|h[1-6]|jats:p|jats:title)>", re.IGNORECASE)
BLOCK_NAMES = re.compile(r"p|li|div|center|ul|ol|h[1-6]|jats:(?:p|title|sec)", re.IGNORECASE)
OWN_HEADING = re.compile(r"^\s*<jats:title>\s*(?:abstract|summary)[.:]?\s*</jats:title>", re.IGNORECASE)
"""What Crossref writes over an abstract is no part of it."""
LINK_ADDRESS = re.compile(r"href\s*=\s*[\"']?(https?://[^\s\"'<>]+)", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)

WINDOWS_SIGNS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Control characters that are Windows punctuation read in the wrong encoding: U+0092 is meant as `’`."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
"""Zero-width joiners count in Persian, Indic scripts and emoji, and nowhere beside ASCII."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

ADDRESS = r"(?P<address>(?:https?://|www\.)\S+)"
TIE = re.compile(rf"{ADDRESS}|(?<=[^\W\d])~(?=\w)|(?<=\d)~(?=[^\W\d])|(?<=[.,)\]])~(?=[\w(\[])")
DASHES = re.compile(rf"{ADDRESS}|(?<![-!<])---(?![->])|(?<=\w)--(?=\w)")
SINGLE_QUOTES = re.compile(r"(?<![\w`])`([^\W_](?:[^`'’“”]{0,80}[^\s`'’“”])?)'(?!\w)")


def clean_text(raw: str) -> str:
    r"""Return a text in plain words, on one line.

    >>> clean_text(r"80.92\% with \textsc{Ofa} ({\romannumeral1}), see \url{https://example.org/a\_b}")
    '80.92% with Ofa (i), see https://example.org/a_b'
    """
    text = raw
    for _ in range(MAX_PASSES):
        cleaned = _clean_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    text = LONE_SURROGATE.sub("\ufffd", text).translate(WINDOWS_SIGNS)
    text = unicodedata.normalize("NFC", JOINER.sub("", INVISIBLE.sub("", text)))
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = ENTITY.sub(lambda match: html.unescape(match.group()), text)
    text = restore_escaped(plain_latex(text))
    if "`" in text or "'" in text:
        text = _with_quotes(text)
    if "~" in text:
        text = TIE.sub(lambda match: match.group("address") or " ", text)
    if "--" in text:
        text = DASHES.sub(lambda match: match.group("address") or ("—" if len(match.group()) == 3 else "–"), text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _with_quotes(text: str) -> str:
    """Turn ``x'' and `x' into quotes; two primes behind a number are inches, unless a quote has begun."""
    text = re.sub(r"(?<!\S)''(?=\w)", "“", text.replace("``", "“"))
    text = text.replace("''", "”") if "“" in text else re.sub(r"(?<!\d)''", "”", text)
    return SINGLE_QUOTES.sub(r"‘\1’", text)


def _without_tags(text: str) -> str:
    """Take away the tags that come in pairs, the innermost first, and line breaks; `if a<b>c` and `<think>` stay."""
    text = BREAK.sub(
        lambda match: " " if match.group().lower().startswith(("<br", "<p", "<li")) else match.group(),
        OWN_HEADING.sub("", text),
    )
    if not TAG.search(text):
        return text
    changed = True
    while changed:
        plain = PAIR.sub(_tagged, text)
        changed, text = plain != text, plain
    return re.sub(r"</(?:p|li|div)\s*>", " ", text, flags=re.IGNORECASE)


def _tagged(match: re.Match[str]) -> str:
    name, text = match.group(1).lower(), match.group(2)
    before = match.string[match.start() - 1 : match.start()]
    if name == "sup" and text.strip():
        return f"^{text.strip()}"
    if name in ("sub", "inf") and before.isdigit():
        return f"_{text.strip()}"
    if name == "a" and (link := LINK_ADDRESS.search(match.group())) and link.group(1) not in text:
        return f"{text} ({link.group(1)})"
    return f" {text} " if BLOCK_NAMES.fullmatch(name) else text
