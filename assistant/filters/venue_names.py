"""What conferences and journals are called: their short names, and how proceedings spell them out."""

import re
from collections.abc import Iterable

SPELT_OUT: dict[str, str] = {
    "ACL": r"annual meeting of the association (?:for|of) computational linguistics|annual meeting of the acl\b",
    "NAACL": r"north american chapter of the association for computational linguistics",
    "EACL": r"european chapter of the association for computational linguistics",
    "AACL": r"asia-pacific chapter of the association for computational linguistics",
    "EMNLP": r"empirical methods in natural language processing",
    "COLING": r"\binternational conference on computational linguistics",
    "LREC": r"language resources and evaluation",
    "CoNLL": r"computational natural language learning",
    "TACL": r"transactions of the association for computational linguistics",
    "IJCNLP": r"international joint conference on natural language processing",
    "WMT": r"(?<!neural )(?:conference|workshop) on (?:statistical )?machine translation",
    "IWSLT": r"conference on spoken language translation|workshop on spoken language translation",
    "EAMT": r"european association for machine translation",
    "SemEval": r"workshop on semantic evaluation",
    "INLG": r"international (?:natural language generation conference|conference on natural language generation)",
    "SIGDIAL": r"special interest group on discourse and dialogue|sigdial",
    "RANLP": r"recent advances in natural language processing",
    "NoDaLiDa": r"nordic conference (?:on|of) computational linguistics",
    "COLM": r"conference on language modeling",
    "NeurIPS": r"neural information processing systems|\bnips\b",
    "ICML": r"international conference on machine learning\b",
    "ICLR": r"international conference on learning representations",
    "AAAI": r"aaai conference on artificial intelligence",
    "IJCAI": r"international joint conferences? on artificial intelligence",
    "SIGIR": r"conference on research and development in information retrieval",
    "ECIR": r"european conference on information retrieval",
    "CIKM": r"conference on information and knowledge management",
    "KDD": r"knowledge discovery and data mining",
    "WSDM": r"web search and data mining",
    "CVPR": r"conference on computer vision and pattern recognition",
    "ICCV": r"international conference on computer vision\b",
    "ECCV": r"european conference on computer vision",
    "WACV": r"winter conference on applications of computer vision",
    "Interspeech": r"conference of the international speech communication association",
    "ICASSP": r"conference on acoustics,? speech,? and signal processing",
    "JMLR": r"journal of machine learning research",
    "TMLR": r"transactions on machine learning research",
}
BY_LOWER_CASE = {name.lower(): name for name in SPELT_OUT} | {"nips": "NeurIPS"}
WORKSHOP = re.compile(r"\bworkshop\b", re.IGNORECASE)


def known_venue(name: str) -> str | None:
    """Return a well-known short name as it is usually written, None for any other.

    >>> known_venue("emnlp"), known_venue("NIPS"), known_venue("Atlantis")
    ('EMNLP', 'NeurIPS', None)
    """
    return BY_LOWER_CASE.get(name.lower())


def venues_called(name: str, held: Iterable[str]) -> tuple[str, ...]:
    """Return those of the held venues that a short name means, sorted: by that name as a word, or spelt out.

    Findings belong to their conference, workshops that took place beside one do not.

    >>> venues_called("ACL", ["ACL 2021 (Findings)", "NAACL 2021", "Workshop on Rivers at ACL 2021"])
    ('ACL 2021 (Findings)',)
    """
    usual = known_venue(name)
    as_word = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W\d_])", re.IGNORECASE if usual else 0)
    spelt_out = re.compile(SPELT_OUT[usual], re.IGNORECASE) if usual else None
    return tuple(
        sorted(
            venue
            for venue in held
            if (spelt_out is not None and spelt_out.search(venue))
            or (as_word.search(venue) and not (usual and WORKSHOP.search(venue)))
        )
    )
