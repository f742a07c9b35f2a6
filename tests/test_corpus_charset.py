"""Character sets: what was written is what is read."""

import pytest

from corpus.charset import decode

LATIN = "Café – “déjà vu”, naïve and größer: the council met on Thursday."
CYRILLIC = "Совет города утвердил бюджет на следующий год. Мэр выступил с речью."
POLISH = "Rada miasta zatwierdziła budżet na rok następny. Prezydent wygłosił źdźbło mowy."


@pytest.mark.parametrize(
    ("text", "encoding", "header"),
    [
        (LATIN, "utf-8", "iso-8859-1"),
        (LATIN, "utf-8-sig", None),
        (LATIN, "utf-16", None),
        (LATIN, "cp1252", "iso-8859-1"),
        (LATIN, "cp1252", "utf-8"),
        (LATIN, "cp1252", None),
        (CYRILLIC, "cp1251", None),
        (CYRILLIC, "koi8-r", "koi8-r"),
        (POLISH, "iso-8859-2", None),
        ("市議会は木曜日にカメラの設置を承認した。", "shift_jis", "shift_jis"),
        ("市议会星期四批准了摄像头。", "gb18030", "gb2312"),
    ],
)
def test_text_in_many_character_sets(text: str, encoding: str, header: str | None) -> None:
    assert decode(text.encode(encoding), header) == text


def test_a_page_may_name_its_own() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body>{CYRILLIC}</body></html>'
    assert decode(page.encode("cp1251"), None) == page


def test_an_unknown_name_says_nothing() -> None:
    assert decode(LATIN.encode(), "klingon") == LATIN


def test_what_is_no_text_breaks_nothing() -> None:
    assert isinstance(decode(bytes(range(256)), "utf-8"), str)
