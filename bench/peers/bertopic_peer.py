# /// script
# requires-python = ">=3.11"
# dependencies = ["bertopic>=0.17,<1", "pyyaml"]
# [tool.uv]
# override-dependencies = ["sentence-transformers ; sys_platform == 'never'"]
# ///
"""BERTopic on vectors that are at hand, in an environment of its own: uv run bench/peers/bertopic_peer.py DATA OUT

DATA is an .npy of vectors beside a .json of (id, title, abstract); OUT gets the topics' words, how many papers it left
out, the seconds and the memory as JSON.
"""

# mypy: disable-error-code="import-not-found"

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Fit once with a seed and the library's defaults otherwise."""
    vectors = np.load(sys.argv[1])
    records = json.loads(Path(sys.argv[1]).with_suffix(".json").read_text(encoding="utf-8"))
    texts = [f"{title}. {abstract}" for _, title, abstract in records]
    del records
    start = time.perf_counter()
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=reducer,
        vectorizer_model=CountVectorizer(stop_words="english"),
        calculate_probabilities=False,
        nr_topics=None if len(sys.argv) < 4 else int(sys.argv[3]),
    )
    topics, _ = model.fit_transform(texts, embeddings=vectors)
    seconds = time.perf_counter() - start
    words = {topic: [word for word, _ in model.get_topic(topic)] for topic in sorted(set(topics)) if topic != -1}
    found = {
        "words": list(words.values()),
        "n_unplaced": int(sum(topic == -1 for topic in topics)),
        "seconds": round(seconds, 1),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
