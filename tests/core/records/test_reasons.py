"""The reasons for a zero: several at once, each with its sentence."""

from nbnn.core.records.reasons import WORDS, ZeroReason, words


def test_every_reason_has_its_sentence_and_all_that_are_recorded_fit_into_a_byte():
    assert list(WORDS) == list(ZeroReason) and len(set(WORDS.values())) == len(WORDS)
    not_recorded = {ZeroReason.NOT_COMPUTED, ZeroReason.PENALTY_HOLDS}
    assert max(reason for reason in ZeroReason if reason not in not_recorded) < 256


def test_several_hold_at_once_in_the_order_of_the_bits():
    assert words(0) == ()
    assert words(ZeroReason.WEIGHT_ZERO | ZeroReason.RELU_OFF) == (WORDS[ZeroReason.RELU_OFF], WORDS[ZeroReason.WEIGHT_ZERO])
    assert words(3) == words(ZeroReason.MARGIN_MET | ZeroReason.RELU_OFF)


def test_what_holds_is_said_in_words():
    assert (ZeroReason.MARGIN_MET | ZeroReason.RELU_OFF).words == f"{WORDS[ZeroReason.MARGIN_MET]}; {WORDS[ZeroReason.RELU_OFF]}"
    assert ZeroReason(0).words == ""
