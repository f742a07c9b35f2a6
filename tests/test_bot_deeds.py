"""What sentences say was done, or was not."""

import pytest

from bot.claims import claim
from bot.stems import stem


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("The council approved it.", "approve", False),
        ("The council did not approve it.", "approve", True),
        ("The council didn't approve it.", "approve", True),
        ("The council never really approved it.", "approve", True),
        ("The council failed to approve it.", "approve", True),
        ("The council refused to approve it.", "approve", True),
        ("There were no arrests.", "arrest", True),
        ("It made no impact assessment.", "assessment", True),
        ("The council not only approved it.", "approve", False),
        ("It did not open until May.", "open", False),
        ("They did not like it, but approved it.", "approve", False),
    ],
)
def test_a_deed_is_denied_by_a_negation_before_it(text: str, word: str, denied: bool) -> None:
    (deed,) = [deed for deed in claim(text).deeds if deed.stem == stem(word)]
    assert deed.denied is denied


def test_a_deed_that_may_be_is_hedged() -> None:
    said = {deed.stem: deed.hedged for deed in claim("They met and ask whether it passed.").deeds}
    assert (said["meet"], said["pass"]) == (False, True)
