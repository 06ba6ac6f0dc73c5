"""What all records share: found by key or name, called for other parameters, a short repr, one and the same elsewhere."""

import copy

import pytest

import nbnn
from nbnn.core.records.record import Record, look_up

TABLE = {record.key: record for record in (Record(key="one", name="The One"), Record(key="other", name="another"))}


def test_found_by_key_by_name_and_by_itself():
    one = TABLE["one"]
    assert all(look_up(given, TABLE, Record, "thing") is one for given in ("one", "the ONE", one))


def test_an_unknown_name_says_the_nearest():
    with pytest.raises(ValueError, match=r"there is no thing 'othr' \(did you mean 'other'\?\); the names are one, other"):
        look_up("othr", TABLE, Record, "thing")
    with pytest.raises(TypeError, match="thing is 3: give a record or one of one, other"):
        look_up(3, TABLE, Record, "thing")


def test_called_for_other_parameters():
    made = nbnn.leaky_relu(0.2)
    assert repr(made) == "leaky_relu(slope=0.2)" and made is not nbnn.leaky_relu and made.key == nbnn.leaky_relu.key
    with pytest.raises(TypeError, match="one has no parameters to change"):
        TABLE["one"]()


def test_a_tables_own_record_stays_the_same_one_when_it_is_copied():
    assert copy.copy(nbnn.hinge) is nbnn.hinge and copy.deepcopy(nbnn.adam) is nbnn.adam
    assert copy.copy(nbnn.leaky_relu(0.2)).parameters == {"slope": 0.2}
