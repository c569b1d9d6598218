"""Write what the cross-encoder of contradictions learns from, as JSONL, for train.py.

    uv run bench/contradiction/pairs.py HOME COLLECTION SCIFACT FOLDER

HOME holds the founding abstracts as COLLECTION and is given those that the other claims are about; SCIFACT is the
folder with SciFact's claims, of which the tuning half takes part. Into FOLDER go made.jsonl (claims made of ACL and
arXiv abstracts, but for those that claims are about: evidence, true, false) and written.jsonl (claims written by hand:
evidence, claim, whether it is false, how it was made, weight, and the group of files, from 0, that it is of). What
LEFT_OUT names takes no part: weigh.py needs claims that the cross-encoder has not seen.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.evaluation.mutations import ChangeKind
from assistant.evaluation.verification import CheckedItem, claim_items, read_claims, scifact_items
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.contradiction.made_pairs import made_pairs
from bench.corpora import ACL, ARXIV, read_gzipped, write_papers
from retrieval.cleaning import clean_text
from retrieval.sentences import split_sentences

CLAIMS = Path(__file__).parents[1] / "verification"
FOUNDING = ("paraphrases", "held_out", "fresh")
WIDER = ("wider", "wider_unseen", "taught")
JOINING = (("taught_again", "taught_biomedical"), ("taught_further",))
"""Files whose claims join in later rounds of train.py."""
LEFT_OUT_FOUNDING = ("unseen",)
LEFT_OUT_WIDER = ("last", "weighed")
WEIGHT_OF = {
    "true paraphrase": 3.0,
    "SUPPORT": 2.0,
    "CONTRADICT": 1.0,
    "negation": 1.0,
    "direction": 1.0,
    "roles": 0.7,
}
"""What a claim of each kind counts; other kinds take no part."""
CHANGED_HERE: tuple[ChangeKind, ...] = ("negation", "direction")
N_MADE = 60_000
MOST_OF_ONE_ABSTRACT = 3
SEED = 5


def main() -> int:
    """Write both files and print how many lines they have."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("home", "collection", "scifact", "folder"):
        parser.add_argument(name, type=str if name == "collection" else Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    groups = [items_of(arguments.home, arguments.collection, FOUNDING, WIDER)]
    groups[0] += [item for item in scifact_items(arguments.scifact) if item.split == "tune"]
    groups += [items_of(arguments.home, arguments.collection, (), files) for files in JOINING]
    for name, records in (("written", _written(groups)), ("made", _made())):
        path = arguments.folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            n_records = sum(bool(lines.write(f"{json.dumps(record, ensure_ascii=False)}\n")) for record in records)
        print(f"{path}: {n_records} lines")
    return 0


def items_of(home: Path, collection: str, founding: tuple[str, ...], wider: tuple[str, ...]) -> list[CheckedItem]:
    """Return the claims of the files, true ones and changed ones, with what they cite."""
    items = []
    with Workspace(load_settings(home=home, collection=collection, writer="extractive"), "pairs") as workspace:
        for name in (*founding, *wider):
            held_by = collection
            if name in wider:
                held_by = name.replace("_", "-")
                papers = home / f"{name}_papers.jsonl"
                write_papers(CLAIMS / f"{name}.jsonl", papers)
                workspace.ingest([papers], held_by)
            items += claim_items(read_claims(CLAIMS / f"{name}.jsonl"), workspace.library, held_by, CHANGED_HERE)
    return items


def _written(groups: list[list[CheckedItem]]) -> Iterator[dict[str, Any]]:
    for number, items in enumerate(groups):
        for item in items:
            if item.kind in WEIGHT_OF:
                yield {
                    "evidence": " ".join(text for source in item.sources for text in source.cited),
                    "claim": item.claim,
                    "false": item.expected == "flagged",
                    "made": item.made,
                    "weight": WEIGHT_OF[item.kind],
                    "group": number,
                }


def _made() -> Iterator[dict[str, str]]:
    random = Random(SEED)
    spoken_of = {
        json.loads(line).get("title", "").casefold()
        for path in CLAIMS.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    records = [
        record
        for path in (ACL, ARXIV)
        for record in read_gzipped(path)
        if record["title"].casefold() not in spoken_of and record["abstract"]
    ]
    random.shuffle(records)
    n_made = 0
    for record in records:
        sentences = [sentence.text for sentence in split_sentences(clean_text(record["abstract"]))]
        for pair in made_pairs(sentences, random, MOST_OF_ONE_ABSTRACT) if len(sentences) > 1 else ():
            yield {"evidence": pair.evidence, "true": pair.true, "false": pair.false}
            n_made += 1
        if n_made >= N_MADE:
            return


if __name__ == "__main__":
    raise SystemExit(main())
