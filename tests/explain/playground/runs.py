"""Runs and data for the tests of the Playground."""

import nbnn
from nbnn.core.tables.reading import Options
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import saving

CSV = "height,width,kind\n" + "".join(f"{i % 7 + 0.5 * (i % 2)},{i % 5},{'a' if i % 2 else 'b'}\n" for i in range(40))


def own_data(name, content):
    """What a page's file holds."""
    return nbnn.Dataset.from_reading(saving.read_file(name, content, Options()))


def trained(choices, own=None, epochs=None):
    made = explain.setting(explain.Recipe(epochs=6).changed(**choices), own)
    training = made.training()
    while not training.done and (epochs is None or training.epochs_made < epochs):
        training.advance_epoch()
    if not training.done:
        training.stop()
    return made, training.history
