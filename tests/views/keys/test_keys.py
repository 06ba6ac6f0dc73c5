"""The piece for a lab's keys takes no room."""

from nbnn.views.keys.keys import Keys


def test_it_is_not_seen():
    keys = Keys()
    assert keys.layout.display == "none" and repr(keys) == "Keys()"
    keys.layout.close()
    keys.close()
