"""What somebody went by whose prediction was missed: it is asked before the next try, and leads back to the board."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...core.training.sgd import Step


@dataclass(frozen=True)
class Ground:
    """One thing to go by. reply : what to look at again, whether it was right or not; no answer. gated : only where units can be off."""

    key: str
    words: str
    reply: str
    gated: bool = False


GROUNDS: Mapping[str, tuple[Ground, ...]] = MappingProxyType({
    "unchanged": (
        Ground("gate", "a unit that is off", "Look at a: which units are off? Ask it of the weights into them, and of those out of them.",
               gated=True),
        Ground("input", "an input that is 0", "Look at x and at h: each weight is multiplied by one of these entries. Which are 0?"),
        Ground("loss", "what comes from the loss", "Look at ∂ℓ/∂y: only where it is 0 does the whole network stay. Is it 0 here?"),
        Ground("guess", "a guess", "Follow one weight: its derivative is what arrives at its unit, times its input. When is that 0?"),
    ),
    "loss_falls": (
        Ground("against", "an update goes against the derivative", "That lowers ℓ in a short step. How far does y move, and which way?"),
        Ground("far", "the step is too long", "Then y moves past the place where ℓ is smallest. Which way does y move, and how far?"),
        Ground("nothing", "nothing changes here", "Look at ∂ℓ/∂y: no weight changes only where it is 0. Is it 0 here?"),
        Ground("guess", "a guess", "Begin with the sign of ∂ℓ/∂y: which way does the update move y, and what does ℓ do on the way?"),
    ),
})


def grounds(name: str, step: Step) -> tuple[Ground, ...]:
    """What may be said about a missed prediction of this update: a unit is off only where the activation has a gate."""
    return tuple(each for each in GROUNDS[name] if any(step.before.gates) or not each.gated)


def reply_to(name: str, key) -> str:
    """What is said to the ground `key` of a missed prediction; "" where it is none of them."""
    return next((each.reply for each in GROUNDS.get(name, ()) if each.key == key), "")
