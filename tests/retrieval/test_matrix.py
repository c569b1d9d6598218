"""One matrix over all chunk vectors: the cosines of the library, whole at any time, built anew when behind."""

from pathlib import Path

import numpy as np
import pytest
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, PAPERS, Stack, made_up_papers

from retrieval.errors import IndexUnavailable
from retrieval.matrix import ChunkMatrix, Matrices

LONG = {
    "title": "Ledger: A Long Account",
    "abstract": " ".join(f"In year {year} the ledger lists {year * 3} barrels of salt." for year in range(60)),
}


def embedded(stack: Stack) -> Stack:
    stack.indexes().catch_up()
    return stack


def current(stack: Stack) -> ChunkMatrix:
    return Matrices(stack.library).current(COLLECTION, stack.embedder.dimension)


def folders(stack: Stack) -> list[Path]:
    return sorted((stack.home / "matrices" / COLLECTION).iterdir())


def test_cosines_are_those_of_the_librarys_vectors(stack: Stack) -> None:
    stack.ingest_records(*PAPERS, LONG)
    matrix = current(embedded(stack))
    query = stack.embedder.embed_query("letters from ports")

    chunk_ids, cosines = matrix.cosines(query)

    vectors = stack.library.chunk_vectors(COLLECTION, chunk_ids)
    assert len(chunk_ids) == stack.library.count_chunks(COLLECTION) > len(PAPERS) + 1  # the long one has several
    assert cosines.tolist() == pytest.approx([float(vectors[key] @ query) for key in chunk_ids], abs=1e-5)


def test_a_paper_is_as_near_as_its_best_chunk_for_each_of_several_queries(stack: Stack) -> None:
    stack.ingest_records(HARBOUR, LONG)
    matrix = current(embedded(stack))
    queries = np.stack([stack.embedder.embed_query(text) for text in ("barrels of salt", "merchants' letters")])

    found = matrix.paper_cosines(queries)

    owners = stack.library.paper_ids_of_chunks(COLLECTION, matrix.chunk_ids)
    for row, query in zip(found.cosines, queries, strict=True):
        chunk_ids, cosines = matrix.cosines(query)
        best = dict.fromkeys(found.paper_ids, -1.0)
        for chunk_id, cosine in zip(chunk_ids, cosines.tolist(), strict=True):
            best[owners[chunk_id]] = max(best[owners[chunk_id]], cosine)
        assert row.tolist() == pytest.approx(list(best.values()))


def test_a_paper_vector_is_the_scaled_mean_of_its_chunks(stack: Stack) -> None:
    stack.ingest_records(LONG)
    matrix = current(embedded(stack))

    [paper_id], [vector] = matrix.paper_vectors()

    chunks = stack.library.chunk_vectors(COLLECTION, matrix.chunk_ids)
    mean = np.mean(list(chunks.values()), axis=0)
    assert list(stack.library.papers_by_id(COLLECTION, [paper_id])) == [paper_id]
    assert vector.tolist() == pytest.approx((mean / np.linalg.norm(mean)).tolist(), abs=1e-6)


def test_a_collection_without_vectors_has_an_empty_matrix(stack: Stack) -> None:
    stack.library.create_collection(COLLECTION, stack.embedder.name)
    matrix = current(stack)
    query = stack.embedder.embed_query("anything")

    assert matrix.cosines(query)[1].shape == (0,)
    assert matrix.paper_cosines(query[None]).cosines.shape == (1, 0)
    assert matrix.paper_vectors()[1].shape == (0, stack.embedder.dimension)


def test_a_matrix_is_built_once_and_opened_by_others(stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    matrices = Matrices(embedded(stack).library)
    first = matrices.current(COLLECTION, stack.embedder.dimension)
    written = [(path, path.stat().st_mtime_ns) for path in first.folder.iterdir()]

    assert matrices.current(COLLECTION, stack.embedder.dimension) is first
    other = current(stack)

    assert other.folder == first.folder
    assert [(path, path.stat().st_mtime_ns) for path in other.folder.iterdir()] == written


def test_a_library_has_one_set_of_matrices(stack: Stack) -> None:
    assert Matrices.of(stack.library) is Matrices.of(stack.library)


def test_new_papers_make_a_new_matrix_and_who_maps_the_old_one_keeps_it(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    query = stack.embedder.embed_query("treebank")
    old = current(embedded(stack))
    before = old.cosines(query)[1].tolist()

    stack.ingest_records(COMPASS, file="more.jsonl")
    new = current(embedded(stack))

    assert len(new.paper_ids) == 2
    assert set(old.chunk_ids) < set(new.chunk_ids)
    assert dict(zip(*new.cosines(query), strict=True))[old.chunk_ids[0]] == pytest.approx(before[0])
    assert old.cosines(query)[1].tolist() == before
    assert folders(stack) == [new.folder]


def test_papers_embedded_later_at_the_same_revision_are_taken_in(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(3))
    matrices = Matrices(stack.library)
    assert matrices.current(COLLECTION, stack.embedder.dimension).n_missing == 3

    embedded(stack)

    assert len(matrices.current(COLLECTION, stack.embedder.dimension).paper_ids) == 3


@pytest.mark.parametrize("damage", ["cut", "gone", "nonsense"])
def test_a_damaged_matrix_is_built_anew(stack: Stack, damage: str) -> None:
    stack.ingest_records(*PAPERS)
    folder = current(embedded(stack)).folder
    match damage:
        case "cut":
            path = folder / "chunks.npy"
            path.write_bytes(path.read_bytes()[:1000])
        case "gone":
            (folder / "ids.json").unlink()
        case _:
            (folder / "state.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="not a whole matrix"):
        ChunkMatrix(folder)

    assert len(current(stack).paper_ids) == len(PAPERS)


def test_a_folder_left_by_a_killed_build_does_no_harm(stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    (stack.home / "matrices" / COLLECTION / "building-left" / "matrix").mkdir(parents=True)

    assert len(current(embedded(stack)).paper_ids) == len(PAPERS)
