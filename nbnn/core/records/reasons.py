"""Why a derivative is exactly zero, as a value: one bit per reason, so that several can hold at once."""

from enum import IntFlag


class ZeroReason(IntFlag):
    """The reasons; those of a derivative that a recording has fit into its uint8 column. 0: not zero."""

    MARGIN_MET = 1
    RELU_OFF = 2
    INPUT_ZERO = 4
    WEIGHT_ZERO = 8
    FLOW_STOPPED = 16
    CANCELED = 32
    LOSS_FLAT = 64
    SATURATED = 128
    NOT_COMPUTED = 256  # the player's line has not reached it: a state of looking, never recorded
    PENALTY_HOLDS = 512  # of a weight that stays 0, not of a derivative: never recorded

    @property
    def words(self) -> str:
        """The reasons that hold, as a person says them; "" for 0."""
        return "; ".join(words(self))


WORDS = {
    ZeroReason.MARGIN_MET: "the loss asks for nothing: ∂ℓ/∂y = 0",
    ZeroReason.RELU_OFF: "the unit is off: g′(a) = 0",
    ZeroReason.INPUT_ZERO: "the input it is multiplied by is 0",
    ZeroReason.WEIGHT_ZERO: "the weight it is multiplied by is 0",
    ZeroReason.FLOW_STOPPED: "what arrives from the later layer is 0",
    ZeroReason.CANCELED: "its terms are not zero but add up to 0",
    ZeroReason.LOSS_FLAT: "the loss is flat: its derivative is 0 everywhere but at the jump",
    ZeroReason.SATURATED: "too small for the computer's numbers: it underflows to 0",
    ZeroReason.NOT_COMPUTED: "not computed yet",
    ZeroReason.PENALTY_HOLDS: "the loss pulls at this weight by no more than the penalty's λ, which holds it at 0",
}


def words(reasons: ZeroReason | int) -> tuple[str, ...]:
    """The short sentence of each reason that holds, in the order of the bits; () for 0."""
    return tuple(text for reason, text in WORDS.items() if int(reasons) & reason)
