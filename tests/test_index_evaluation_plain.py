"""What programs are told."""

import json

from tiny_evaluation import (
    BAD,
    GOOD,
    changes,
    results,
)

from index.evaluation.figures import figures
from index.evaluation.measures import MEASURES
from index.evaluation.plain import as_json


def test_json_has_every_measure_and_figure() -> None:
    told = json.loads(json.dumps(as_json(results(Footnote=GOOD)), allow_nan=False))
    keys = [measure.key for measure in MEASURES]
    assert [measure["key"] for measure in told["measures"]] == keys
    assert list(told["systems"]["Footnote"]["figures"]) == keys
    assert told["schema"] == 1


def test_json_has_value_interval_and_questions() -> None:
    told = json.loads(json.dumps(as_json(results(Footnote=GOOD))))
    shown = told["systems"]["Footnote"]["figures"]["shown"]
    assert shown == {"value": 0.5, "low": 0.0, "high": 1.0, "questions": 2}


def test_json_has_null_for_what_is_not_known() -> None:
    told = json.loads(json.dumps(as_json({"x": figures([], [])}), allow_nan=False))
    assert set(told["systems"]["x"]["figures"].values()) == {None}
    assert told["systems"]["x"]["risk_coverage"] == []


def test_json_has_the_curve() -> None:
    told = json.loads(json.dumps(as_json(results(Footnote=GOOD))))
    assert told["systems"]["Footnote"]["risk_coverage"] == [
        {"confidence": 0.9, "coverage": 1 / 3, "risk": 0.0},
        {"confidence": 0.25, "coverage": 1.0, "risk": 2 / 3},
    ]


def test_json_has_the_differences() -> None:
    told = json.loads(json.dumps(as_json(results(a=GOOD, b=BAD), changes(GOOD, b=BAD))))
    assert told["differences"]["b"]["wrong"]["value"] == 1.0
