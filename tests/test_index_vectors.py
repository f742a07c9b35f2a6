"""Passage vectors: on disk in half precision, searched exactly or nearly so, by size."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding import Vectors
from index.vectors import Numbers, PassageVectors, write_vectors

DIMENSION = 24
COUNT = 3000


def vectors_of(count: int, seed: int = 0) -> Vectors:
    """Random vectors of length 1 in some sixty heaps, as texts are."""
    chance = np.random.default_rng(seed)
    heaps = np.random.default_rng(99).standard_normal((60, DIMENSION))
    made = heaps[chance.integers(60, size=count)] + 0.9 * chance.standard_normal((count, DIMENSION))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


VECTORS = vectors_of(COUNT)
QUESTIONS = vectors_of(40, seed=1)


def cosines(question: Vectors, vectors: Vectors = VECTORS) -> Vectors:
    """With what is stored: half precision."""
    return np.asarray(vectors.astype(np.float16).astype(np.float32) @ question)


def brute(question: Vectors, k: int, among: Numbers | None = None) -> list[int]:
    """The nearest rows, of the same cosine the lower first."""
    rows = np.arange(COUNT) if among is None else np.sort(among)
    scores = cosines(question)[rows]
    return [int(row) for row in rows[np.argsort(-scores, kind="stable")[:k]]]


@pytest.fixture(params=[COUNT, 100], ids=["flat", "lists"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> PassageVectors:
    """The vectors, in one list and in many."""
    write_vectors(tmp_path / "vectors.faiss", VECTORS, flat_up_to=request.param)
    return PassageVectors(tmp_path / "vectors.faiss")


def flat(folder: Path, vectors: Vectors) -> PassageVectors:
    write_vectors(folder / "vectors.faiss", vectors)
    return PassageVectors(folder / "vectors.faiss")


def test_flat_finds_what_looking_at_all_finds(tmp_path: Path) -> None:
    opened = flat(tmp_path, VECTORS)
    for question in QUESTIONS:
        found = opened.nearest(question, 50)
        assert [row for row, _ in found] == brute(question, 50)
        assert [score for _, score in found] == pytest.approx(
            np.sort(cosines(question))[::-1][:50], abs=1e-6
        )


def test_lists_find_nearly_all_of_it_and_say_how_much(tmp_path: Path) -> None:
    built = write_vectors(tmp_path / "vectors.faiss", VECTORS, flat_up_to=100)
    opened = PassageVectors(tmp_path / "vectors.faiss")
    found = [{row for row, _ in opened.nearest(question, 50)} for question in QUESTIONS]
    exact = [set(brute(question, 50)) for question in QUESTIONS]
    share = sum(len(a & b) for a, b in zip(found, exact, strict=True)) / (50 * len(QUESTIONS))
    assert 0.99 <= built.recall <= 1
    assert share >= 0.98
    assert "lists searched" in built.kind


def test_of_the_rows_that_are_named_none_is_missed(opened: PassageVectors) -> None:
    chance = np.random.default_rng(2)
    for count in (1, 7, 60, 900, COUNT):
        among = np.asarray(chance.permutation(COUNT)[:count], dtype=np.int64)
        for question in QUESTIONS[:10]:
            found = [row for row, _ in opened.nearest(question, 50, among)]
            assert found == brute(question, 50, among)


def test_among_no_rows_there_is_none(opened: PassageVectors) -> None:
    assert opened.nearest(QUESTIONS[0], 5, np.array([], dtype=np.int64)) == []


def test_all_rows_above_a_cosine_are_told(opened: PassageVectors) -> None:
    for question in QUESTIONS[:10]:
        rows, scores = opened.as_near_as(0.35, question)
        assert sorted(rows.tolist()) == np.flatnonzero(cosines(question) > 0.35).tolist()
        assert scores == pytest.approx(cosines(question)[rows], abs=1e-6)


def test_rows_keep_their_vectors(opened: PassageVectors) -> None:
    rows = np.array([2999, 0, 17, 17])
    assert np.array_equal(opened.of(rows), VECTORS.astype(np.float16).astype(np.float32)[rows])
    assert opened.of(rows).dtype == np.float32
    assert (len(opened), opened.of([]).shape) == (COUNT, (0, DIMENSION))


def test_of_the_same_cosine_the_lower_row_comes_first(tmp_path: Path) -> None:
    """Passages that read the same are many: wherever the line falls, it falls by row."""
    repeated = np.repeat(vectors_of(12), 25, axis=0)[np.random.default_rng(3).permutation(300)]
    opened = flat(tmp_path, repeated)
    for question in QUESTIONS:
        scores = cosines(question, repeated)
        for k in (1, 10, 30, 299, 300):
            found = [row for row, _ in opened.nearest(question, k)]
            assert found == np.argsort(-scores, kind="stable")[:k].tolist()


def test_halves_are_stored_as_they_are(tmp_path: Path) -> None:
    halves = VECTORS.astype(np.float16)
    np.save(tmp_path / "halves.npy", halves)
    write_vectors(tmp_path / "mapped.faiss", np.load(tmp_path / "halves.npy", mmap_mode="r"))
    write_vectors(tmp_path / "whole.faiss", VECTORS)
    assert (tmp_path / "mapped.faiss").read_bytes() == (tmp_path / "whole.faiss").read_bytes()


def test_the_same_vectors_make_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_vectors(tmp_path / name, VECTORS, flat_up_to=100)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_no_vectors_are_a_file_too(tmp_path: Path) -> None:
    opened = flat(tmp_path, np.empty((0, DIMENSION), dtype=np.float32))
    assert (len(opened), opened.nearest(QUESTIONS[0], 5)) == (0, [])
    assert len(opened.as_near_as(0.0, QUESTIONS[0])[0]) == 0


def test_what_is_no_number_is_kept_for_who_checks(tmp_path: Path) -> None:
    broken = VECTORS.copy()
    broken[5] = np.nan
    for name, size in (("one", COUNT), ("many", 100)):
        write_vectors(tmp_path / name, broken, flat_up_to=size)
        assert np.isnan(PassageVectors(tmp_path / name).of([5])).all()


def test_the_vectors_stay_on_the_disk(tmp_path: Path) -> None:
    """What is searched is the file's own memory, none of the process's."""
    opened = flat(tmp_path, vectors_of(20_000))
    opened.nearest(QUESTIONS[0], 5)
    mapped = (line for line in Path("/proc/self/smaps").read_text().splitlines())
    kilobytes: list[int] = []
    inside = False
    for line in mapped:
        if "-" in line.split()[0]:
            inside = line.endswith(str(tmp_path / "vectors.faiss"))
        elif inside and line.startswith("Rss:"):
            kilobytes.append(int(line.split()[1]))
    assert sum(kilobytes) > 20_000 * DIMENSION * 2 / 1024 * 0.9


@pytest.mark.parametrize("kept", [0, 3, 100, 5000, 100_000])
def test_a_torn_file_is_refused(tmp_path: Path, kept: int) -> None:
    write_vectors(tmp_path / "whole", VECTORS, flat_up_to=100)
    (tmp_path / "torn").write_bytes((tmp_path / "whole").read_bytes()[:kept])
    with pytest.raises((RuntimeError, ValueError)):
        PassageVectors(tmp_path / "torn")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    import faiss

    faiss.write_index(faiss.IndexFlatIP(3), str(tmp_path / "other"))
    with pytest.raises(ValueError, match="no passage vectors"):
        PassageVectors(tmp_path / "other")


def test_a_full_disk_is_noticed() -> None:
    with pytest.raises((OSError, RuntimeError)):
        write_vectors(Path("/dev/full"), VECTORS)
