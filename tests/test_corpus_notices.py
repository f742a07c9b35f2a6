"""Notices of correction: told from news about corrections."""

import pytest

from corpus.html import read_html
from corpus.notices import notices

LEAD = "The council of Port Ardell approved 640 cameras on Thursday, by 24 votes to 19."


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: the turnout was 61 per cent.",
        "CORRECTION — The turnout was 61 per cent.",
        "Correction - the turnout was 61 per cent.",
        "Correction. The turnout was 61 per cent.",
        "Correction (14 May): the turnout was 61 per cent.",
        "Correction, 14 May 2024: the turnout was 61 per cent.",
        "Correction, May 14, 2024, 9:30 a.m.: the turnout was 61 per cent.",
        "Corrections and clarifications: the turnout was 61 per cent.",
        "Clarification – the mayor was not present.",
        "* Correction: the turnout was 61 per cent.",
        "Corrected on 14 May 2024: the turnout was 61 per cent.",
        "This article was amended on 14 May 2024 to correct the turnout.",
        "This story has been corrected.",
        "The story has been corrected to show that the turnout was 61 per cent.",
        "This report was corrected on 14 May because the turnout was wrong.",
        "An earlier version of this article gave a wrong turnout.",
        "This article originally said that the turnout was 16 per cent.",
        "Editor’s note: an error in the second paragraph was corrected.",
        "Korrektur: Die Wahlbeteiligung lag bei 61 Prozent.",
        "Korrektur vom 14. Mai 2024: Die Wahlbeteiligung lag bei 61 Prozent.",
        "In einer früheren Version dieses Artikels stand eine falsche Zahl.",
        "Rectificatif : la participation était de 61 pour cent.",
        "Corrección: la participación fue del 61 por ciento.",
        "Erramos: a participação foi de 61 por cento.",
        "Исправление: явка составила 61 процент.",
    ],
)
def test_a_notice_is_known(notice: str) -> None:
    assert notices(f"{LEAD}\n\n{notice}") == (notice,)


@pytest.mark.parametrize(
    "news",
    [
        "Correction officers are on strike in Orrin. They demand more pay.",
        "Correction of the border took years. It is done - at last.",
        "Corrections officers in Orrin: the strike goes on.",
        "Korrektur des Kurses nach unten. Der Markt gab nach.",
        "Corrección del mercado: las acciones caen.",
        "Erramos ao achar que o rio não subiria: foi o que disse o prefeito.",
        "The report was corrected after the vote.",
        "This article was amended by parliament in 1994.",
        "This article was amended in 1994 to allow for divorce.",
        "The report originally said that twelve people had died.",
        "Corrected for inflation, the prices of 2023 fell: they are at 12.",
        "In einer früheren Version des Stücks starb der Held.",
        "Uma versão anterior desta lei foi rejeitada.",
        "Clarification of the rules came on Monday: dogs are allowed.",
    ],
)
def test_news_are_no_notices(news: str) -> None:
    assert notices(f"{LEAD}\n\n{news}") == ()


@pytest.mark.parametrize(
    "heading", ["Correction", "Correction:", "CORRECTION (14 May)", "Korrektur"]
)
def test_the_paragraph_below_a_heading_is_a_notice(heading: str) -> None:
    notice = "The turnout was given wrongly in the second paragraph; it was 61 per cent."
    assert notices(f"{LEAD}\n\n{LEAD}\n\n{heading}\n\n{notice}") == (notice,)


def test_a_notice_below_a_heading_on_a_page_is_kept_and_known() -> None:
    notice = "The turnout was given wrongly in the second paragraph; it was 61 per cent."
    body = (
        f"<article><p>{LEAD}</p><p>{LEAD} So be it.</p><h4>Correction</h4><p>{notice}</p></article>"
    )
    assert notices(read_html(f"<html><body>{body}</body></html>").text) == (notice,)


def test_a_heading_far_from_the_end_announces_a_part_of_the_article() -> None:
    text = "\n\n".join([LEAD, LEAD, LEAD, "Correction", "The market fell.", *[LEAD] * 6])
    assert notices(text) == ()
