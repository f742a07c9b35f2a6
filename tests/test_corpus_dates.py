"""Dates as outlets write them: read exactly, or refused."""

import contextlib
import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleError
from corpus.dates import last_moment, moment_of, parse_date

CET = timezone(timedelta(hours=1))
CEST = timezone(timedelta(hours=2))
EST = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-14T09:30:15+01:00", datetime(2024, 3, 14, 9, 30, 15, tzinfo=CET)),
        ("2024-03-14T09:30+01:00", datetime(2024, 3, 14, 9, 30, tzinfo=CET)),
        ("2024-03-14T09:30:15Z", datetime(2024, 3, 14, 9, 30, 15, tzinfo=UTC)),
        ("2024-03-14T09:30:15.250Z", datetime(2024, 3, 14, 9, 30, 15, 250_000, tzinfo=UTC)),
        ("2024-03-14 09:30:15 +0100", datetime(2024, 3, 14, 9, 30, 15, tzinfo=CET)),
        ("20240314T093015Z", datetime(2024, 3, 14, 9, 30, 15, tzinfo=UTC)),
        ("Thu, 14 Mar 2024 09:30:15 +0100", datetime(2024, 3, 14, 9, 30, 15, tzinfo=CET)),
        ("Thu, 14 Mar 2024 09:30:15 +0100 (CET)", datetime(2024, 3, 14, 9, 30, 15, tzinfo=CET)),
        ("Thu, 14 Mar 2024 09:30:15 GMT", datetime(2024, 3, 14, 9, 30, 15, tzinfo=UTC)),
        ("14 Mar 2024 09:30 EST", datetime(2024, 3, 14, 9, 30, tzinfo=EST)),
        ("14 Mar 2024 09:30 CET", datetime(2024, 3, 14, 9, 30, tzinfo=CET)),
        ("2024-03-14 09:30:15 CEST", datetime(2024, 3, 14, 9, 30, 15, tzinfo=CEST)),
        ("  2024-03-14T09:30Z\n", datetime(2024, 3, 14, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_with_a_zone_keep_it(written: str, meant: datetime) -> None:
    parsed = parse_date(written)
    assert (parsed, parsed.utcoffset()) == (meant, meant.utcoffset())


@pytest.mark.parametrize(
    "written", ["2024-03-14T09:30", "2024-03-14 09:30:00", "14 Mar 2024 09:30:00"]
)
def test_a_time_without_a_zone_is_utc(written: str) -> None:
    assert parse_date(written).isoformat() == "2024-03-14T09:30:00+00:00"


@pytest.mark.parametrize("written", ["2024-03-14", "20240314", " 2024-03-14 "])
def test_a_day_is_its_noon_in_utc(written: str) -> None:
    assert parse_date(written).isoformat() == "2024-03-14T12:00:00+00:00"


def test_a_day_is_the_same_day_for_readers_around_the_world() -> None:
    noon = parse_date("2024-03-14")
    days = {noon.astimezone(timezone(timedelta(hours=h))).date() for h in range(-12, 12)}
    assert days == {date(2024, 3, 14)}


def test_dates_already_read_pass() -> None:
    aware = datetime(2024, 3, 14, 9, 30, tzinfo=CET)
    assert parse_date(aware) is aware
    assert parse_date(date(2024, 3, 14)) == datetime(2024, 3, 14, 12, tzinfo=UTC)
    assert parse_date(aware.replace(tzinfo=None)) == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2024",
        "2024-03",
        "2024-3-4",
        "03/04/2024",
        "04.03.2024",
        "14/13/2024",
        "14.03/2024",
        "March 14, 2024",
        "2024-13-45",
        "2023-02-29",
        "2024-03-14T25:00",
        "0000-00-00 00:00:00",
        "1710403200",
        "99 99 99 99",
        "Published 14 Mar 2024",
        "Thu, 14 Mar 2024 09:30:00 +9999",
        1710403200,
        2024.0,
        True,
        None,
        ["2024-03-14"],
    ],
)
def test_anything_else_is_refused(written: object) -> None:
    with pytest.raises(ArticleError) as refusal:
        parse_date(written)
    assert str(refusal.value) == (
        f"date {written!r} is not understood; write 2024-03-14 or 2024-03-14T09:30+01:00"
    )


@pytest.mark.parametrize(
    "written",
    [
        "14 Mar 2024 09:30 IST",
        "14 Mar 2024 09:30 BST",
        "14 Mar 2024 9:30 pm",
        "14 Mar 2024 9:30 PM EST",
        "03/14/2024 9:30 PM",
    ],
)
def test_a_time_of_day_that_would_be_hours_off_is_refused(written: str) -> None:
    with pytest.raises(ArticleError, match="is not understood"):
        parse_date(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("03/14/2024", "2024-03-14T12:00:00+00:00"),
        ("14.03.2024", "2024-03-14T12:00:00+00:00"),
        ("3/3/2024", "2024-03-03T12:00:00+00:00"),
        ("14-03-2024 9:30", "2024-03-14T09:30:00+00:00"),
        ("14/03/2024, 09:30:15", "2024-03-14T09:30:15+00:00"),
    ],
)
def test_a_day_in_numbers_is_read_where_it_can_be_one_day_only(written: str, meant: str) -> None:
    assert parse_date(written).isoformat() == meant


@pytest.mark.parametrize(
    "written",
    [
        "1970-01-01",
        "1970-01-01T00:00:00Z",
        "1969-12-31T16:00:00-08:00",
        date(1970, 1, 1),
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
)
def test_the_beginning_of_1970_is_no_date(written: object) -> None:
    with pytest.raises(ArticleError, match="is what programs write when they know none"):
        parse_date(written)


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (1710408615, "2024-03-14T09:30:15+00:00"),
        (1710408615000, "2024-03-14T09:30:15+00:00"),
        (1710408615.5, "2024-03-14T09:30:15.500000+00:00"),
        (20240314, "2024-03-14T12:00:00+00:00"),
    ],
)
def test_a_number_is_a_moment(number: float, meant: str) -> None:
    assert moment_of(number).isoformat() == meant


@pytest.mark.parametrize("number", [0, 1, -1, 2024, 20241399, 10**30, math.inf, math.nan])
def test_a_number_that_is_no_moment_is_refused(number: float) -> None:
    with pytest.raises(ArticleError):
        moment_of(number)


# At the edges of the calendar there is no day that is one in every zone.
WRITTEN = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001 - the zone comes with it
    datetime(9998, 12, 31),  # noqa: DTZ001
    timezones=st.timezones() | st.just(UTC),
)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_what_is_at_the_edges_of_the_calendar_is_refused(written: str) -> None:
    with pytest.raises(ArticleError, match="is not understood"):
        parse_date(written)


@given(WRITTEN.filter(lambda one: one.year not in (1969, 1970)))
def test_what_isoformat_writes_is_read_back(moment: datetime) -> None:
    # Before there were time zones, offsets had seconds, of which ISO 8601 knows nothing.
    assert parse_date(moment.isoformat()).replace(tzinfo=None) == moment.replace(tzinfo=None)


@given(st.text(max_size=30) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}.{0,12}"))
def test_no_text_does_anything_but_parse_or_be_refused(written: str) -> None:
    with contextlib.suppress(ArticleError):
        assert parse_date(written).tzinfo is not None


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2025-03-20", datetime(2025, 3, 20, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2025-03-20T09:30+01:00", datetime(2025, 3, 20, 8, 30, tzinfo=UTC)),
        (" 2025-03-20T09:30 ", datetime(2025, 3, 20, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_last_moment_of_a_day_is_its_end(said: str, moment: datetime) -> None:
    assert last_moment(said) == moment


def test_what_is_no_date_has_no_last_moment() -> None:
    with pytest.raises(ArticleError, match="not understood"):
        last_moment("soon")


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 01 Jan 99999999999 00:00:00 +0000",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_date_that_no_calendar_holds_is_refused(written: str) -> None:
    with pytest.raises(ArticleError, match="not understood"):
        parse_date(written)


def test_a_number_that_no_float_holds_is_refused() -> None:
    with pytest.raises(ArticleError, match="not understood"):
        moment_of(10**400)
