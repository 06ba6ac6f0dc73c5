"""The board as a table where widgets do not run."""

import nbnn
from nbnn.labs.frame.still import still

STEP = nbnn.sgd_step(nbnn.Network([[[1, 0], [0, 1]], [1, -1]]), x=[1, 2], z=-1, loss=nbnn.hinge, eta=0.1)


def test_the_board_ends_at_a_line_and_before_a_question():
    lines = [line["name"] for line in STEP.table()]
    assert still(STEP).count("<tr>") == len(lines)
    assert still(STEP, until="dl_dy").count("<tr>") == lines.index("dl_dy") + 1
    assert still(STEP, asked="dl_dy").count("<tr>") == lines.index("dl_dy")
    assert still(STEP).startswith("<table><caption>Update 0 on the board.")
