"""Every reason for which there is no answer has its sentence."""

import pytest

from bot.desk import DeskError
from bot.explanations import sentence_for
from bot.references import BrokenReference


@pytest.mark.parametrize("kind", [*DeskError.__subclasses__(), BrokenReference])
def test_every_reason_has_its_own_sentence(kind: type[Exception]) -> None:
    sentence = sentence_for(kind())
    assert sentence
    assert sentence.endswith((".", "?"))


def test_the_sentences_differ() -> None:
    sentences = [sentence_for(kind()) for kind in [*DeskError.__subclasses__(), BrokenReference]]
    assert len(set(sentences)) == len(sentences) == 6


def test_what_should_not_happen_has_none() -> None:
    assert sentence_for(ValueError()) is None
