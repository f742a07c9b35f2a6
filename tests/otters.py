"""Coverage of which there is much: long sentences of many articles about the same thing."""

from datetime import UTC, datetime, timedelta

from corpus.article import Content

QUESTION = "How many otters did the wardens count?"
_COUNTS = """
Tarwharf: between the timber yards, where barges from three countries unload pine trunks and
where, the harbour master likes to say, nothing has been quiet since the first crane arrived in
his grandfather's childhood and the last night train was taken off the timetable that nobody
could read anyway

Saltgate: below the bread ovens on Miller's Stairs, in a drain that the waterworks had listed as
dry for eleven years, which explains the complaints of two bakers about vanished eels, a missing
bucket, several torn nets and one wet cat whose owner wrote to the mayor twice and to the bishop
once

Ropewalk: along the school's rowing course, whose coach had suspected pranksters of moving the
buoys at night until a pupil with a torch, a thermos of cocoa and her uncle's patience sat
through a frosty February evening on the landing stage and wrote down everything in green ink
for the museum

Cordwainer: under the closed bridge, which engineers call a triumph for wildlife and an
embarrassment for everybody else, since scaffolding meant to stand for six weeks has by now
sheltered two litters, a heron, a family of coots and a painter who asked not to be named in any
newspaper again

Gullrock: on the seaward side of the lighthouse, an exposed ledge of black slate where textbooks
say that no holt can last a winter, although the keeper's logbook mentions webbed tracks in snow
as early as 1953 and again in every cold year after the foghorn fell silent for good

Fenmarsh: in the abandoned watercress beds, now a maze of alder, sedge and half-drowned fence
posts that the drainage board wants to sell, that a brewery wants to buy and that three rival
societies each claim to have saved from developers with nothing but petitions, jam and
stubbornness

Whitesand: near the bathing huts, to the delight of visitors and the despair of a hotelier whose
ornamental carp, flown in from Osaka at considerable expense, disappeared one by one during
Whitsun week while a string quartet played on the terrace and guests applauded what they took
for a show
"""
_PLACES = [tuple(" ".join(one.split()).split(": ")) for one in _COUNTS.split("\n\n")]


def otters() -> list[Content]:
    """Articles each with one long sentence that answers QUESTION."""
    return [_article(number) for number in range(len(_PLACES))]


def _article(number: int) -> Content:
    place, where = _PLACES[number]
    elsewhere = _PLACES[number - 3][1]
    return Content(
        title=f"Otters return to {place}",
        text=f"In {place} the wardens counted {number + 11} otters {where}, and again {elsewhere}. "
        f"The children of {place} have a name for every one of them, and a song for the youngest.",
        outlet="The Otter Gazette",
        section="Nature",
        authors=("Ann Ottway",),
        published=datetime(2025, 8, 1, tzinfo=UTC) + timedelta(days=number),
    )
