"""The picture of a data set: features, extents, groups, what is marked."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.stepper import data as explain


def line(points, labels, **names):
    return nbnn.Dataset.from_arrays(points, labels, **names)


@pytest.fixture
def four():
    return line([[2, 1], [0, 3], [-1, -1], [4, 0]], [-1, 1, 1, -1])


def test_groups_have_a_shape_and_a_color_each(four):
    picture = explain.scatter(four)
    looks = {group.label: (group.marker, group.color) for group in picture.groups}
    assert looks == {-1: ("square", "neg"), 1: ("circle", "pos")}
    assert [group.examples.tolist() for group in picture.groups] == [[0, 3], [1, 2]]
    assert picture.groups[0].x.tolist() == [2, 4] and picture.groups[0].y.tolist() == [1, 0]


def test_spans_of_like_size_share_a_scale_and_unlike_ones_do_not(four):
    (x0, x1), (y0, y1) = explain.scatter(four).x_extent, explain.scatter(four).y_extent
    assert x1 - x0 == pytest.approx(y1 - y0) == pytest.approx(6)
    wide = explain.scatter(line([[0, 0], [100, 1], [50, 0.5]], [1, -1, 1]))
    assert wide.x_extent == (-10, 110) and wide.y_extent == (-0.1, 1.1)


def test_a_single_example_is_seen_together_with_the_origin():
    picture = explain.scatter(line([[2, 1]], [-1]))
    for (low, high), value in zip((picture.x_extent, picture.y_extent), (2, 1)):
        assert low < 0 < value < high


def test_one_feature_is_drawn_against_the_label():
    picture = explain.scatter(line([[1], [2], [3]], [-1, 1, 1]))
    assert picture.pair == (0, None) and picture.y_label == "label"
    assert picture.groups[1].y.tolist() == [1, 1] and picture.place([5], -1) == (5.0, 0.0)


def test_of_many_features_those_that_tell_the_classes_apart():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 5))
    z = np.where(x[:, 3] + x[:, 1] > 0, 1, -1)
    picture = explain.scatter(line(x, z))
    assert picture.pair == (1, 3)
    assert "2 of 5 features" in picture.note and np.allclose(picture.means, x.mean(axis=0))


def test_features_by_name_or_number():
    data = nbnn.datasets.iris()
    assert explain.scatter(data, ("petal width", "sepal length")).pair == (3, 0)
    assert explain.scatter(data, (1, 2)).pair == (1, 2)


@pytest.mark.parametrize("features", ["petal width", (1,), (1, 1), (0, 9), (0, "color"), (0.0, 1), (True, 2), 3])
def test_features_that_are_not_two_of_the_data(features):
    with pytest.raises(ValueError, match="two different features"):
        explain.scatter(nbnn.datasets.iris(), features)


def test_margin_is_marked_for_hinge_and_the_wrong_side_for_the_others(four):
    net = nbnn.Network([[0.5, -1.0]])  # y = 0, −3, 0.5, 2
    marked = {loss.key: explain.examples_to_outline(four, net, explain.scatter(four, loss=loss)).tolist()
              for loss in (nbnn.hinge, nbnn.squared)}
    assert marked == {"hinge": [True, True, True, True], "squared": [True, True, False, True]}
    sure = nbnn.Network([[-2.0, 1.0]])  # y = −3, 3, 1, −8
    assert not explain.examples_to_outline(four, sure, explain.scatter(four)).any()


def test_k_scores_mark_the_wrong_argmax():
    data = nbnn.datasets.iris()
    net = nbnn.Network([np.array([[0, 0, 0, 1.0], [0, 0, 0, 0], [0, 0, 0, 0]])])
    picture = explain.scatter(data, one_score=False, loss=nbnn.cross_entropy)
    assert picture.marked == "classified wrongly" and picture.margin is None
    assert explain.examples_to_outline(data, net, picture).tolist() == (data.z != 1).tolist()
    assert len({(group.marker, group.color) for group in picture.groups}) == 3


def test_many_examples_are_thinned_and_that_is_said():
    digits = nbnn.datasets.digits()
    picture = explain.scatter(digits, one_score=False, loss=nbnn.cross_entropy)
    assert abs(sum(len(group.examples) for group in picture.groups) - explain.MOST) <= 10
    assert "400 of the 1,797 examples" in picture.note
    looks = [(group.marker, group.color) for group in picture.groups]
    assert len(set(looks)) == 10


def test_sentence_names_counts_and_place(four):
    picture = explain.scatter(four)
    words = explain.sentence(four, nbnn.Network([[-2.0, 1.0]]), picture, 2)
    assert words == ("Data and decision boundary: 0 of 4 examples do not meet the margin. "
                     "Example 2: z = 1, x₁ −1, x₂ −1.")


def test_words_of_a_named_class():
    data = nbnn.datasets.iris(classes=("versicolor", "virginica"))
    assert explain.words_of(data, -1) == "versicolor (z = −1)"


def test_a_sentence_on_one_feature_ends_with_its_place():
    data = line([[1], [2]], [-1, 1])
    assert explain.sentence(data, nbnn.Network([[1.0]]), explain.scatter(data), 1).endswith("Example 1: z = 1, x₁ 2.")


def test_without_a_field_nothing_is_said_of_one():
    many = explain.without_field(explain.scatter(nbnn.datasets.iris(("versicolor", "virginica"))))
    assert many.title == "Data" and many.note == f"2 of 4 features are drawn. {explain.NOT_PAINTED}"


def test_the_axes_stay_while_the_points_have_room_there(four):
    before = explain.scatter(four)
    near, far = explain.scatter(line([[1, 1], [0, 2]], [-1, 1])), explain.scatter(line([[1, 1], [0, 99]], [-1, 1]))
    assert explain.in_frame(near, before).x_extent == before.x_extent and explain.in_frame(near, before).y_extent == before.y_extent
    assert explain.in_frame(far, before) is far and explain.in_frame(near, None) is near


def test_one_feature_is_the_pair_with_nothing():
    assert explain.telling_pair(np.zeros((3, 1)), np.array([1, -1, 1])) == (0, None)
