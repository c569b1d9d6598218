"""Words for units, and for what numbers count."""

from assistant.verification.words import words_of

PERCENT_WORDS = words_of(
    "percent pct prozent porcentaje procent procentní процентов процента процент प्रतिशत بالمئة persen yüzde"
)
FAMILIES: dict[str, str] = {
    "second": "second seconds sec secs s sekunden segundos secondes",
    "millisecond": "ms millisecond milliseconds",
    "minute": "minute minutes min mins minuten minutos",
    "hour": "hour hours h hr hrs stunde stunden heures horas ore",
    "day": "day days tage días jours",
    "week": "week weeks wochen semanas semaines",
    "month": "month months monate meses mois",
    "year": "year years yr yrs jahr jahre jahren años ans anni",
    "decade": "decade decades",
    "century": "century centuries",
    "kilobyte": "kb kilobyte kilobytes",
    "megabyte": "mb megabyte megabytes",
    "gigabyte": "gb gigabyte gigabytes gib",
    "terabyte": "tb terabyte terabytes",
    "hertz": "hz",
    "kilohertz": "khz",
    "point": "point points pp punkte puntos bleu chrf comet spbleu rouge f1 wer cer map mrr ndcg ter meteor",
    "times": "x times × mal fois veces volte fold folds factor orders",
    "decibel": "db decibel decibels",
    "gram": "g gram grams",
    "kilogram": "kg kilogram kilograms",
    "milligram": "mg milligram milligrams",
    "microgram": "µg μg microgram micrograms",
    "metre": "metre metres meter meters",
    "kilometre": "km kilometre kilometres kilometer kilometers",
    "dollar": "dollar dollars usd",
    "euro": "euro euros eur",
    "language": "language languages tongue tongues sprache sprachen langues lenguas idiomas lingue línguas",
    "dialect": "dialect dialects variety varieties",
    "family": "family families",
    "script": "script scripts alphabet alphabets",
    "country": "country countries nation nations länder ländern pays países",
    "continent": "continent continents",
    "task": "task tasks aufgaben",
    "dataset": "dataset datasets corpus corpora benchmark benchmarks collection collections",
    "model": "model models llm llms system systems modelle modelos modèles",
    "paper": "paper papers article articles publication publications study studies",
    "document": "document documents page pages text texts",
    "paragraph": "paragraph paragraphs passage passages",
    "sentence": "sentence sentences utterance utterances sätze frases phrases oraciones",
    "word": "word words wörter palabras mots",
    "token": "token tokens subword subwords",
    "character": "character characters",
    "phoneme": "phoneme phonemes phone phones",
    "parameter": "parameter parameters weights",
    "layer": "layer layers",
    "head": "head heads",
    "expert": "expert experts",
    "example": "example examples sample samples instance instances item items datapoint datapoints",
    "question": "question questions query queries prompt prompts fragen preguntas",
    "answer": "answer answers response responses reply replies",
    "dialogue": "dialogue dialogues dialog dialogs conversation conversations",
    "turn": "turn turns",
    "tweet": "tweet tweets post posts",
    "comment": "comment comments review reviews",
    "image": "image images picture pictures photo photos",
    "video": "video videos clip clips",
    "pair": "pair pairs",
    "person": "person people participant participants speaker speakers individual individuals annotator annotators user"
    " users patient patients subject subjects volunteer volunteers student students",
    "woman": "woman women female females girl girls",
    "man": "man men male males boy boys",
    "child": "child children infant infants",
    "author": "author authors",
    "team": "team teams",
    "domain": "domain domains topic topics genre genres",
    "category": "category categories class classes label labels type types kind kinds",
    "metric": "metric metrics measure measures",
    "epoch": "epoch epochs",
    "step": "step steps iteration iterations",
    "stage": "stage stages phase phases",
    "gpu": "gpu gpus",
    "bit": "bit bits",
    "shot": "shot shots",
    "experiment": "experiment experiments run runs",
    "mouse": "mouse mice animal animals rat rats",
    "gene": "gene genes",
    "protein": "protein proteins",
    "cell": "cell cells",
    "trial": "trial trials",
}
"""Words that count as one unit. Two units of different names are different things."""

UNIT_OF = {word: unit for unit, words in FAMILIES.items() for word in words.split()}
HARD_UNITS = words_of(
    """percent point times second millisecond minute hour day week month year decade century kilobyte megabyte gigabyte
    terabyte hertz kilohertz decibel gram kilogram milligram microgram metre kilometre dollar euro pound yen rupee"""
)
"""Units of measurement: a bare number, or another unit, never means the same."""
METRIC_NAMES = words_of("bleu chrf comet spbleu rouge f1 wer cer map mrr ndcg ter meteor")
