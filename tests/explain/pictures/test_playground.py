"""What the Playground shows, as a picture."""

import pytest

from nbnn.explain.pictures.playground import playground_picture
from nbnn.explain.playground import playground as explain
from tests.explain.pictures.looked_at import checked


@pytest.mark.parametrize("data", [*explain.SOURCES])
def test_the_data_the_losses_and_the_network_are_drawn(data):
    setting = explain.setting(explain.Recipe().changed(data=data, epochs=3))
    training = setting.training()
    training.advance_epoch()
    picture = playground_picture(setting, training.history, 1, "what is seen").text()
    checked(picture)
    assert ("<image" in picture) == (setting.plane is not None and not setting.raw.targets)
    assert (">prediction<" in picture) == (bool(setting.raw.targets) and setting.raw.x.shape[1] == 1)
