"""Families and regions of languages, with members as abstracts name them.

The libraries of ISO 639 know codes and names, and families as codes of their own, not which language belongs to which:
hence this table. It holds the languages that research papers name most, and is not a classification.
"""

from collections.abc import Mapping

_MEMBERS: Mapping[str, str] = {
    "african": (
        "Afrikaans, Akan, Amharic, Bambara, Bantu, Bemba, Chichewa, Ewe, Fon, Fula, Fulfulde, Ganda, Hausa, Igbo,"
        " Kikuyu, Kinyarwanda, Kirundi, Lingala, Luganda, Luo, Mossi, Nigerian Pidgin, Oromo, Sesotho, Setswana, Shona,"
        " Somali, Swahili, Tigrinya, Tsonga, Tswana, Twi, Wolof, Xhosa, Yoruba, Zulu, isiXhosa, isiZulu"
    ),
    "bantu": (
        "Bemba, Chichewa, Kikuyu, Kinyarwanda, Kirundi, Lingala, Luganda, Sesotho, Setswana, Shona, Swahili, Tsonga,"
        " Tswana, Xhosa, Zulu, isiXhosa, isiZulu"
    ),
    "indic": (
        "Assamese, Bengali, Bhojpuri, Bodo, Devanagari, Dogri, Dravidian, Gujarati, Hindi, Indo-Aryan, Kannada,"
        " Kashmiri, Konkani, Maithili, Malayalam, Manipuri, Marathi, Nepali, Odia, Oriya, Punjabi, Sanskrit, Santali,"
        " Sindhi, Tamil, Telugu, Urdu"
    ),
    "dravidian": "Kannada, Malayalam, Tamil, Telugu, Tulu",
    "romance": (
        "Asturian, Catalan, Corsican, French, Galician, Italian, Neapolitan, Occitan, Portuguese, Romanian, Romansh,"
        " Sardinian, Sicilian, Spanish, Venetian"
    ),
    "germanic": (
        "Afrikaans, Danish, Dutch, Faroese, Frisian, German, Icelandic, Low German, Luxembourgish, Norwegian, Swedish,"
        " Swiss German, Yiddish"
    ),
    "scandinavian": "Danish, Faroese, Icelandic, Norwegian, Swedish",
    "nordic": "Danish, Faroese, Finnish, Icelandic, Norwegian, Sámi, Swedish",
    "slavic": (
        "Belarusian, Bosnian, Bulgarian, Croatian, Czech, Macedonian, Montenegrin, Polish, Russian, Serbian, Slovak,"
        " Slovene, Slovenian, Sorbian, Ukrainian"
    ),
    "baltic": "Latgalian, Latvian, Lithuanian",
    "celtic": "Breton, Cornish, Irish, Manx, Scottish Gaelic, Welsh",
    "uralic": "Estonian, Finnish, Hungarian, Karelian, Komi, Sámi, Udmurt",
    "turkic": ("Azerbaijani, Bashkir, Chuvash, Kazakh, Kyrgyz, Tatar, Turkish, Turkmen, Uighur, Uyghur, Uzbek, Yakut"),
    "semitic": "Amharic, Arabic, Aramaic, Hebrew, Maltese, Syriac, Tigrinya",
    "iranian": "Balochi, Dari, Farsi, Kurdish, Pashto, Persian, Tajik",
    "southeast asian": (
        "Burmese, Cebuano, Filipino, Hmong, Indonesian, Javanese, Khmer, Lao, Malay, Sundanese, Tagalog, Thai,"
        " Vietnamese"
    ),
    "east asian": "Cantonese, Chinese, Japanese, Korean, Mandarin, Mongolian, Tibetan",
    "austronesian": (
        "Cebuano, Filipino, Fijian, Hawaiian, Ilocano, Indonesian, Javanese, Malagasy, Malay, Maori, Samoan, Sundanese,"
        " Tagalog"
    ),
    "sinitic": "Cantonese, Chinese, Hakka, Mandarin, Wu",
    "indigenous american": "Aymara, Bribri, Guarani, Mapudungun, Nahuatl, Navajo, Quechua, Shipibo-Konibo",
}

FAMILIES: Mapping[str, tuple[str, ...]] = {family: tuple(names.split(", ")) for family, names in _MEMBERS.items()}
"""Members by family."""

SAME_FAMILY: Mapping[str, str] = {
    "africa": "african",
    "india": "indic",
    "indian": "indic",
    "indo-aryan": "indic",
    "south asian": "indic",
    "south-east asian": "southeast asian",
    "south east asian": "southeast asian",
    "sea": "southeast asian",
    "indigenous languages of the americas": "indigenous american",
    "native american": "indigenous american",
}
"""Other names of the families."""

SHORTEST_FOLDED = 4

SAME_LANGUAGE: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split(", "))
    for names in (
        "Farsi, Persian",
        "Odia, Oriya",
        "Filipino, Tagalog",
        "Slovene, Slovenian",
        "Uighur, Uyghur",
        "Kirghiz, Kyrgyz",
        "Panjabi, Punjabi",
        "Burmese, Myanmar",
        "Chinese, Mandarin",
        "Kirundi, Rundi",
        "Sinhala, Sinhalese",
        "isiXhosa, Xhosa",
        "isiZulu, Zulu",
        "Setswana, Tswana",
        "Castilian, Spanish",
        "Gaelic, Irish",
        "Divehi, Maldivian",
    )
)
"""Names that mean one language."""


_FOLDED = frozenset(
    name.casefold()
    for name in (
        *FAMILIES,
        *(member for members in FAMILIES.values() for member in members),
        *(name for names in SAME_LANGUAGE for name in names),
        *(
            "indian",
            "indo-aryan",
            "south asian",
            "native american",
            "english",
            "greek",
            "maltese",
            "basque",
            "albanian",
        ),
        *("armenian", "georgian", "sinhala", "swiss german", "esperanto", "creole"),
    )
    if len(name) >= SHORTEST_FOLDED
)


def is_language(words: str) -> bool:
    """Say whether words, in whatever case, name a language or family that is known here; short ones are words, too.

    >>> is_language("thai"), is_language("southeast asian"), is_language("fon")
    (True, True, False)
    """
    return words.casefold() in _FOLDED


def family_of(name: str) -> str | None:
    """Return the family that a name or adjective stands for, as FAMILIES calls it.

    >>> family_of("Indian"), family_of("Thai")
    ('indic', None)
    """
    folded = name.casefold()
    folded = SAME_FAMILY.get(folded, folded)
    return folded if folded in FAMILIES else None


def family_names(family: str) -> tuple[str, ...]:
    """Return the family's own names: "indic" also goes as "Indian"."""
    return (family, *(other for other, same in SAME_FAMILY.items() if same == family))


def other_names(language: str) -> tuple[str, ...]:
    """Return the further names of a language.

    >>> other_names("Persian"), other_names("Maltese")
    (('Farsi',), ())
    """
    return tuple(
        name
        for names in SAME_LANGUAGE
        if any(language.casefold() == own.casefold() for own in names)
        for name in sorted(names)
        if name.casefold() != language.casefold()
    )
