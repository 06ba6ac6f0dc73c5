"""What the page gets for a run of 10,000 updates: how many bytes, how many of them first, and how long it takes to make."""

import json
from collections.abc import Iterator
from statistics import median

import nbnn
from nbnn.explain.recording.recording import Recording, record

from .table import Row, in_turn


def a_run(activation: nbnn.Activation) -> nbnn.Run:
    net = nbnn.Network.random([2, 8, 1], activation=activation, initializer=nbnn.he, seed=0)
    return nbnn.sgd(net, nbnn.datasets.moons(100), loss=nbnn.hinge, eta=0.1, steps=10_000)


def words(sent: Recording) -> int:
    return len(json.dumps(sent.schema).encode())


def megabytes(sent: Recording) -> float:
    return (sent.size + words(sent)) / 1e6


def measure() -> Iterator[Row]:
    run = a_run(nbnn.relu)
    sent = record(run)
    yield Row("sent for 10,000 updates of 2–8–1, ReLU", megabytes(sent), "MB", 4, "numbers and schema")
    first = len(sent.tables) + len(sent.head) + words(sent)
    yield Row("of it before the first Step", first / 1e3, "kB", None, f"schema {words(sent) / 1e3:.0f} kB")
    yield Row("the same with tanh", megabytes(record(a_run(nbnn.tanh))), "MB", None, "its slopes are numbers, not codes of one byte")
    fork = run.fork(5_000, network=run.network(5_000).with_weight(1, 0, 0, 1.0))
    yield Row("a fork of it in the middle", megabytes(record(fork)), "MB", None, "and its parent's future")
    [times] = in_turn(lambda: record(run), repeats=5)
    yield Row("making the recording", median(times) * 1e3, "ms")
