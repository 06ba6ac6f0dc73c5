"""An activation as a table of values: exact where it is piecewise linear, close elsewhere, finite everywhere."""

import json

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.activation import activation_table


def interpolated(table, a):
    return np.interp(a, np.linspace(table["from"], table["to"], len(table["values"])), table["values"])


@pytest.mark.parametrize("record", nbnn.ACTIVATIONS.values(), ids=repr)
def test_between_its_places_it_is_close(record):
    table = activation_table(record)
    a = np.linspace(table["from"], table["to"], 777)
    assert np.allclose(interpolated(table, a), record.value(a), atol=1e-3)
    assert json.loads(json.dumps(table)) == table


def test_a_piecewise_linear_one_needs_three_values():
    assert activation_table(nbnn.relu) == {"from": -1.0, "to": 1.0, "values": [0.0, 0.0, 1.0]}


def test_what_is_not_finite_becomes_0():
    own = nbnn.Activation(key="pole", name="pole", value=lambda a: 1 / a, derivative=lambda a: -1 / a ** 2)
    assert np.isfinite(activation_table(own)["values"]).all()
