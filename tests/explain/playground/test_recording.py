"""What a page gets of a training: what was measured, epoch by epoch."""

import numpy as np

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from nbnn.explain.playground.playground import sentence, summary
from tests.explain.columns import columns
from tests.explain.playground.runs import trained


def test_what_is_sent_is_what_was_measured():
    made, history = trained({"data": "iris"})
    whole, piece = recording.record(made, history), recording.piece(made, history, 2)
    described = whole.schema["columns"]
    sent = columns(described, piece.columns)
    assert len(piece.sentences) == 5 == len(whole.schema["sentences"]) - 2 and whole.schema["of"] == made.recipe.epochs
    assert all(np.array_equal(each[2:], sent[name], equal_nan=True) for name, each in columns(described, whole.head).items())
    assert np.allclose(sent["train_loss"], history.train_loss[2:]) and np.allclose(sent["validation_loss"], history.validation_loss[2:])
    for row, epoch in enumerate(range(2, 7)):
        net = history.network_after(epoch)
        for layer, weights in zip(net.quantities.layers, net.weights, strict=True):
            assert np.array_equal(sent[layer.W][row], weights.astype("<f4").ravel())
        assert np.array_equal(sent["counts"][row].reshape(3, 3), nbnn.measures.confusion(net, made.validation).counts)
        assert np.array_equal(sent["predicted"][row] + 1, net.predict(made.validation.x))


def test_the_updates_of_an_epoch_are_the_replays():
    made, history = trained({"optimizer": "adam", "batch_size": 16})
    found, updates = recording.inside(history, 2), list(history.replay(2))
    assert recording.record(made, history).schema["inner"] == len(updates) == len(found.sentences) - 1
    sent = columns(found.schema, found.columns)
    thetas = np.concatenate([sent[layer.W] for layer in made.network.quantities.layers], axis=1)
    assert np.array_equal(thetas[0], history.weights[2].astype("<f4")) and np.array_equal(thetas[-1], history.weights[3].astype("<f4"))
    assert found.examples == [update.examples.tolist() for update in updates]
    assert found.sentences[1].startswith("Epoch 3, update 1 of 9: 16 examples had mean loss ")


def test_one_example_at_a_time_is_named():
    _, history = trained({"batch_size": 1, "epochs": 1, "n": 20})
    first = next(iter(history.replay(0)))
    assert recording.inside(history, 0).sentences[1].startswith(f"Epoch 1, update 1 of 14: example {first.examples[0]} had loss ")


def test_a_pinned_run_says_what_it_was_and_how_it_ended():
    made, history = trained({"epochs": 1})
    words = recording.pin(made, history)["words"]
    assert words == f"{summary(made)}. {sentence(made, history, 1)}"
    assert recording.picture(made)["side"] == 0


def test_images_are_as_wide_and_high_as_the_page_is_told():
    made = explain.setting(explain.Recipe(data="digits", epochs=1))
    assert made.pictures.shape[1] == recording.picture(made)["side"] ** 2


def test_of_numbers_to_predict_r2_and_the_mean_absolute_error_are_sent():
    made, history = trained({"data": "wave", "epochs": 2})
    whole = recording.record(made, history)
    sent = columns(whole.schema["columns"], whole.head)
    assert np.allclose(sent["measures"], np.column_stack([history.r2, history.mean_absolute_error])) and "counts" not in sent
