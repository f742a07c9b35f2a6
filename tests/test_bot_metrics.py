"""Each figure moves when its thing happens; read as Prometheus reads them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from vital_signs import INDEX, LINE, MOMENT, VITALS

from bot.metrics import Metrics
from bot.slip import Outcome, Slip
from bot.vitals import Vitals
from index.stages import STAGES

Key = tuple[str, tuple[tuple[str, str], ...]]


def figures(metrics: Metrics, vitals: Vitals = VITALS) -> dict[Key, float]:
    """Every sample by its name and labels."""
    shown = metrics.shown(vitals).decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(shown)
        for sample in family.samples
    }


def value(
    metrics: Metrics, name: str, labels: Mapping[str, str] | None = None, vitals: Vitals = VITALS
) -> float | None:
    return figures(metrics, vitals).get((name, tuple(sorted((labels or {}).items()))))


def slip(outcome: Outcome, *, from_memory: bool = False) -> Slip:
    return Slip("interaction 7", "slash", outcome, from_memory=from_memory, seconds=0.3)


@pytest.mark.parametrize(
    ("happens", "name", "labels"),
    [
        (
            lambda m: m.question(slip(Outcome("answered"))),
            "footnote_questions_total",
            {"way": "slash", "outcome": "answered", "reason": ""},
        ),
        (
            lambda m: m.question(slip(Outcome("abstained", "name"))),
            "footnote_questions_total",
            {"way": "slash", "outcome": "abstained", "reason": "name"},
        ),
        (
            lambda m: m.question(slip(Outcome("answered"), from_memory=True)),
            "footnote_questions_from_memory_total",
            {},
        ),
        (
            lambda m: m.question(slip(Outcome("answered"))),
            "footnote_question_duration_seconds_bucket",
            {"way": "slash", "le": "0.5"},
        ),
        (
            lambda m: m.worked({"encode": 0.004}),
            "footnote_stage_duration_seconds_bucket",
            {"stage": "encode", "le": "0.005"},
        ),
        (lambda m: m.swapped(taken=True), "footnote_index_swaps_total", {"result": "taken"}),
        (lambda m: m.swapped(taken=False), "footnote_index_swaps_total", {"result": "refused"}),
        (lambda m: m.fetched(worked=True), "footnote_fetch_runs_total", {"result": "worked"}),
        (lambda m: m.fetched(worked=False), "footnote_fetch_runs_total", {"result": "failed"}),
        (lambda m: m.records_failed(), "footnote_records_errors_total", {}),
        (
            lambda m: m.connected(1, resumed=True),
            "footnote_gateway_connects_total",
            {"shard": "1", "how": "resumed"},
        ),
        (
            lambda m: m.connected(1, resumed=False),
            "footnote_gateway_connects_total",
            {"shard": "1", "how": "identified"},
        ),
        (lambda m: m.restarted(1), "footnote_gateway_restarts_total", {"shard": "1"}),
        (lambda m: m.late(0.2), "footnote_event_loop_lag_seconds_bucket", {"le": "0.25"}),
    ],
)
def test_what_happens_is_counted_once(
    happens: Callable[[Metrics], None], name: str, labels: dict[str, str]
) -> None:
    metrics = Metrics()
    assert not value(metrics, name, labels)
    happens(metrics)
    assert value(metrics, name, labels) == 1


def test_a_slow_stage_is_not_in_the_fast_buckets() -> None:
    metrics = Metrics()
    metrics.worked({"words": 0.3})
    name = "footnote_stage_duration_seconds"
    assert value(metrics, f"{name}_bucket", {"stage": "words", "le": "0.25"}) == 0
    assert value(metrics, f"{name}_sum", {"stage": "words"}) == pytest.approx(0.3)


def test_every_stage_is_there_before_it_ran() -> None:
    shown = figures(Metrics())
    for stage in STAGES:
        assert shown["footnote_stage_duration_seconds_count", (("stage", stage),)] == 0


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("footnote_ready", {}, 1),
        ("footnote_servers", {}, 2),
        ("footnote_gateway_connected", {"shard": "1"}, 1),
        ("footnote_gateway_latency_seconds", {"shard": "1"}, 0.05),
        ("footnote_gateway_silence_seconds", {"shard": "1"}, 3),
        ("footnote_gateway_event_age_seconds", {"shard": "1"}, 20),
        ("footnote_queue_depth", {}, 4),
        ("footnote_queue_limit", {}, 20),
        (
            "footnote_index_info",
            {"name": "index-1", "model": "a model", "encoder": "FastEmbedder"},
            1,
        ),
        ("footnote_index_created_timestamp_seconds", {}, MOMENT.timestamp()),
        ("footnote_index_articles", {}, 42),
        ("footnote_index_passages", {}, 114),
        ("footnote_index_behind_seconds", {}, 7),
        ("footnote_sources", {"state": "ok"}, 3),
        ("footnote_sources", {"state": "failing"}, 1),
        ("footnote_sources", {"state": "paused"}, 0),
        ("footnote_source_success_timestamp_seconds", {}, MOMENT.timestamp()),
    ],
)
def test_the_state_is_that_of_the_vitals(
    name: str, labels: dict[str, str], expected: float
) -> None:
    assert value(Metrics(), name, labels) == expected


def test_what_is_not_known_is_not_shown() -> None:
    bare = replace(
        VITALS, index=None, coverage=None, behind=None, lines=(replace(LINE, latency=None),)
    )
    names = {name for name, _ in figures(Metrics(), bare)}
    assert not {
        name for name in names if name.startswith(("footnote_index_created", "footnote_so"))
    }
    assert "footnote_gateway_latency_seconds" not in names
    assert value(Metrics(), "footnote_ready", vitals=bare) == 0


def test_a_new_index_takes_the_place_of_the_one_before() -> None:
    metrics = Metrics()
    metrics.shown(VITALS)
    newer = replace(VITALS, index=replace(INDEX, name="index-2"))
    shown = [
        dict(labels) for name, labels in figures(metrics, newer) if name == "footnote_index_info"
    ]
    assert shown == [{"name": "index-2", "model": "a model", "encoder": "FastEmbedder"}]


def test_two_bots_in_one_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.records_failed()
    assert value(other, "footnote_records_errors_total") == 0


def test_the_process_tells_of_its_memory_and_files() -> None:
    shown = {name for name, _ in figures(Metrics())}
    wanted = {"process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"}
    assert wanted | {"footnote_build_info"} <= shown
