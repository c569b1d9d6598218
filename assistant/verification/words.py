"""Words with their places and stems, function words, and which language a text is likely in."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from retrieval.keyword_index import build_analyzer

MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u0eb1-\u0ebc\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
"""Vowel signs and other marks that are no letters to `re`, and stand within words."""

WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*(?:['’][^\W\d_]+)*")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no white space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


FUNCTION_WORDS = words_of(
    """a about above across after again all along also although among an and another any are around as at be became
    because become becomes been before behind being below between both but by can could did do does doing done
    during each either else et etc even every few for from further furthermore had has have having he hence her
    here his how however i if in indeed into is it its itself just many may me might more moreover most much
    must my namely neither no nor not of off often on once one only onto or other others our ours out over own
    per perhaps quite rather s same several she should since so some still such t than that the their theirs
    them themselves then there thereby therefore these they this those though through throughout thus to
    together too toward towards under until up upon us very via was we well were what when where whereas whether
    which while who whom whose why will with within without would yet you your al"""
)
"""Words that carry no meaning of their own; signs, directions and counts among them have checks of their own."""

REPORTING_WORDS = words_of(
    """abstract according additionally approach argue article aim author call case claim conclude concretely conclusion
    conduct demonstrate describe discuss effort ensure especially experiment explain find finding focus give
    help highlight identify include indicate introduce investigate invite make mainly method new note novel
    notably observe offer overall paper particular particularly present previous previously propose provide
    publication recent recently report require research result researcher reveal say see seek set show shown
    specific specifically state study suggest take team tell term thing use utilize various way work write"""
)
"""Words of any abstract: whether they agree says little of what is claimed."""

GENERIC_WORDS = words_of(
    """model models language languages task tasks data performance result results method methods study system systems
    training trained train approach multilingual patient patients group groups treatment cell cells"""
)
"""Words of so many abstracts that sharing them tells little."""

LANGUAGE_MARKS: dict[str, frozenset[str]] = {
    "en": words_of("the of and is are in to that with for on by was were an it from as which this not than be"),
    "de": words_of(
        "der die das und ist sind nicht mit für von den dem ein eine einer auf im werden wird als auch zu bei des"
    ),
    "fr": words_of("le la les des et est sont dans pour une du que sur avec par au aux ne pas plus ce cette qui"),
    "es": words_of("el la los las de y es son en para una del que con por se no más un al como sobre entre"),
    "pt": words_of("o os as de e é são em para uma do da que com por não mais um ao como dos das no na"),
    "it": words_of("il lo gli di e è sono in per una del della che con non più un al come dei delle nel si"),
    "nl": words_of("de het een en van is zijn in op voor met niet dat die te aan door als ook bij uit naar"),
    "pl": words_of("i w na z do jest są nie się że dla od przez oraz jak ich"),
    "tr": words_of("ve bir bu için ile olarak daha çok olan da de değil gibi en"),
    "sv": words_of("och att det som en ett är på av för med inte den till har de om"),
    "cs": words_of("a v na se je že s z do pro jsou není jako ve od které"),
    "ro": words_of("și în de la cu pe este sunt nu pentru din o un mai care"),
    "id": words_of("yang dan di untuk dengan dari ini itu pada adalah tidak dalam ke oleh lebih"),
    "vi": words_of("và của là các trong cho một với được không có này những trên"),
    "sw": words_of("na ya wa kwa ni katika za la cha kuwa hii si"),
}
"""Frequent function words that tell languages of the Latin script apart."""

LEAST_MARKS = 2
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, in lower case, its stem (without accents, as English), and its place in the text.

    `is_content`: it carries meaning, being no function word, no lone letter and no number.
    """

    text: str
    lower: str
    stem: str
    start: int
    end: int
    is_content: bool


@lru_cache(maxsize=1)
def _analyzer():  # type: ignore[no-untyped-def]  # tantivy.TextAnalyzer, whose home is the keyword index
    return build_analyzer()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of one word, as the keyword index has it; the word itself where that cuts it in two.

    >>> stem("Improvements"), stem("languages")
    ('improv', 'languag')
    """
    stems = _analyzer().analyze(word.removesuffix("'s").removesuffix("’s"))
    return str(stems[0]) if len(stems) == 1 else word.casefold()


@lru_cache(maxsize=4096)
def split_words(text: str) -> tuple[Word, ...]:
    """Return the words in order. A run of a script without spaces is one word; see `meaning_stems`."""
    return tuple(_word(match.group(), match.start(), match.end()) for match in WORD.finditer(text))


def _word(text: str, start: int, end: int) -> Word:
    lower, root = text.casefold().replace("’", "'"), stem(text)
    is_content = len(root) > 1 and lower not in FUNCTION_WORDS and not text[0].isdigit()
    return Word(text, lower, root, start, end, is_content)


@lru_cache(maxsize=4096)
def meaning_stems(text: str) -> frozenset[str]:
    """Return the stems that carry the text's meaning; runs without spaces give their pairs of characters."""
    found: set[str] = set()
    for word in split_words(text):
        if UNSPACED.search(word.text):
            found.update(word.text[place : place + 2] for place in range(max(1, len(word.text) - 1)))
        elif word.is_content and word.stem not in _reporting_stems():
            found.add(word.stem)
    return frozenset(found)


@lru_cache(maxsize=4096)
def stem_weights(text: str) -> dict[str, float]:
    """Return what each meaningful stem weighs: generic words little, words with inner capitals or digits more."""
    stems = meaning_stems(text)
    weights = dict.fromkeys(stems, 1.0)
    for word in split_words(text):
        if word.stem in generic_stems():
            weight = 0.3
        elif any(letter.isupper() for letter in word.text[1:]) or any(letter.isdigit() for letter in word.text):
            weight = 1.6
        else:
            continue
        if word.stem in stems:
            weights[word.stem] = weight
    return weights


@lru_cache(maxsize=1)
def generic_stems() -> frozenset[str]:
    """Return the stems of words that tell little: of any abstract, and of reporting."""
    return frozenset(stem(word) for word in GENERIC_WORDS | REPORTING_WORDS)


@lru_cache(maxsize=1)
def _reporting_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in REPORTING_WORDS)


def normalised(text: str) -> str:
    """Return the text with compatibility forms, white space, quotation marks and hyphens made alike, in lower case."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[“”„‟«»″＂「」『』]", '"', text)
    text = re.sub(r"[‘’‚‛′`´]", "'", text)
    return re.sub(r"\s+", " ", text).strip().casefold()


@lru_cache(maxsize=4096)
def script_of(text: str) -> str:
    """Return the script of most letters: "LATIN", "CJK", "ARABIC", "DEVANAGARI" …; "" where there are none."""
    counts: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            script = unicodedata.name(character, "").split(" ")[0]
            script = "CJK" if script in {"HIRAGANA", "KATAKANA"} else script
            counts[script] = counts.get(script, 0) + 1
    return max(sorted(counts), key=lambda script: counts[script]) if counts else ""


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """Return a guess: an ISO code for Latin script, the script's name for others, "" where nothing tells.

    Function words with a capital do not count: most begin a name or a sentence.

    >>> language_of("The system comes first in En-De, De-En and En-Cs."), language_of("Das System ist in der Spitze.")
    ('en', 'de')
    """
    return marked_language(text) or (ENGLISH if script_of(text) else "")


@lru_cache(maxsize=4096)
def marked_language(text: str) -> str:
    """Return the same where the text itself tells it, and "" for one in Latin script with too few function words."""
    script = script_of(text)
    if script != "LATIN":
        return script
    lower = [word.text for word in split_words(text) if word.text == word.lower]
    counts = {code: sum(word in marks for word in lower) for code, marks in LANGUAGE_MARKS.items()}
    best = max(counts, key=lambda code: counts[code])  # English, which comes first, where two are equal
    return best if counts[best] >= LEAST_MARKS else ""


def same_language(claim: str, texts: tuple[str, ...]) -> bool:
    """Say whether claim and texts are likely in one language."""
    other = language_of(" ".join(texts))
    return not other or language_of(claim) in {other, ""}
