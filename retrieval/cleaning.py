"""Markup and LaTeX out of titles and abstracts, without losing a number, a name or an address."""

import html
import re
import unicodedata
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

MAX_PASSES = 6
"""Cleaning is repeated until nothing changes, so that cleaning a clean text never changes it."""

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
TAGS = "a|abbr|b|big|br|center|code|div|em|font|h[1-6]|i|italic|li|mml:[a-z]+|ol|p|pre|s|sc|small|span|strong|sub|sup|tt|u|ul"
HTML_TAG = re.compile(rf"</?(?:{TAGS}|jats:[a-z]+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BLOCK_TAG = re.compile(r"</?(?:br|div|li|ol|p|ul|h[1-6]|jats:p|jats:title)(?:\s[^<>]*)?/?>", re.IGNORECASE)
INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

ROMAN_NUMERAL = re.compile(r"\{?\\romannumeral\s*(\d{1,2})\s*\}?")
ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}|\{(https?://[^{}\s]*)\}")
LINK = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
REFERENCE = re.compile(r"~?\\(?:cite[a-z]*|ref|label|footnotemark|vspace|hspace|hyperlink)\*?(?:\[[^\]]*\])*\{[^{}]*\}")
FOOTNOTE = re.compile(r"\\footnote\s*\{([^{}]*)\}")
COLOURED = re.compile(r"\\textcolor\s*\{[^{}]*\}\s*\{([^{}]*)\}")
ACCENT = re.compile(r"\{?\\(?:[`'^\"~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[Hcdkruvbt](?:\{\\?[A-Za-z]\}|\s[A-Za-z]))\}?")
LETTER = re.compile(r"\{?\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j|dh|DH|th|TH)(?![A-Za-z])\s?(?:\{\})?\}?")
MATH = re.compile(r"(?<![\w\\$])\$(?!\s)([^$\n]{1,200}?)(?<![\s\\])\$(?!\d)|\\\((.{1,200}?)\\\)")
MATH_SIGN = re.compile(r"[\\^_={}<>+*]")
MACRO_WITH_TEXT = re.compile(r"\\([A-Za-z]+)\*?\s*\{([^{}]*)\}")
SYMBOL_MACRO = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])\s?(?:\{\})?")
ESCAPED = re.compile(r"\\([%&_#${}])")
PROTECTED_WORD = re.compile(r"(?<![\\^_])\{([\w+./-]+)\}")


def clean_text(raw: str) -> str:
    r"""Return a text in plain words, on one line.

    >>> clean_text(r"rates of 80.92\% with \textsc{Ofa} ({\romannumeral1}) at \url{https://example.org/a\_b}")
    'rates of 80.92% with Ofa (i) at https://example.org/a_b'
    """
    text = raw
    for _ in range(MAX_PASSES):
        cleaned = _clean_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    if "<" in text:
        text = HTML_TAG.sub("", BLOCK_TAG.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    if "{" in text or "\\" in text or "$" in text:
        text = _without_latex(text)
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"(?<=\w)---?(?=\w)", "–", text)
    text = re.sub(r"(?<=[^\s\d])~(?=\S)", " ", text)  # a tie between words; "~50" keeps its sign
    return " ".join(unicodedata.normalize("NFC", text).split())


def _without_latex(text: str) -> str:
    text = ROMAN_NUMERAL.sub(_roman, text)
    text = LINK.sub(_link, text)
    text = ADDRESS.sub(lambda match: (match.group(1) or match.group(2)).strip(), text)
    text = FOOTNOTE.sub(r" (\1)", REFERENCE.sub("", text))
    text = COLOURED.sub(r"\1", text)
    text = MATH.sub(_plain_math, text)
    if "\\" in text:
        text = ACCENT.sub(lambda match: _plain_latex(match.group()), text)
        text = LETTER.sub(lambda match: _plain_latex(match.group().strip()), text)
        text = re.sub(r"(?<=\d)\\,(?=\d)|\\-|\\/", "", text)
        text = re.sub(r"\\[ ,;:!]|\\\\", " ", text)
        while MACRO_WITH_TEXT.search(text):  # the innermost first
            text = MACRO_WITH_TEXT.sub(_macro_text, text)
        text = SYMBOL_MACRO.sub(_symbol, text)
        text = ESCAPED.sub(r"\1", text)
    return PROTECTED_WORD.sub(r"\1", text)


def _roman(match: re.Match[str]) -> str:
    number = int(match.group(1))
    return ROMAN[number - 1] if 0 < number <= len(ROMAN) else match.group(1)


def _link(match: re.Match[str]) -> str:
    address, text = match.groups()
    return text if address == text else f"{text} ({address})"


def _macro_text(match: re.Match[str]) -> str:
    """Return the text a macro dresses up (`\\textbf{…}`), or the symbol it stands for with its text behind it."""
    name, text = match.groups()
    symbol = _known_symbol(name)
    if symbol is None:
        return text or f"{name} "
    return f"{symbol}{text}"


def _symbol(match: re.Match[str]) -> str:
    """Return the sign of a macro that has one, else its name: `\\ours` is what the authors call their method."""
    name = match.group(1)
    symbol = _known_symbol(name)
    following = match.string[match.end() : match.end() + 1]
    space = " " if match.group().endswith((" ", "\n")) or (following.isalnum() and match.group().endswith("}")) else ""
    return (name if symbol is None else symbol) + space


@cache
def _known_symbol(name: str) -> str | None:
    """Return the character that LaTeX prints for a macro without arguments, None for one that is not of that kind."""
    specification = _context().get_macro_spec(name)
    replacement = getattr(specification, "simplify_repl", None)
    return replacement if isinstance(replacement, str) and replacement and "%" not in replacement else None


def _plain_math(match: re.Match[str]) -> str:
    formula = match.group(1) or match.group(2)
    if match.group(1) and " " in formula and not MATH_SIGN.search(formula):
        return match.group()  # "between $5 and $10": money, no formula
    return _plain_latex(f"${formula}$") or formula


def _plain_latex(latex: str) -> str:
    named = re.sub(
        r"\\([A-Za-z]+)", lambda match: match.group() if _is_known(match.group(1)) else f"\\text{{{match.group(1)}}}", latex
    )
    plain: str = _converter().latex_to_text(named)
    return re.sub(r"\s*([×≤≥≈±→])\s*(?=\S)", r" \1 ", plain).strip() if "$" in latex else plain


@cache
def _is_known(name: str) -> bool:
    specification = _context().get_macro_spec(name)
    return bool(specification is not None and specification.macroname)


@cache
def _context():  # type: ignore[no-untyped-def]  # pylatexenc has no types
    return get_default_latex_context_db()


@cache
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", strict_latex_spaces="macros", keep_comments=True)
