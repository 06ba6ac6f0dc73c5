"""Data sets: every split divides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbnn.core.records.datasets import Dataset


@given(st.integers(2, 60), st.integers(2, 4), st.floats(0.01, 0.99), st.integers(0, 2**32), st.booleans())
def test_split_divides_without_overlap(n, classes, fraction, seed, stratified):
    rng = np.random.default_rng(seed)
    names = [str(k) for k in range(classes)]
    labels = (-1, 1) if classes == 2 else range(1, classes + 1)
    data = Dataset(np.arange(n)[:, None], rng.choice(labels, n), ("row",), names)
    n_train = int(np.floor(fraction * n + 0.5))
    if n_train in (0, n):
        with pytest.raises(ValueError, match="no example for"):
            data.split(fraction, seed, stratified)
        return
    train, validation = data.split(fraction, seed, stratified)
    assert len(train) == n_train
    rows = [*train.x[:, 0].astype(int), *validation.x[:, 0].astype(int)]
    assert sorted(rows) == list(range(n))
    assert [*train.z, *validation.z] == data.z[rows].tolist()
    assert train.class_names == validation.class_names == data.class_names
    if stratified:
        for label in labels:
            assert abs((train.z == label).sum() - fraction * (data.z == label).sum()) < 1 + 1e-9
