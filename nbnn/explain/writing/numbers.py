"""Numbers as people write them: three significant digits, a real minus sign, no −0 and no rounding noise.

`views/shared/numbers.js` writes the same text on the page; tests/golden/numbers.json holds the two together. The page has
float32 and this side float64, so both round to six digits first, and then, halves upward, to three.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite, isnan

MINUS = "−"
NOTHING = 1e-12  # closer to zero than this is what is left of a subtraction
SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def format_number(value: float, digits: int = 3) -> str:
    """The number with `digits` significant digits (1 to 6); whole numbers below 100,000 stay whole."""
    value = float(value)
    if not isfinite(value):
        return "NaN" if isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    if value == 0:
        return "0"
    if abs(value) < NOTHING:
        return "≈0"
    return (MINUS if value < 0 else "") + _write_unsigned(abs(value), digits)


def _write_unsigned(value: float, digits: int) -> str:
    rounded = SIX_DIGITS.create_decimal(Decimal(value))
    keep = digits if rounded.adjusted() < digits or rounded.adjusted() > 4 else rounded.adjusted() + 1
    rounded = Context(prec=keep, rounding=ROUND_HALF_UP).create_decimal(rounded)
    exponent = rounded.adjusted()
    if -4 < exponent < 5:
        return _trim(f"{rounded:f}")
    mantissa = _trim(f"{rounded.scaleb(-exponent):f}")
    return f"{mantissa}·10{str(exponent).translate(SUPERSCRIPTS)}"


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(value: float) -> str:
    """The number itself: the shortest text that reads back as the same float64."""
    return repr(float(value) + 0.0).removesuffix(".0").replace("-", MINUS)


def as_fraction(value: float, max_denominator: int = 64) -> str:
    """A pleasant number as a fraction, 1/3 for 0.333…; any other as `format_number` writes it."""
    if not isfinite(value):
        return format_number(value)
    from fractions import Fraction  # few steps are asked for fractions, and every import of nbnn would pay
    fraction = Fraction(value).limit_denominator(max_denominator)
    if abs(float(fraction) - value) > 1e-12 * max(1.0, abs(value)):
        return format_number(value)
    return str(fraction).replace("-", MINUS)
