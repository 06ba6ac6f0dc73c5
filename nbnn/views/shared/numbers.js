// Numbers as people write them. The twin of explain/writing/numbers.py: tests/golden/numbers.json holds the two
// together.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

function trimmed(text) {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

// `keep` of six digits, halves upward, on the decimal digits themselves: float32 and float64 then agree.
function rounded(six, exponent, keep) {
  let digits = Number(six.slice(0, keep)) + (Number(six[keep] ?? 0) >= 5 ? 1 : 0);
  let power = exponent;
  if (digits >= 10 ** keep) {
    digits /= 10;
    power += 1;
  }
  return { digits: String(digits), power };
}

function positional(digits, power) {
  if (power < 0) return `0.${"0".repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return digits + "0".repeat(power + 1 - digits.length);
  return `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}

function unsigned(value, digits) {
  const [mantissa, size] = value.toExponential(5).split("e"), exponent = Number(size);
  const keep = exponent < digits || exponent > 4 ? digits : exponent + 1;
  const { digits: kept, power } = rounded(mantissa.replace(".", ""), exponent, keep);
  if (power > -4 && power < 5) return trimmed(positional(kept, power));
  const shown = trimmed(kept.length > 1 ? `${kept[0]}.${kept.slice(1)}` : kept);
  return `${shown}·10${[...String(power)].map((sign) => SUPERSCRIPTS[sign]).join("")}`;
}

/** @type {(value: number, digits?: number) => string} */
export function formatNumber(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  if (Math.abs(value) < 1e-12) return "≈0";
  return (value < 0 ? "−" : "") + unsigned(Math.abs(value), digits);
}
