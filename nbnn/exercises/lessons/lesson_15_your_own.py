"""Exercises of lesson 15: a network of one's own, on one's own data."""

from ..kinds.choice import Choice, Option

derivative_check = Choice(
    key="derivative_check", name="Is my derivative right?", lesson="15",
    text="You have written a backward pass of your own. How do you find out whether it is right?",
    options=(Option("change each weight a little and compare with how the loss changes", "Slow, but it needs no chain rule at all.", True),
             Option("train, and see whether the loss falls", "A wrong derivative may still point downhill."),
             Option("compare it with the forward pass", "The forward pass has no derivatives in it."),
             Option("check that the shapes fit", "A transpose of a square matrix fits as well.")),
    hints=("What does a derivative say about a small change?",), source="the lessons on backpropagation",
)

odd_scale = Choice(
    key="odd_scale", name="One large column", lesson="15",
    text="One feature of your data is in meters, another in millimeters, and the loss jumps. What do you try first?",
    options=(Option("give all features the same scale", "Then one rate suits all weights.", True),
             Option("a larger network", "It would jump just as much."),
             Option("a larger learning rate", "The loss jumps because the steps along one weight are already too long."),
             Option("more epochs", "It would jump for longer.")),
    hints=("∂ℓ/∂w of a weight is proportional to its input.",), source="LeCun et al., Efficient BackProp, 1998",
)

EXERCISES = (odd_scale, derivative_check)
