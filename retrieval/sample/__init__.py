"""The founding papers: looked-up facts and citewell's own synopses, so that the first run answers something."""

from pathlib import Path

SAMPLE_COLLECTION = "sample"
SAMPLE_FILE = Path(__file__).with_name("founding_papers.jsonl")
