"""The figures that Prometheus reads; the README says what an alarm on each means.

No label holds a word, a member or a server: ways, outcomes, stages, shards and states are few.
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.observing import Observer
from bot.slip import Slip
from bot.vitals import Vitals
from index.stages import STAGES, Stages

# Seconds. A loop that is late by more than a tenth is felt; at three Discord gives questions up.
_LATE = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
# Of a stage, around what fifty thousand to a million passages take.
_STAGE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# Of a whole question, delivery included: 250 and 500 ms are the targets.
_WHOLE = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics(Observer):
    """Counts what it is told, in a registry of its own."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # when a series began is noise
        registry = CollectorRegistry()
        self._registry = registry
        self._state = _State()
        registry.register(self._state)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        Info("footnote_build", "Versions of Footnote and discord.py.", registry=registry).info(
            {"version": version("footnote-bot"), "discord_py": version("discord.py")}
        )
        self._questions = Counter(
            "footnote_questions",
            "Questions that members put, by how they came, what came of them, and why.",
            ("way", "outcome", "reason"),
            registry=registry,
        )
        self._remembered = Counter(
            "footnote_questions_from_memory",
            "Questions that were answered from memory: the same was asked within the hour.",
            registry=registry,
        )
        self._whole = Histogram(
            "footnote_question_duration_seconds",
            "From a question's arrival to its answer in Discord; by message: until it is found.",
            ("way",),
            buckets=_WHOLE,
            registry=registry,
        )
        self._stage = Histogram(
            "footnote_stage_duration_seconds",
            "Stages of the desk's work; `wait` is the queue.",
            ("stage",),
            buckets=_STAGE,
            registry=registry,
        )
        self._swaps = Counter(
            "footnote_index_swaps",
            "Newly published indexes, by whether they serve or were refused.",
            ("result",),
            registry=registry,
        )
        self._fetches = Counter(
            "footnote_fetch_runs",
            "Runs of fetching and indexing by the bot (FOOTNOTE_FETCH_EVERY), by how they ended.",
            ("result",),
            registry=registry,
        )
        self._records = Counter(
            "footnote_records_errors",
            "Times that the records could not be read or written.",
            registry=registry,
        )
        self._connects = Counter(
            "footnote_gateway_connects",
            "Sessions begun or resumed; all but the first of a shard are reconnects.",
            ("shard", "how"),
            registry=registry,
        )
        self._restarts = Counter(
            "footnote_gateway_restarts",
            "Connections that the watchdog closed because nothing came any more.",
            ("shard",),
            registry=registry,
        )
        self._late = Histogram(
            "footnote_event_loop_lag_seconds",
            "By how much the event loop was late, twice a second.",
            buckets=_LATE,
            registry=registry,
        )
        for stage in STAGES:
            self._stage.labels(stage)
        for result in ("taken", "refused"):
            self._swaps.labels(result)
        for result in ("worked", "failed"):
            self._fetches.labels(result)

    def question(self, slip: Slip) -> None:
        """A question is done with."""
        self._questions.labels(slip.way, slip.outcome.kind, slip.outcome.reason).inc()
        self._whole.labels(slip.way).observe(slip.seconds)
        if slip.from_memory:
            self._remembered.inc()

    def worked(self, stages: Stages) -> None:
        """The desk did a piece of work."""
        for stage, seconds in stages.items():
            self._stage.labels(stage).observe(seconds)

    def swapped(self, *, taken: bool) -> None:
        """A new index serves, or was refused."""
        self._swaps.labels("taken" if taken else "refused").inc()

    def fetched(self, *, worked: bool) -> None:
        """A run of fetching and indexing ended."""
        self._fetches.labels("worked" if worked else "failed").inc()

    def records_failed(self) -> None:
        """The records could not be read or written."""
        self._records.inc()

    def connected(self, shard: int, *, resumed: bool) -> None:
        """A shard has a session."""
        self._connects.labels(str(shard), "resumed" if resumed else "identified").inc()

    def restarted(self, shard: int) -> None:
        """The watchdog closed a connection."""
        self._restarts.labels(str(shard)).inc()

    def late(self, seconds: float) -> None:
        """By how much the event loop was late this time."""
        self._late.observe(seconds)

    def shown(self, vitals: Vitals) -> bytes:
        """All figures as Prometheus reads them; the state is that of the vitals."""
        self._state.vitals = vitals
        return generate_latest(self._registry)


class _State(Collector):
    """What is not counted but read: shows the vitals that it was given last."""

    vitals: Vitals | None = None

    def collect(self) -> Iterable[Metric]:
        """Nothing before the first vitals."""
        if self.vitals is None:
            return
        yield from _of_discord(self.vitals)
        yield from _of_the_desk(self.vitals)
        yield from _of_the_coverage(self.vitals)


def _of_discord(vitals: Vitals) -> Iterator[Metric]:
    yield _gauge(
        "footnote_ready",
        "1 when Discord is connected and an index serves.",
        float(vitals.ready and vitals.index is not None),
    )
    yield _gauge("footnote_servers", "Servers that the bot is in.", vitals.servers)
    connected = _by_shard("footnote_gateway_connected", "1 when the shard has a session.")
    latency = _by_shard(
        "footnote_gateway_latency_seconds", "From a heartbeat to its answer; none before the first."
    )
    silent = _by_shard(
        "footnote_gateway_silence_seconds", "Since anything came, an answered heartbeat too."
    )
    quiet = _by_shard("footnote_gateway_event_age_seconds", "Since the last event.")
    for line in vitals.lines:
        shard = [str(line.shard)]
        connected.add_metric(shard, float(line.connected))
        silent.add_metric(shard, line.silent)
        quiet.add_metric(shard, line.quiet)
        if line.latency is not None:
            latency.add_metric(shard, line.latency)
    yield from (connected, latency, silent, quiet)


def _of_the_desk(vitals: Vitals) -> Iterator[Metric]:
    yield _gauge("footnote_queue_depth", "Questions that wait or are worked on.", vitals.waiting)
    yield _gauge("footnote_queue_limit", "How many may (FOOTNOTE_QUEUE).", vitals.most)
    index = vitals.index
    if index is None:
        return
    serving = InfoMetricFamily(
        "footnote_index",
        "The index that serves; the encoder is FastEmbedder where the fast path is used.",
    )
    serving.add_metric(
        [], {"name": index.name, "model": index.model, "encoder": vitals.encoder or ""}
    )
    yield serving
    yield _gauge(
        "footnote_index_created_timestamp_seconds", "When it was made.", index.created.timestamp()
    )
    yield _gauge("footnote_index_articles", "Articles in it.", index.articles)
    yield _gauge("footnote_index_passages", "Passages in it.", index.passages)


def _of_the_coverage(vitals: Vitals) -> Iterator[Metric]:
    if vitals.behind is not None:
        yield _gauge(
            "footnote_index_behind_seconds",
            "For how long the index is known not to be of the coverage as it is.",
            vitals.behind,
        )
    if vitals.coverage is None:
        return
    sources = GaugeMetricFamily("footnote_sources", "Sources by state.", labels=["state"])
    for state, count in vitals.coverage.sources.items():
        sources.add_metric([state], count)
    yield sources
    if vitals.coverage.succeeded:
        yield _gauge(
            "footnote_source_success_timestamp_seconds",
            "When a source was last fetched without an error.",
            vitals.coverage.succeeded.timestamp(),
        )


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)


def _by_shard(name: str, help_text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, labels=["shard"])
