r"""LaTeX → plain text: what a formatting command dresses stays, a symbol becomes its character, a citation key goes.

Abstracts are not LaTeX documents: a bare `%` is no comment, `$5` no formula, and authors use macros that only their
own files define. So this reads leniently: what it does not know keeps its word, and no number is lost.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_DEPTH = 60
MAX_FORMULA_CHARACTERS = 1_000

ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
ARROWS = {
    "to": "→", "rightarrow": "→", "longrightarrow": "→", "Rightarrow": "⇒", "leftarrow": "←", "Leftarrow": "⇐",
    "leftrightarrow": "↔", "Leftrightarrow": "⇔", "uparrow": "↑", "downarrow": "↓", "mapsto": "↦",
}  # fmt: skip
SYMBOLS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "sim": "~", "approx": "≈", "simeq": "≃", "cong": "≅",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "ll": "≪",
    "gg": "≫", "lt": "<", "gt": ">", "equiv": "≡", "propto": "∝", "in": "∈", "notin": "∉", "subset": "⊂",
    "subseteq": "⊆", "supset": "⊃", "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀", "exists": "∃",
    "neg": "¬", "lnot": "¬", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "oplus": "⊕", "otimes": "⊗",
    "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "sqrt": "√", "ell": "ℓ",
    "hbar": "ℏ", "circ": "°", "deg": "°", "degree": "°", "textdegree": "°", "prime": "′", "dagger": "†", "ddagger": "‡",
    "star": "⋆", "ast": "∗", "bullet": "•", "textbullet": "•", "checkmark": "✓", "langle": "⟨", "rangle": "⟩",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "mid": "|", "vert": "|", "Vert": "‖", "parallel": "∥",
    "perp": "⊥", "top": "⊤", "bot": "⊥", "models": "⊨", "vDash": "⊨", "vdash": "⊢", "preceq": "⪯", "succeq": "⪰",
    "prec": "≺", "succ": "≻", "setminus": "∖", "backslash": "∖", "textbackslash": "∖", "dots": "…", "ldots": "…",
    "cdots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textregistered": "®", "circledR": "®", "texttrademark": "™",
    "copyright": "©", "textcopyright": "©", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "EUR": "€", "textmu": "µ",
    "slash": "/", "colon": ":", "textgreater": ">", "textless": "<", "textbar": "|", "aleph": "ℵ", "triangle": "△",
    "square": "□", "Box": "□", "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "lbrace": "{", "rbrace": "}",
    "varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ", "varrho": "ϱ", "varsigma": "ς", "quad": " ", "qquad": " ",
    "newline": " ", "linebreak": " ", "par": " ", "item": " ", "space": " ", "xspace": "",
}  # fmt: skip
for _name in GREEK:
    _spelling = {"lambda": "LAMDA"}.get(_name, _name.upper())
    SYMBOLS[_name] = unicodedata.lookup(f"GREEK SMALL LETTER {_spelling}")
    SYMBOLS[_name.capitalize()] = unicodedata.lookup(f"GREEK CAPITAL LETTER {_spelling}")
SYMBOLS |= LETTERS | ARROWS
GLUED = tuple(sorted([*ARROWS, *GREEK, *(name.capitalize() for name in GREEK)], key=len, reverse=True))
"""Symbols that some sources print with the space behind them lost: `\\rightarrowEnglish`."""

STYLES = {
    "em", "bf", "it", "tt", "rm", "sc", "sf", "sl", "cal", "bfseries", "itshape", "scshape", "ttfamily", "small",
    "large", "Large", "footnotesize", "normalsize", "tiny", "scriptsize", "huge", "Huge", "left", "right", "big", "Big",
    "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg", "displaystyle", "textstyle", "limits", "nolimits", "noindent",
    "protect", "centering", "mkern", "unskip", "relax", "xspace", "newblock",
}  # fmt: skip
"""Commands without an argument of their own that print nothing."""

UNPRINTED_ARGUMENT = re.compile(
    r"(?:[Cc]ite\w*|\w*cite[pt]?|ref|[Cc]ref|eqref|autoref|label|footnotemark|[hv]space|color|bibliography\w*|index)"
)
TWO_ARGUMENTS = {"href", "textcolor", "colorbox", "frac", "dfrac", "tfrac", "nicefrac", "hyperlink", "replaced"}
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")

_QUOTED_COMMAND = re.compile(r'\{"(\\[A-Za-z]+)"\}')
"""A command that a web page's template has put in quotes: `{"\\rightarrow"}`."""
_BARE_ARROW = re.compile(
    rf"\\[A-Za-z]+|(?<=[^\W\d_])(?P<arrow>{'|'.join(name for name in GLUED if name.endswith('arrow'))})(?=[^\W\d_])"
)
"""One whose backslash is lost, between two words: `EnglishrightarrowFrench`."""

_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_SPECIAL = re.compile(r"[\\{}$]|[_^](?=\{)")
_PLAIN_SCRIPT = re.compile(r"[+-−±]?[\w.%*′°+-]+")


def plain_latex(text: str) -> str:
    """Return the text without LaTeX. Text that holds none comes back as it is."""
    if "arrow" in text:
        text = _QUOTED_COMMAND.sub(r"{\1}", text)
        text = _BARE_ARROW.sub(lambda match: ARROWS.get(match["arrow"], match.group()), text)
    if "\\" not in text and "{" not in text and "$" not in text:
        return text
    return _Source(text, _matching_braces(text)).plain(0, len(text), False, 0)


def _matching_braces(text: str) -> dict[int, int]:
    """Return the place of the closing brace for each opening one that has one; escaped braces do not count."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            pairs[opened.pop()] = match.start()
    return pairs


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    braces: dict[int, int]

    def plain(self, start: int, end: int, in_formula: bool, depth: int) -> str:
        """Return what text[start:end] prints."""
        if depth > MAX_DEPTH:
            return re.sub(r"[\\{}$]", "", self.text[start:end])
        printed: list[str] = []
        position = start
        while match := _SPECIAL.search(self.text, position, end):
            ordinary = self.text[position : match.start()]
            printed.append(ordinary.replace("~", " ") if in_formula else ordinary)
            piece, position = self._special(match.start(), end, in_formula, depth, printed)
            printed.append(piece)
        ordinary = self.text[position:end]
        printed.append(ordinary.replace("~", " ") if in_formula else ordinary)
        return "".join(printed)

    def _special(self, at: int, end: int, in_formula: bool, depth: int, before: list[str]) -> tuple[str, int]:
        """Return what stands at a special character as text, and where to go on."""
        character = self.text[at]
        if character == "\\":
            return self._command(at, end, in_formula, depth, before)
        if character == "$":
            return self._formula(at, end, in_formula, depth)
        if character in "_^":
            return self._script(at, end, in_formula, depth)
        close = self.braces.get(at, end)
        if character == "}" or close >= end:
            return ("" if in_formula else character), at + 1
        inside = self.text[at + 1 : close]
        plain = self.plain(at + 1, close, in_formula, depth + 1)
        if ADDRESS.fullmatch(inside.strip()):
            return _apart(plain.strip(), before), close + 1
        if in_formula or "\\" in inside or inside in ("", ",") or not re.search(r"[\s,;|]", inside):
            return plain, close + 1
        return f"{{{plain}}}", close + 1

    def _formula(self, at: int, end: int, in_formula: bool, depth: int) -> tuple[str, int]:
        """Read `$…$`, where it is a formula and not money: pandoc's rule, and no closing `$` behind a bare amount."""
        if self.text.startswith("$$", at):
            close = self.text.find("$$", at + 2, end)
            if close > 0:
                return self.plain(at + 2, close, True, depth + 1), close + 2
        close = at
        while True:
            close = self.text.find("$", close + 1, min(end, at + MAX_FORMULA_CHARACTERS))
            if close < 0 or self.text[close - 1] != "\\":
                break
        if in_formula:
            return "", at + 1
        inside = self.text[at + 1 : close] if close > 0 else ""
        follows = self.text[close + 1 : close + 2]
        spaced = inside != inside.strip()
        if not inside.strip() or (spaced and "\\" not in inside and "^" not in inside and "_" not in inside):
            return "$", at + 1
        if follows.isdigit() and "\\" not in inside and "^" not in inside and "_" not in inside:
            return "$", at + 1
        return self.plain(at + 1, close, True, depth + 1), close + 1

    def _script(self, at: int, end: int, in_formula: bool, depth: int) -> tuple[str, int]:
        """Read `_{…}` and `^{…}`: bare where that is clear, else in round brackets."""
        close = self.braces.get(at + 1, end)
        if close >= end:
            return self.text[at], at + 1
        plain = self.plain(at + 2, close, in_formula, depth + 1).strip()
        if not plain or plain == "°" or plain in ("th", "st", "nd", "rd"):
            return plain, close + 1
        mark = self.text[at]
        return (f"{mark}{plain}" if _PLAIN_SCRIPT.fullmatch(plain) else f"{mark}({plain})"), close + 1

    def _command(self, at: int, end: int, in_formula: bool, depth: int, before: list[str]) -> tuple[str, int]:
        match = _COMMAND.match(self.text, at, end)
        if match is None:
            return self._sign(at, end, in_formula, depth)
        name, after = match.group(1), match.end()
        argument_at = after
        if option := re.compile(r"\s*\[[^\[\]{}]{0,60}\]\s*(?=\{)").match(self.text, after, end):
            argument_at = option.end()
        close = self.braces.get(argument_at, end)
        has_argument = close < end
        if name == "romannumeral" and (number := re.compile(r"\s*(\d{1,2})").match(self.text, after, end)):
            return _roman(int(number.group(1))), number.end()
        if name in ACCENTS and has_argument and close - argument_at <= 8:
            inside = self.text[argument_at + 1 : close]
            # Some sources take \beta, \rho and \kappa for accents over what follows.
            if (greek := name + inside.strip("\\")) in GREEK:
                return SYMBOLS[greek], close + 1
            return _accented(name, self.plain(argument_at + 1, close, in_formula, depth + 1)), close + 1
        if name in TWO_ARGUMENTS and has_argument:
            second_at = re.compile(r"\s*").match(self.text, close + 1, end).end()  # type: ignore[union-attr]
            second_close = self.braces.get(second_at, end)
            if second_close < end:
                first = self.plain(argument_at + 1, close, in_formula, depth + 1).strip()
                second = self.plain(second_at + 1, second_close, in_formula, depth + 1)
                return _joined(name, first, second, before), second_close + 1
        if has_argument:
            return self._with_argument(name, argument_at, close, in_formula, depth, before)
        return self._without_argument(name, at, after, end, in_formula)

    def _with_argument(
        self, name: str, at: int, close: int, in_formula: bool, depth: int, before: list[str]
    ) -> tuple[str, int]:
        inside = self.text[at + 1 : close]
        if UNPRINTED_ARGUMENT.fullmatch(name):
            _take_back_space(before)
            return "", close + 1
        if name in ("url", "path", "nolinkurl"):
            return _apart(re.sub(r"\\([_%#&~{}])", r"\1", inside).strip(), before), close + 1
        if name == "unicode" and (code := re.fullmatch(r"\s*x?([0-9A-Fa-f]{2,6})\s*", inside)):
            return _character(int(code.group(1), 16)), close + 1
        plain = self.plain(at + 1, close, in_formula, depth + 1)
        if name in ("footnote", "thanks"):
            return f" ({plain.strip()})", close + 1
        if name in ("textsuperscript", "textsubscript") and plain:
            return (f"^{plain}" if name == "textsuperscript" else f"_{plain}"), close + 1
        if name == "sqrt":
            return (f"√{plain}" if _PLAIN_SCRIPT.fullmatch(plain) else f"√({plain})"), close + 1
        if name in STYLES:
            return plain, close + 1
        if name in SYMBOLS:
            return SYMBOLS[name] + plain, close + 1
        if not inside.strip():
            return _apart(name, before, only_words=True) + " " * bool(inside), close + 1
        return plain, close + 1

    def _without_argument(self, name: str, at: int, after: int, end: int, in_formula: bool) -> tuple[str, int]:
        if name in STYLES:
            return "", re.compile(r"\s*").match(self.text, after, end).end()  # type: ignore[union-attr]
        if name in SYMBOLS:
            symbol = SYMBOLS[name]
            swallows = name in LETTERS or name == "xspace"
            return symbol, after + (1 if swallows and self.text[after : after + 1] == " " else 0)
        for known in GLUED:
            rest = name[len(known) :]
            if name.startswith(known) and (rest[:1].isupper() or known.endswith("arrow")):
                return SYMBOLS[known] + rest, after
        # A macro of the authors' own is most often what they call their method: \ours.
        before = self.text[at - 1 : at]
        return (f" {name}" if before.isalnum() and not in_formula else name), after

    def _sign(self, at: int, end: int, in_formula: bool, depth: int) -> tuple[str, int]:
        """Read a backslash before something that is no letter."""
        sign = self.text[at + 1 : min(at + 2, end)]
        if sign in ACCENTS and not (in_formula and sign == "~"):
            close = self.braces.get(at + 2, end)
            if close < end and close - at <= 8:
                return _accented(sign, self.plain(at + 3, close, in_formula, depth + 1)), close + 1
            if re.match(r"\\[ij](?![A-Za-z])", self.text[at + 2 : min(at + 5, end)]):
                return _accented(sign, self.text[at + 3]), at + 4
            base = self.text[at + 2 : min(at + 3, end)]
            if base.isalpha() and len(_accented(sign, base)) == 1:
                return _accented(sign, base), at + 3
        if sign and sign in "%&_#${}":
            return {"$": MONEY, "{": OPEN, "}": CLOSE}.get(sign, sign), at + 2
        if sign and sign in " ,;:\\\n":
            in_number = sign == "," and self.text[at - 1 : at].isdigit() and self.text[at + 2 : at + 3].isdigit()
            return ("" if in_number else " "), at + 2
        if sign and sign in "!-/@()[]":
            return "", at + 2
        return sign, at + 2


MONEY, OPEN, CLOSE = "\uf8f0", "\uf8f1", "\uf8f2"
"""Stand for an escaped `$`, `{` and `}` until all LaTeX is gone, so that they are not taken for LaTeX."""


def restore_escaped(text: str) -> str:
    """Return the text with escaped signs as themselves."""
    return text.replace(MONEY, "$").replace(OPEN, "{").replace(CLOSE, "}")


def _joined(name: str, first: str, second: str, before: list[str]) -> str:
    if name in ("textcolor", "colorbox") or (name == "hyperlink" and not ADDRESS.fullmatch(first)):
        return second
    if name == "replaced":
        return first
    if name in ("href", "hyperlink"):
        second = second.strip()
        if not second or second.rstrip("/") == first.rstrip("/"):
            return _apart(first, before)
        return second if first in second else f"{second} ({first})"
    return "/".join(part if _PLAIN_SCRIPT.fullmatch(part) else f"({part})" for part in (first, second.strip()))


def _apart(word: str, before: list[str], only_words: bool = False) -> str:
    """Return an address (or word) with a space before it where it would stick to what was printed before."""
    last = next((piece[-1] for piece in reversed(before) if piece), " ")
    return f" {word}" if last.isalnum() or (not only_words and last in "/}") else word


def _take_back_space(before: list[str]) -> None:
    """Take away the space or tie before a citation that leaves nothing behind."""
    if before:
        before[-1] = before[-1].rstrip(" ~")


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in ROMAN:
        numeral += letters * (number // value)
        number %= value
    return numeral


def _accented(accent: str, base: str) -> str:
    base = {"ı": "i", "ȷ": "j"}.get(base, base)
    return unicodedata.normalize("NFC", base[:1] + ACCENTS[accent] + base[1:]) if base[:1].isalpha() else base


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
