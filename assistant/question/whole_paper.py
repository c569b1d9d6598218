"""Whether a question that names a paper asks about it as a whole, or for the problem it sets out from."""

import re

from assistant.citations import find_markers
from assistant.question.paragraph import SOME

MANNER = (
    rf"in\s+(?:(?:only|just|about|at\s+most)\s+)*(?:{SOME}\s+)?(?:(?:short|simple|brief|key)\s+)*bullets?(?:[\s-]+points?)?"
    rf"|in\s+(?:(?:only|just|about|at\s+most)\s+)*{SOME}\s+(?:(?:short|simple|brief|key)\s+)*(?:sentences?|lines?|words?|points|paragraphs?)"
    rf"|{SOME}[\s-]+(?:sentence|line|word|paragraph|minute|bullet(?:[\s-]point)?)(?=\s+(?:\w+\s+)?(?:summary|overview|description|explanation)\b)"
    rf"|(?!an?\b){SOME}(?=\s+(?:(?:main|key)\s+)*(?:take-?aways|points|ideas|findings|contributions)\b)"
    r"|in\s+an?\s+nutshell|in\s+(?:plain|simple|easy|everyday|lay(?:m[ae]n)?(?:['’]?s)?)\s+(?:words|terms|language|english)"
    r"|(?:for|to)\s+(?:an?\s+)?(?:(?:complete|total|absolute)\s+)?(?:lay\s?(?:person|people|m[ae]n)|beginners?|novices?|non-?experts?|dummies"
    r"|child|[\w-]+[\s-]year[\s-]olds?)|(?:like|as\s+if)\s+i(?:['’]?m|\s+am|\s+was|\s+were)\s+(?:five|ten|\d+)(?:\s+years\s+old)?"
    r"|(?<!do\s)(?<!deal\s)(?<!deals\s)with\s+(?:an?\s+)?(?:citations?|sources?|references)"
)
"""How long, for whom and in what form something shall be told; here it is always told in quotations."""

DOES_IT = (
    r"(?:(?:that|the|this|is|are|was|were|be|do|does|did|authors?|they|we|you|papers?|work|try|tries|trying|aims?|to)"
    r"\s+)*"
)
PROBLEM_ASKED = (
    rf"(?:which\s+)?(?:problems?|issues?|challenges?|gaps?|needs?)\s+{DOES_IT}"
    r"(?:solv|address|tackl|fill|clos|bridg|fix|overc[ao]m|deal(?:s|ing)?\s+with)\w*|motivat\w+(?:\s+behind)?"
    rf"|why\s+{DOES_IT}(?:creat|buil[dt]|ma[dk]e|develop|design|construct|releas|propos|introduc|need|necessary|written)\w*"
)
"""What asks for the problem that a paper sets out from, without its name: "What problem does … solve"."""

ABOUT_ONE = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    rf"(?:(?:{MANNER}|{PROBLEM_ASKED}|what\s+do\s+you\s+know|(?:do|does|did)\s+(?:the\s+)?authors|ideas?\s+behind"
    r"|tl;?dr|eli5|gist|take-?aways?|conclusions?|concludes?|concise|detailed|brief|simply|from"
    r"|what|who|tell\s+me|explain|describe|summari[sz]e|introduce|give\s+me|show\s+me|sum\s+up"
    r"|how\s+does|what\s+does|what\s+did|details|more|info(?:rmation)?|everything|and|was"
    r"|about|of|on|the|an?|this|that|in|by|for|to|me|us|paper|papers|article|work|study|trial|review|survey|report|model|models|method|dataset|corpus|benchmark|system|framework"
    r"|abstract|summary|overview|contributions?|main|key|idea|ideas|point|points|findings?|results?|is|are|it|do|does|did|say|all"
    r"|propose[sd]?|present(?:s|ed)?|introduce[sd]?|called|named|titled|entitled|work|works|briefly|short|quick|please|so|great|good"
    r"|deal|deals|with|show|shows|find|finds|why|how|s)\b|\W)*+$",
    re.IGNORECASE,
)
"""What may stand around the name of a paper in a question that asks about the paper as a whole, or for its problem."""


def asks_about_whole(text: str, name_start: int, name_end: int) -> bool:
    """Say whether a question that names a paper at the given place asks about it as a whole.

    >>> asks_about_whole("What is LaBSE about?", 8, 13), asks_about_whole("How large is LaBSE?", 13, 18)
    (True, False)
    """
    around = f"{text[:name_start]} {text[name_end:]}"
    for marker in reversed(find_markers(around)):
        around = f"{around[: marker.start]} {around[marker.end :]}"
    return ABOUT_ONE.match(around) is not None
