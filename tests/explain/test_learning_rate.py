"""What became of each rate, and why."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import learning_rate as explain


@pytest.mark.parametrize(("eta", "words"), [
    (0.01, "too small"), (0.3, "good: at the global minimum"), (0.5, "good"), (0.97, "oscillates"), (1.05, "diverges"), (3.0, "diverges")])
def test_the_verdict_is_what_the_parabola_says(eta, words):
    """w is multiplied by 1 − 2η at each update."""
    (path,) = explain.at_rates(nbnn.curves.parabola, -2.5, [eta], 40).paths
    assert explain.verdict(path).startswith(words)


@pytest.mark.parametrize(("eta", "words"), [(0.4, "the derivative does not fade"), (nbnn.decay(0.4, lam=0.5), "settles")])
def test_a_kink_has_no_curvature_to_blame(eta, words):
    (path,) = explain.at_rates(nbnn.curves.absolute, -2.5, [eta], 40).paths
    assert words in explain.verdict(path) and "curvature" not in explain.verdict(path)


def test_rates_and_schedules_have_their_letters():
    assert [explain.name_of(eta) for eta in (0.1, nbnn.constant(0.2), nbnn.decay(0.1, 0.5))] == [
        "η = 0.1", "η = 0.2", "η₀ = 0.1 (λ = 0.5)"]


def test_sentences_and_tables_follow_the_paths():
    made = explain.at_rates(nbnn.curves.parabola, -2.5, [0.1, 1.1], 10)
    assert made.sentence(1).startswith("After 1 update: η = 0.1: ℓ = 4; η = 1.1: ℓ = ")
    assert [row["rate"] for row in made.table()] == ["η = 0.1", "η = 1.1"]
    assert {row["verdict"] for row in made.so_far(3)} == {"after your prediction"}
    assert "η = 1.1 diverges" in made.verdicts()


def test_a_rate_with_which_no_update_can_be_made_is_refused():
    with pytest.raises(ValueError, match="no update can be made"):
        explain.at_rates(nbnn.curves.from_function(lambda w: w ** 2, domain=(-3, 3), start=-2.5), -2.5, [10.0], 5)


def test_a_schedule_as_a_curve():
    t, eta = explain.schedule_curve(nbnn.decay(0.1, 0.5), 4)
    assert t.tolist() == [0, 1, 2, 3] and np.allclose(eta, [0.1 / (1 + 0.05 * k) for k in range(4)])
    assert explain.schedule_curve(0.1, 3)[1].tolist() == [0.1] * 3


def test_a_path_that_ends_early_waits_for_the_longest():
    made = explain.at_rates(nbnn.curves.parabola, -2.5, [0.1, 1e3], 30)
    assert len(made.paths[1]) < 30 == made.updates == explain.record(made).schema["updates"]
    assert [row["updates"] for row in made.so_far(30)] == ["30", str(len(made.paths[1]))]
