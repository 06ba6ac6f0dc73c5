"""The table of names, and the reasons in words."""

import pytest

from nbnn.core.network.quantities import Quantities
from nbnn.core.notation import MOST_LAYERS, NOTATION, meanings, notation, of_network, symbol
from nbnn.core.records.optimizers import OPTIMIZERS
from nbnn.core.records.reasons import WORDS, ZeroReason, words


@pytest.mark.parametrize(("name", "expected"), [
    ("x", "x"), ("eta", "η"), ("theta", "θ"), ("loss", "ℓ"), ("total_loss", "L"),
    ("a", "a"), ("h", "h"), ("a1", "a⁽¹⁾"), ("h12", "h⁽¹²⁾"), ("W1", "W⁽¹⁾"), ("w2", "w⁽²⁾"), ("W3", "W⁽³⁾"),
    ("dl_dy", "∂ℓ/∂y"), ("dl_dW1", "∂ℓ/∂W⁽¹⁾"), ("dl_dw2", "∂ℓ/∂w⁽²⁾"), ("dl_dh2", "∂ℓ/∂h⁽²⁾"), ("dl_da", "∂ℓ/∂a"),
    ("dl_dtheta", "∂ℓ/∂θ"), ("dL_dtheta", "∂L/∂θ"), ("dh_da", "∂h/∂a"), ("dh_da2", "∂h⁽²⁾/∂a⁽²⁾"), ("dy_dh", "∂y/∂h"),
])
def test_symbols(name, expected):
    assert symbol(name) == expected


def test_latex_words_and_shape():
    entry = notation("dl_dW1")
    assert entry.latex == r"\frac{\partial \ell}{\partial \mathbf{W}^{(1)}}"
    assert entry.shape == notation("W1").shape == "hidden × input"
    assert "the weights of layer 1" in entry.words
    assert notation("w1").shape == "one entry per input"
    assert notation("w2").shape == "one entry per hidden unit"
    for entry in NOTATION.values():
        assert entry.words
        assert entry.shape
        assert entry.latex


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3), (2, 8, 1), (2, 4, 3), (2, 5, 4, 3, 1)])
def test_every_quantity_of_every_network_is_in_the_table(sizes):
    for quantities in (Quantities(sizes), Quantities(sizes, output=True)):
        for name in [*quantities.names, *quantities.shapes, *quantities.aliases]:
            assert notation(name).name == name


def test_the_score_before_the_output_s_activation():
    assert (symbol("s"), symbol("dy_ds"), symbol("dl_ds")) == ("s", "∂y/∂s", "∂ℓ/∂s")
    assert of_network("s").words == "the score before the output's activation"
    assert notation("dl_ds").words == "the derivative of the loss of this example with respect to the score before the output's activation"
    assert of_network("W1") == notation("W1")


@pytest.mark.parametrize(("name", "near"), [("dl_dw", "dl_dw2"), ("etta", "eta"), ("W", "W[0-9]"), ("dl_db1", "dl_d"),
                                            ("a0", "a"), ("dy_dss", "dy_ds'"), ("dh_daa", "dh_da'"), ("", ""), ("dx_da", "da")])
def test_unknown_names_say_the_nearest(name, near):
    with pytest.raises(ValueError, match=f"did you mean '.*{near}"):
        notation(name)


@pytest.mark.parametrize("record", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_every_letter_of_every_optimizer_is_in_the_table(record):
    for line in record.lines:
        assert symbol(line.key) == line.symbol
    for name in record.parameters:
        assert symbol(name) in record.formula or any(symbol(name) in line.formula for line in record.lines)


def test_reasons_have_words():
    assert set(WORDS) == set(ZeroReason)
    recorded = set(ZeroReason) - {ZeroReason.NOT_COMPUTED, ZeroReason.PENALTY_HOLDS}
    assert max(recorded) < 256, "a recording has one byte for them"
    both = words(ZeroReason.RELU_OFF | ZeroReason.INPUT_ZERO)
    assert both == (WORDS[ZeroReason.RELU_OFF], WORDS[ZeroReason.INPUT_ZERO])
    assert words(0) == ()


def test_every_symbol_has_its_meaning():
    told = meanings()
    assert told["h"] == "the hidden units, after the activation"
    assert told["λ"] == "how fast the learning rate decays, or the weight of the L2 term"
    assert all(entry.words in told[entry.symbol] for entry in NOTATION.values())
    names = [f"{start}{letter}{n}" for n in range(1, MOST_LAYERS + 1) for start in ("", "dl_d") for letter in "ahWw"]
    assert all(notation(name).words in told[symbol(name)] for name in (*names, "dl_dy", "dl_dh", "dl_da", "dl_dtheta", "dh_da2"))


def test_the_two_sides_of_an_activation_are_told_of_a_letter_and_not_once_more_of_its_derivative():
    told = meanings()
    assert told["a"] == "the pre-activations, the sums before the activation"
    assert all(told[symbol(name)] == notation(name).words for name in ("dl_da", "dl_dh", "eta"))
