"""`citewell check`: documents → citing sentences → references → papers of the collection → findings, line by line."""
