/**
 * Numbers as text, for every format people or programs read as text.
 */

/**
 * Without `digits` the shortest text that reads back as the same number, as JavaScript prints it.
 * With `digits` exactly what C and Python print for `%.{digits}g`: an exponent (of at least two
 * digits) below 1e-4 and from 10^digits on, no trailing zeros, ties to the even digit on the exact
 * binary value. Zero and -0 are `0`; infinities and NaN, which tables don't hold, are `inf`, `-inf`
 * and `nan`.
 */
export function formatNumber(x: number, digits?: number): string {
  if (x === 0) return "0";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : x < 0 ? "-inf" : "nan";
  return digits === undefined ? String(x) : significant(x, Math.max(1, Math.floor(digits)));
}

/** JavaScript's number formatting goes up to this many digits; doubles hold 17. */
const MOST_DIGITS = 100;

function significant(x: number, wanted: number): string {
  const digits = Math.min(wanted, MOST_DIGITS);
  const text = tiesToEven(x, digits);
  const e = text.indexOf("e");
  const exponent = Number(text.slice(e + 1));
  const mantissa = text.slice(0, e);
  if (exponent < -4 || exponent >= digits) {
    const size = Math.abs(exponent);
    return `${dropZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
  }
  const sign = x < 0 ? "-" : "";
  const all = mantissa.replace("-", "").replace(".", "");
  if (exponent < 0) return dropZeros(`${sign}0.${"0".repeat(-exponent - 1)}${all}`);
  const whole = exponent + 1;
  return whole === digits
    ? sign + all
    : dropZeros(`${sign}${all.slice(0, whole)}.${all.slice(whole)}`);
}

/**
 * `toExponential`, with exact ties going to the even digit. The standard rounds them away from
 * zero (ECMA-262, Number.prototype.toExponential: "pick the larger n"); all else it rounds exactly.
 */
function tiesToEven(x: number, digits: number): string {
  const rounded = x.toExponential(digits - 1);
  if (digits >= MOST_DIGITS) return rounded;
  // Before asking for every digit: a tie is a number of one digit more, and that digit is a 5.
  const longer = x.toExponential(digits);
  const e = longer.indexOf("e");
  if (longer[e - 1] !== "5" || Number(longer) !== x) return rounded;
  // A double with a 5 there is that decimal exactly, or differs from it within some 40 digits.
  const exact = x.toExponential(MOST_DIGITS);
  if (/[^0]/.test(exact.slice(e, exact.indexOf("e")))) return rounded;
  const kept = longer.slice(0, e - 1);
  const down = kept.endsWith(".") ? kept.slice(0, -1) : kept;
  return Number(down.at(-1)) % 2 === 0 ? down + longer.slice(e) : rounded;
}

/** Takes the trailing zeros off a decimal fraction, and the point if nothing is left behind it. */
function dropZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text[end - 1] === "0") end--;
  return text.slice(0, text[end - 1] === "." ? end - 1 : end);
}
