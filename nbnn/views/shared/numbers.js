// Numbers as people write them. The twin of explain/writing/numbers.py: tests/golden/numbers.json holds the two
// together.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

function trimmed(text) {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

// Six digits to `keep` digits, halves upward, on the decimal digits themselves: float32 and float64 then agree.
function rounded(value, keep) {
  const [mantissa, exponent] = value.toExponential(5).split("e");
  const all = mantissa.replace(".", "");
  let digits = Number(all.slice(0, keep)) + (Number(all[keep] ?? 0) >= 5 ? 1 : 0);
  let power = Number(exponent);
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
  const { power: size } = rounded(value, 6);
  const keep = size < digits || size > 4 ? digits : size + 1;
  const { digits: kept, power } = rounded(value, keep);
  if (power > -4 && power < 5) return trimmed(positional(kept, power));
  const mantissa = trimmed(kept.length > 1 ? `${kept[0]}.${kept.slice(1)}` : kept);
  return `${mantissa}·10${[...String(power)].map((sign) => SUPERSCRIPTS[sign]).join("")}`;
}

/** @type {(value: number, digits?: number) => string} */
export function formatNumber(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  if (Math.abs(value) < 1e-12) return "≈0";
  return (value < 0 ? "−" : "") + unsigned(Math.abs(value), digits);
}
