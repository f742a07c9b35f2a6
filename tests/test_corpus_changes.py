"""Changes: what readers have to be told of a new revision."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corpus.article import Change, Content
from corpus.changes import change_between, of_both

OLD = Content(
    title="Cameras approved", text="The council met.\n\nIt bought 640 cameras. It was “late”."
)


def test_another_number_is_an_update() -> None:
    new = replace(OLD, text=OLD.text.replace("640", "460"))
    assert change_between(OLD, new) is Change.UPDATED


def test_another_headline_is_an_update() -> None:
    assert change_between(OLD, replace(OLD, title="Cameras rejected")) is Change.UPDATED


def test_a_new_sentence_is_an_update() -> None:
    assert change_between(OLD, replace(OLD, text=f"{OLD.text} Then it rose.")) is Change.UPDATED


def test_a_sentence_taken_out_is_an_update() -> None:
    new = replace(OLD, text="The council met.\n\nIt was “late”.")
    assert change_between(OLD, new) is Change.UPDATED


def test_a_new_notice_is_a_correction() -> None:
    new = replace(OLD, corrections=("An earlier version said 640.",))
    assert change_between(OLD, new) is Change.CORRECTED


def test_a_notice_that_was_there_before_is_nothing_new() -> None:
    old = replace(OLD, corrections=("An earlier version said 640.",))
    assert change_between(old, old) is None


@pytest.mark.parametrize(
    "text",
    [
        OLD.text.replace("\n\n", "\n\n\n"),
        OLD.text.replace("“late”", '"late"'),
        OLD.text.replace("met.", "met!"),
        OLD.text.replace("council", "Council"),
        "It bought 640 cameras. It was “late”.\n\nThe council met.",
    ],
    ids=["spaces", "quotation marks", "punctuation", "capitals", "order of paragraphs"],
)
def test_the_same_words_are_no_change(text: str) -> None:
    assert change_between(OLD, replace(OLD, text=text)) is None


def test_a_later_date_of_modification_alone_is_no_change() -> None:
    assert change_between(OLD, replace(OLD, updated=datetime(2024, 3, 15, tzinfo=UTC))) is None


def test_metadata_alone_is_no_change() -> None:
    assert change_between(OLD, replace(OLD, tags=("council",), authors=("Anna",))) is None


@pytest.mark.parametrize(
    ("before", "now", "both"),
    [
        (None, None, None),
        (None, Change.UPDATED, Change.UPDATED),
        (Change.UPDATED, None, Change.UPDATED),
        (Change.UPDATED, Change.CORRECTED, Change.CORRECTED),
        (Change.CORRECTED, Change.UPDATED, Change.CORRECTED),
        (Change.CORRECTED, None, Change.CORRECTED),
    ],
)
def test_what_was_corrected_stays_so(
    before: Change | None, now: Change | None, both: Change | None
) -> None:
    assert of_both(before, now) is both
