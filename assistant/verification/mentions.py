"""Names, acronyms and quoted phrases: whether those of a claim stand in what it cites."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.language_names import language_code
from assistant.verification.datatypes import Reason, Source
from assistant.verification.words import FUNCTION_WORDS, normalised, stem, words_of

TOKEN = re.compile(r"[^\W_](?:[\w+]|[-‑.'’/&@](?=[^\W_]))*\+*")
QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|``((?:(?!'').)+)''")
ATTRIBUTED = re.compile(
    r"(?P<names>[^\W\d_][\w'’.-]*(?:(?:,\s|\s(?:and|&)\s|,\s(?:and|&)\s)[^\W\d_][\w'’.-]*)*)\s*"
    r"(?:et\s+al\.?,?\s*(?:\(?\d{4}[a-z]?\)?)?|,?\s\(\d{4}[a-z]?\))"
)
DEMONYM_ENDINGS = (
    "landers",
    "lander",
    "eans",
    "ians",
    "ese",
    "ish",
    "ean",
    "ian",
    "ans",
    "an",
    "ns",
    "n",
    "ic",
    "i",
    "s",
)
ARROW = re.compile(r"(?:left|right|leftright)arrow")
GREEK = re.compile(r"(?=[α-ωΑ-Ω])")
LOOKALIKES = str.maketrans("01", "ol")
GENERAL = words_of(
    """rna dna mrna ai ml nlp type stage phase grade level figure fig figs table tab section sec appendix app equation
    eq algorithm db gb mb kb tb khz mhz"""
)
"""What begins with a capital, or has nothing but capitals, and is no name."""
ALL_LANGUAGES = re.compile(r"\b(?:all|these|those|both|each|the|every)\b(?:\s[\w-]+){0,3}\slanguages?\b")
SHORTEST_ACRONYM = 3
SHORTEST_NAME = 2
"""A single letter stands for too much to be missed in a source."""
CONDITION = re.compile(
    r"[-‑](?:like|phenotype|dependent|expressing|induced|positive|negative|deficient|mediated|null|activated)$"
)
"""How compounds end that describe a state, such as "M2-like": sources put it in other words."""
LONGEST_ACRONYM = 6
SHORTEST_CONTRACTED = 8
FIELD_ACRONYMS = {"mt": "machinetranslation", "qa": "questionanswering", "ai": "artificialintelligence"}
FIELD_ACRONYMS |= {"ml": "machinelearning", "ir": "informationretrieval", "us": "unitedstates", "uk": "unitedkingdom"}
FIELD_ACRONYMS |= {"un": "unitednations", "eu": "europeanunion", "it": "informationtechnology", "kg": "knowledgegraph"}
FIELD_ACRONYMS |= {"rl": "reinforcementlearning", "lm": "languagemodel", "ie": "informationextraction"}
LANGUAGE_NAMES = words_of(
    """abkhaz acholi afrikaans akan albanian amharic arabic aragonese armenian assamese asturian avar awadhi aymara
    azerbaijani balinese bambara bashkir basque belarusian bemba bengali bhojpuri bislama bosnian breton
    bulgarian burmese cantonese catalan cebuano chechen cherokee chichewa chinese chuvash coptic cornish
    corsican croatian czech danish dari dholuo dinka dogri dutch dyula dzongkha egyptian english erzya esperanto
    estonian ewe faroese fijian filipino finnish flemish fon french frisian fula fulah fulfulde galician ganda
    georgian german greek greenlandic guarani gujarati haitian hakka hausa hawaiian hebrew hindi hindustani
    hmong hungarian icelandic igbo ilocano indonesian inuktitut irish italian japanese javanese kabyle kannada
    kanuri kashmiri kazakh khmer kikuyu kinyarwanda kirundi komi konkani korean kurdish kurmanji kyrgyz ladino
    lao latin latvian lezgian lingala lithuanian luganda luo luxembourgish macedonian magahi maithili malagasy
    malay malayalam maltese mandarin manipuri maori mapudungun marathi maya mayan meitei mongolian mossi nahuatl
    navajo ndebele neapolitan nepali nigerian norwegian nynorsk occitan odia oriya oromo ossetian pangasinan
    papiamento pashto persian pidgin polish portuguese provencal punjabi quechua rajasthani romani romanian
    romansh rundi russian sami samoan sango sanskrit santali sardinian scots sepedi serbian sesotho setswana
    shona sicilian silesian sindhi sinhala sinhalese slovak slovene slovenian somali sorani sorbian sotho
    spanish sundanese swahili swati swedish syriac tagalog tajik tamazight tamil tatar telugu tetun thai tibetan
    tigrinya tongan tsonga tswana turkish turkmen twi udmurt ukrainian umbundu urdu uyghur uzbek venetian
    vietnamese walloon waray welsh wolof xhosa yakut yiddish yoruba zhuang zulu"""
)
"""Languages: another one named in the abstract never stands for the one in the cited sentence."""
COINED = re.compile(r"(?=.*[a-z\d])(?=.*(?:[a-z].*[A-Z]|[A-Z].*[A-Z]|[A-Z].*\d))(?!.*-[a-z]+$)[A-Za-z][\w.+-]{3,}")
"""A name with inner capitals or digits, "mBERT", "GPT-4"; mere acronyms stand for plain terms as well."""
INTRODUCES = re.compile(
    r"\b(?:we|called|named|dubbed|termed|(?:introduc|present|propos|develop|releas|design|creat|construct)\w*|built)\b",
    re.IGNORECASE,
)
PAIR_OF_CODES = re.compile(r"\b([A-Za-z]{2})\s?(?:[-–→↔/⇔]|<->|<=>|->)\s?([A-Za-z]{2})\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as written. `opens`: it begins the sentence, where any word has a capital."""

    text: str
    start: int
    end: int
    opens: bool = False

    @property
    def key(self) -> str:
        """Return the name without case, accents, hyphens and spaces."""
        return squashed(self.text)


@lru_cache(maxsize=65_536)
def squashed(text: str) -> str:
    """Return letters and digits only, in lower case, without accents.

    >>> squashed("BERT-base"), squashed("Göran’s")
    ('bertbase', 'goran')
    """
    text = re.sub(r"['’]s$", "", text)
    if not text.isascii():
        text = "".join(_in_latin(character) for character in text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum() or character == "@")


def _in_latin(character: str) -> str:
    """Return the name of a Greek letter, "beta" for "β", as papers write one for the other; else the character."""
    name = unicodedata.name(character, "")
    if character == "ß":
        return "beta"
    return name.rsplit(" ", 1)[-1].casefold() if name.startswith("GREEK") and " LETTER " in name else character


def _as_initial(character: str) -> str:
    """Return the first letter of a Greek letter's name, "k" for "κ"; else the character."""
    latin = _in_latin(character)
    return latin[0] if len(latin) > 1 and character != "ß" else character


# Extraction


@lru_cache(maxsize=4096)
def find_mentions(text: str) -> tuple[Mention, ...]:
    """Return the names of a text in order: acronyms, words with inner capitals or digits, capitalised words.

    The word that opens a sentence counts only where its form or the list of languages tells that it is a name.
    """
    return tuple(_mentions(text))


def _mentions(text: str) -> Iterator[Mention]:
    headline = _is_headline(text)
    for match in TOKEN.finditer(text):
        token = match.group().rstrip(".")
        opens = _opens_sentence(text, match.start())
        mixes_digits = re.search(r"[a-z]\d|\d[a-z]+\d", token) and not re.fullmatch(r"\d+[a-z]+", token)
        if not _has_capital(token) and not mixes_digits:
            continue
        if re.fullmatch(r"\d[\d.,]*(?:[KMBTkx]|bn|st|nd|rd|th|[a-z]+|[GMTk]i?[Bb]|Hz|kHz|-\w+)", token):
            continue
        if (
            token in {"I", "A"}
            or re.fullmatch(r"[IVX]+", token)
            or (squashed(token) in FUNCTION_WORDS and not token.isupper())
        ):
            continue
        if _has_inner_capital(token) or re.search(r"[^\W\d_]\d", token):
            yield Mention(token, match.start(), match.start() + len(token), opens)
        elif token[0].isupper():
            if headline and squashed(token) not in LANGUAGE_NAMES:
                continue
            yield Mention(token, match.start(), match.start() + len(token), opens)


def _has_capital(token: str) -> bool:
    return any(character.isupper() for character in token)


def _has_inner_capital(token: str) -> bool:
    """Say whether a capital stands behind the first letter of a part: "mBERT", "NLP", not "Low-Resource"."""
    return any(any(letter.isupper() for letter in part[1:]) for part in re.split(r"[-‑/]", token) if part)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\n\"'“‘«(*[")
    return not before or before[-1] in ".!?:;…。！？"


def _is_headline(text: str) -> bool:
    """Say whether nearly every word has a capital, so that capitals tell nothing."""
    long_words = [match.group() for match in re.finditer(r"[^\W\d_]{4,}", text)]
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= 4 and capitals >= 0.8 * len(long_words)


# Comparison


class NameStock:
    """The names and words of some texts, to look spellings, plurals, demonyms and acronyms up in."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [_stock_of(text) for text in texts]

    def holds(self, name: str) -> bool:
        """Say whether the name, or a form of it, stands in one of the texts."""
        return any(stock.holds(name) for stock in self._texts)

    def contracts(self, name: str) -> bool:
        """Say whether a text has the name contracted or spelt out: "IFN" for "Interferon", "keratin 17" for "KRT17"."""
        return any(stock.contracts(name) for stock in self._texts)


@lru_cache(maxsize=2048)
def _stock_of(text: str) -> "_TextStock":
    return _TextStock(text)


class _TextStock:
    """The names and words of one text."""

    def __init__(self, text: str) -> None:
        self.keys: set[str] = set()
        self.roots: set[str] = set()
        self.runs: list[tuple[str, ...]] = []
        self.stems: set[str] = set()
        self.words: set[str] = set()
        self.capitals: set[str] = set()
        self.numbered: set[tuple[str, str]] = set()
        self.numbered_acronyms: set[str] = set()
        self.codes: set[str] = set()
        text = ARROW.sub(" ", text)
        if not text.isascii():
            self.keys.update(squashed(match.group()) for match in TOKEN.finditer("".join(map(_as_initial, text))))
        tokens = [match.group().rstrip(".") for match in TOKEN.finditer(text)]
        parts: list[str] = []
        for token in tokens:
            pieces = [piece for piece in re.split(r"[-‑/&.@+]|['’]s?(?=\W|$)", token) if piece]
            self.keys.add(squashed(token))
            parts.extend(pieces)
        keys = [squashed(part) for part in parts]
        for width in (1, 2, 3, 4):
            for place in range(len(keys) - width + 1):
                self.keys.add("".join(keys[place : place + width]))
        self.keys.update(squashed(piece) for part in parts for piece in GREEK.split(part)[1:])
        self.roots.update(root for part in parts if part[0].isupper() for root in _roots(squashed(part)))
        self.stems.update(stem(part) for part in parts)
        self.words.update(keys)
        self.capitals.update(squashed(part) for part in parts if len(part) >= SHORTEST_ACRONYM and part.isupper())
        self.numbered_acronyms = {
            match[1].casefold() for part in parts if (match := re.fullmatch(r"([A-Z]{3,})\d+", part))
        }
        self.codes = {code.casefold() for pair in PAIR_OF_CODES.findall(text) for code in pair}
        self.numbered.update(
            (match.group(1), match.group(2)) for key in keys if (match := re.fullmatch(r"([^\W\d_]+)(\d+)", key))
        )
        self.runs.append(tuple(key for key in keys if key))
        # "HateSpeech", "mBERT": inner capitals begin words as well
        humps = [hump.casefold() for part in parts for hump in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", part)]
        if len(humps) > len(parts):
            self.runs.append(tuple(humps))

    def holds(self, name: str) -> bool:
        key = squashed(name)
        if key in self.keys or _singular(key) in self.keys or f"{key}s" in self.keys or f"{key}es" in self.keys:
            return True
        if (
            not re.search(r"\d", key)
            and not _has_inner_capital(name)
            and (set(_roots(key)) & self.roots or stem(name) in self.stems)
        ):
            return True
        if len(key) >= 4 and (alike := key.translate(LOOKALIKES)) != key and alike in self.keys:
            return True  # "fox0", where the source says "FoxO"
        if (
            len(base := re.sub(r"\d+$", "", key)) >= 4
            and base != key
            and base in self.keys
            and not self._has_number(base)
        ):
            return True  # "Dscam1", where the source says "Dscam" and nothing more precise
        if (
            (numbered := re.fullmatch(r"([A-Z]{3,})-?(\d+)", name))
            and numbered[2] in self.words
            and any(_abbreviates(numbered[1].casefold(), run) for run in self.runs)
        ):
            return True  # "SREBP2", spelt out with its number
        if name.isupper() and len(key) >= SHORTEST_ACRONYM and key in self.numbered_acronyms:
            return True  # "WMT", where the source says "WMT14"
        if self.codes and key in LANGUAGE_NAMES and language_code(key) in self.codes:
            return True  # "English", where the source says "En-De"
        if f"{key}n" in self.keys or (key.endswith("an") and key[:-1] in self.keys):
            return True  # Asia, Asian
        if coined := re.fullmatch(r"([a-z])([A-Z].+)", name):  # "mBERT", where the source says "multilingual BERT"
            rest = squashed(coined[2])
            if any(two == rest and one[0] == coined[1] for run in self.runs for one, two in pairwise(run)):
                return True
        letters = squashed(re.sub(r"s$", "", name) if name[:-1].isupper() else name)
        if not letters.isalpha() or not name[:2].isupper():
            return False
        if len(letters) < SHORTEST_ACRONYM:
            return FIELD_ACRONYMS.get(letters, "") in self.keys or (
                len(letters) == 2 and name[-1] == "s" and any(_abbreviates(letters, run) for run in self.runs)
            )
        return len(letters) <= LONGEST_ACRONYM and any(_abbreviates(letters, run) for run in self.runs)

    def _has_number(self, base: str) -> bool:
        return any(key.startswith(base) and key[len(base) :].isdigit() for key in self.keys)

    def contracts(self, name: str) -> bool:
        match = re.fullmatch(r"([^\W\d_]+)-?(\d*)", name)
        if match is None:
            return False
        letters, number = squashed(match.group(1)), match.group(2)
        if number and any(
            _is_within(one, letters) or _is_within(letters, one) for one, other in self.numbered if other == number
        ):
            return True  # "K17" for "KRT17"
        if match.group(1).isupper() and (len(letters) >= SHORTEST_ACRONYM or number):
            return any(
                len(key) > 2 * len(letters) - 1
                and key.isalpha()
                and _is_within(letters, key)
                and f"{key}{number}" in self.keys
                for key in self.words
            )
        return len(letters) >= SHORTEST_CONTRACTED and any(_is_within(key, letters) for key in self.capitals)


def _is_within(letters: str, word: str) -> bool:
    """Say whether the letters stand in the word in their order, the first at its beginning."""
    if not word.startswith(letters[0]):
        return False
    place = 0
    for letter in letters:
        place = word.find(letter, place) + 1
        if not place:
            return False
    return True


def _abbreviates(letters: str, words: Sequence[str]) -> bool:
    """Say whether the letters are the initials of words in a row, function words left out or not."""
    for start, word in enumerate(words):
        if word[0] != letters[0] or word in FUNCTION_WORDS:
            continue
        n_matched = 0
        for other in words[start : start + 2 * len(letters)]:
            if n_matched and other == letters[n_matched:]:
                return True  # "NMT", where the source says "neural MT"
            if other[0] == letters[n_matched] and (n_matched < len(letters) - 1 or other not in FUNCTION_WORDS):
                n_matched += 1
                if n_matched == len(letters):
                    return True
            elif other not in FUNCTION_WORDS:
                break
    return False


def _singular(key: str) -> str:
    return key[:-2] if key.endswith("es") and len(key) > 5 else key.removesuffix("s") if len(key) > 3 else key


@lru_cache(maxsize=65_536)
def _roots(key: str) -> tuple[str, ...]:
    """Return what is left of a name without the ending of a people or language: Korea and Korean share "kore"."""
    roots = [key]
    for ending in DEMONYM_ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 4:
            roots.append(key.removesuffix(ending).rstrip("aeiouy"))
            break
    if len(key.rstrip("aeiouy")) >= 4 or (key.endswith("a") and len(key) >= 5):
        roots.append(key.rstrip("aeiouy"))
    return tuple(roots)


def check_names(claim: str, sources: Sequence[Source], *, capitals_tell: bool = True) -> tuple[Reason, ...]:
    """Return a reason for each name of the claim that stands in none of the cited sentences, titles or authors.

    A name that the abstract has elsewhere counts as well, a language does not. Without `capitals_tell` (other languages
    write them otherwise) only acronyms and words with inner capitals or digits are names.
    """
    mentions = [mention for mention in find_mentions(claim) if capitals_tell or _has_form(mention.text)]
    if not mentions:
        return ()
    cited = NameStock([text for source in sources for text in (*source.cited, source.title)])
    own = NameStock([text for source in sources for text in source.others])
    authors = {squashed(part) for source in sources for name in source.authors for part in name.split()}
    attributed = _attributed_spans(claim)
    stated = " ".join(text for source in sources for text in source.cited)
    speaks_of_all = ALL_LANGUAGES.search(stated) is not None and not any(
        other.key in LANGUAGE_NAMES for other in find_mentions(stated)
    )
    reasons = []
    for mention in mentions:
        if cited.holds(mention.text) or mention.key in authors:
            continue
        if any(start <= mention.start and mention.end <= end for start, end in attributed):
            if authors and not _is_attribution_word(mention.text):
                reasons.append(Reason("name", f"names {mention.text}, who is no author of the cited paper"))
            continue
        if mention.key in GENERAL or (mention.opens and not _names_something(mention)):
            continue
        if len(re.sub(r"s$", "", mention.text)) < SHORTEST_NAME or CONDITION.search(mention.text):
            continue
        if _is_abbreviated_here(mention, claim) or _is_spelt_out_here(mention, claim, cited):
            continue
        if own.holds(mention.text) and (mention.key not in LANGUAGE_NAMES or speaks_of_all):
            if rival := _named_instead(mention, claim, sources):
                reasons.append(Reason("name", f"names {mention.text}, the cited sentence names {rival}"))
            continue
        if any(stock.holds(name) for name in _alternatives(mention.text) for stock in (cited, own)):
            continue
        if any(cited.contracts(piece) for piece in (mention.text, *mention.text.split("-"))):
            continue
        if _parts_stand(mention.text, cited, own) or _spells_out(mention, claim, sources):
            continue
        reasons.append(Reason("name", f"names {mention.text}, {_what_is_named(mention, sources, claim)}"))
    return tuple(reasons)


def _named_instead(mention: Mention, claim: str, sources: Sequence[Source]) -> str | None:
    """Return the coined name of the cited sentences that the claim lacks where it names another one of the abstract.

    None where the abstract introduces that one as its own: then it stands for "our model".
    """
    if not COINED.fullmatch(mention.text) or mention.key in GENERAL:
        return None
    if any(
        INTRODUCES.search(text) and NameStock([text]).holds(mention.text) for item in sources for text in item.others
    ):
        return None
    stated = [other for item in sources for text in item.cited for other in find_mentions(text)]
    in_claim = NameStock([claim])
    for other in stated:
        is_akin = mention.key in other.key or other.key in mention.key
        if COINED.fullmatch(other.text) and other.key not in GENERAL and not is_akin and not in_claim.holds(other.text):
            return other.text
    return None


def all_names_stand(claim: str, sentences: Sequence[str]) -> bool:
    """Say whether the claim has names and all of them stand in the sentences themselves."""
    mentions = [mention for mention in find_mentions(claim) if not mention.opens or _names_something(mention)]
    stock = NameStock(sentences)
    return bool(mentions) and all(stock.holds(mention.text) for mention in mentions)


def _attributed_spans(claim: str) -> list[tuple[int, int]]:
    return [match.span() for match in ATTRIBUTED.finditer(claim)]


def _is_attribution_word(text: str) -> bool:
    return text.casefold() in {"et", "al", "and", "in", "as"}


def _names_something(mention: Mention) -> bool:
    """Say whether the word that opens a sentence is a name by its form or its kind."""
    is_compound = re.fullmatch(r"[A-Z][^\W\d_]+(?:[-‑][A-Z][^\W\d_]+)+", mention.text) is not None
    return _has_form(mention.text) or is_compound or mention.key in LANGUAGE_NAMES


def _has_form(text: str) -> bool:
    return _has_inner_capital(text) or re.search(r"\d", text) is not None


def _is_abbreviated_here(mention: Mention, claim: str) -> bool:
    """Say whether the claim itself spells out a name that it gives in brackets: "matrix proteases (MPs)"."""
    before = claim[: mention.start]
    if not before.endswith("(") or claim[mention.end : mention.end + 1] != ")":
        return False
    letters = [letter for letter in mention.key.removesuffix("s") if letter.isalpha()]
    words = " ".join(squashed(match.group()) for match in list(TOKEN.finditer(before))[-2 * len(letters) :])
    place = 0
    for letter in letters:
        place = words.find(letter, place) + 1
        if not place:
            return False
    return True


def _is_spelt_out_here(mention: Mention, claim: str, cited: NameStock) -> bool:
    """Say whether the claim gives behind the name, in brackets, the acronym that the source has."""
    behind = re.match(r"(?:[\s-][^\W\d_]+){0,4}\s\(([^()\s]+)\)", claim[mention.end :])
    return behind is not None and behind.group(1)[:1] == mention.text[:1] and cited.holds(behind.group(1))


def _alternatives(name: str) -> tuple[str, ...]:
    """Return both of two names written as one: "OCT3/4" is OCT3 or OCT4."""
    match = re.fullmatch(r"([^\W\d_]+)(\d)/(\d)", name)
    return () if match is None else (f"{match[1]}{match[2]}", f"{match[1]}{match[3]}")


def _parts_stand(name: str, *stocks: NameStock) -> bool:
    """Say whether the parts of a compound stand, each by itself: "English-Thai", "BERT-based"."""
    pieces = [piece for piece in re.split(r"[-‑/+]", name) if piece]
    if len(pieces) < 2:
        return False
    if any(stock.holds("".join(pieces[:-1])) for stock in stocks) and pieces[-1].islower():
        return True  # "NF-kB-dependent"
    telling = [piece for piece in pieces if len(piece) > 1 and (_has_capital(piece) or piece.isdigit())]
    return all(any(stock.holds(piece) for stock in stocks) for piece in telling)


def _spells_out(mention: Mention, claim: str, sources: Sequence[Source]) -> bool:
    """Say whether the name belongs to capitalised words whose initials are an acronym of the source."""
    acronyms = {
        squashed(other.text)
        for source in sources
        for text in (*source.cited, source.title)
        for other in find_mentions(text)
        if other.text[:2].isupper() and len(other.text) <= 8
    }
    run = re.compile(r"(?:[^\W\d_][\w’'-]*(?:\s(?:of|for|and|the)\s|[\s-]))*[^\W\d_][\w’'-]*")
    for match in run.finditer(claim):
        if match.start() <= mention.start < match.end():
            words = [
                word for word in re.split(r"[\s-]", match.group()) if word and word.casefold() not in FUNCTION_WORDS
            ]
            initials = "".join(word[0].casefold() for word in words if word[0].isupper())
            if any(
                acronym in initials or initials.endswith(acronym[:-1])
                for acronym in acronyms
                if len(acronym) >= SHORTEST_ACRONYM
            ):
                return True  # "New York", where the source says "NYC"
    return False


def _what_is_named(mention: Mention, sources: Sequence[Source], claim: str) -> str:
    stated = [other for source in sources for text in source.cited for other in find_mentions(text) if not other.opens]
    in_claim = {other.key for other in find_mentions(claim)}
    is_language = mention.key in LANGUAGE_NAMES
    rivals = [other for other in stated if other.key not in in_claim]
    alike = [
        other
        for other in rivals
        if (other.key in LANGUAGE_NAMES) == is_language
        and (is_language or (_has_form(mention.text) and _has_form(other.text)))
    ]
    if not alike:
        return "which the cited sentence does not"
    return f"the cited sentence names {alike[0].text}"


def quoted_phrases(text: str) -> tuple[str, ...]:
    """Return what stands in double quotation marks of any kind, without them."""
    return tuple(next(group for group in match.groups() if group) for match in QUOTED.finditer(text))


def check_phrases(claim: str, sources: Sequence[Source]) -> tuple[Reason, ...]:
    """Return a reason for each phrase in quotation marks that is not word for word in a cited sentence or title."""
    stated = [normalised(text) for source in sources for text in (" ".join(source.cited), source.title)]
    reasons = []
    for phrase in quoted_phrases(claim):
        parts = [normalised(part).strip(" .,;:!?") for part in re.split(r"\[?(?:…|\.\.\.)\]?|\[\w+\]", phrase)]
        if any(part and not any(part in text for text in stated) for part in parts):
            shown = phrase if len(phrase) <= 60 else f"{phrase[:57]}…"
            reasons.append(Reason("quotation", f"quotes “{shown}”, which the cited sentence does not say"))
    return tuple(reasons)
