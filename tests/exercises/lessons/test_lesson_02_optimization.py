"""How long θ is: what is counted is what the question says."""

import re

from nbnn.exercises.lessons.lesson_02_optimization import theta_length


def test_the_sizes_are_those_that_the_question_says():
    for variant in map(theta_length.variant, range(20)):
        said = re.search(r"(\d+) inputs, (.+) hidden units, (\d+) scores?, no biases", variant.question)
        sizes = [int(said[1]), *map(int, said[2].split(" and then ")), int(said[3])]
        assert variant.check(sum(below * above for below, above in zip(sizes, sizes[1:]))).right


def test_the_networks_have_one_hidden_layer_as_in_the_lecture_or_one_more():
    units = [re.search(r"inputs, (.+) hidden units", theta_length.variant(seed).question)[1].split(" and then ") for seed in range(20)]
    assert {len(each) for each in units} == {1, 2}
