"""Write what the answer selection learns from, as JSONL, for train.py.

    uv run bench/answer_selection/questions.py FOLDER

Into FOLDER goes questions.jsonl: the questions of bench/questions/taught.jsonl and those of wider.jsonl's half `tune`,
each with the title and the sentences of its paper, the places, from 0, of those that answer, and the papers nearest to
it by their words (TF-IDF), none of whose sentences answers it as a rule; then those of taught_again.jsonl, which come
in pairs that only reading tells apart, without other papers.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.corpora import ACL, ARXIV, PROJECT, read_gzipped
from retrieval.cleaning import clean_text
from retrieval.sentences import split_sentences

QUESTIONS = PROJECT / "bench" / "questions"
ROUNDS = (("taught.jsonl", "wider.jsonl"), ("taught_again.jsonl",))
"""The files whose questions are learnt from the beginning, and those that join in the second round of train.py."""
N_NEAREST = 4


def main() -> int:
    """Write the file and print how many lines it has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    asked = [
        line | {"round": number}
        for number, names in enumerate(ROUNDS)
        for name in names
        for line in map(json.loads, (QUESTIONS / name).read_text(encoding="utf-8").splitlines())
        if line.get("split", "tune") == "tune"
    ]
    wanted = {line["paper"] for line in asked}
    papers = {
        record["id"]: (
            clean_text(record["title"]),
            [sentence.text for sentence in split_sentences(clean_text(record["abstract"]))],
        )
        for path in (ACL, ARXIV)
        for record in read_gzipped(path)
        if record["id"] in wanted
    }
    ids = sorted(papers)
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    of_papers = vectorizer.fit_transform([" ".join((papers[name][0], *papers[name][1])) for name in ids])
    likeness = (vectorizer.transform([line["question"] for line in asked]) @ of_papers.T).tocsr()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    path = arguments.folder / "questions.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for row, line in enumerate(asked):
            nearest = [ids[at] for at in np.argsort(-likeness[row].toarray()[0], kind="stable")[: N_NEAREST + 1]]
            title, sentences = papers[line["paper"]]
            record = {
                "round": line["round"],
                "kind": line["kind"],
                "question": line["question"],
                "title": title,
                "sentences": sentences,
                "answering": [position - 1 for position in line["sentences"]],
                "others": [papers[name] for name in nearest if name != line["paper"]][:N_NEAREST]
                if line["round"] == 0
                else [],
            }
            lines.write(f"{json.dumps(record, ensure_ascii=False)}\n")
    print(f"{path}: {len(asked)} lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
