"""A line where something is still to come."""

from nbnn.views.coming.coming import Coming


def test_it_says_what_it_is_given():
    line = Coming()
    assert line.words == ""
    line.words = "The chart is coming …"
    assert line.get_state()["words"] == "The chart is coming …" and repr(line) == "Coming('The chart is coming …')"
    line.close()
