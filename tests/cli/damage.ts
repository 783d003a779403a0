/** Random damage to files: flipped bits, other bytes, cuts, repeats, and what parsers stumble over. */

/** What text parsers stumble over. */
const SPLINTERS = [
  ..."\0\t\r\n\"'{}[]&*!|>%@`#:,-?<=~;\\\ufeff\u0085\u2028\ud83d\ude00".split(""),
  "<<: ",
  "*METALS",
  "&METALS ",
  "!!int ",
  "!!binary ",
  "---\n",
  "0x",
  "1e999",
  ".nan",
  "-0.0",
  "9".repeat(400),
  "2024-13-45",
  "__proto__",
  "constructor",
].map((text) => new TextEncoder().encode(text));

/** One to four random damages of a file. */
export function damage(whole: Uint8Array, pick: (below: number) => number): Uint8Array {
  let bytes = whole.slice();
  for (let n = 1 + pick(4); n > 0; n--) {
    const at = pick(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + pick(pick(2) === 0 ? 8 : 400));
    const slice = bytes.slice(at, end);
    const kind = pick(8);
    if (kind === 0 && at < bytes.length) bytes[at]! ^= 1 << pick(8);
    else if (kind === 1 && at < bytes.length) bytes[at] = pick(256);
    else if (kind === 2) bytes = bytes.slice(0, at);
    else if (kind === 3) bytes = concat(bytes.subarray(0, end), slice, bytes.subarray(end));
    else if (kind === 4) bytes = concat(bytes.subarray(0, at), bytes.subarray(end));
    else if (kind === 5) bytes.fill(pick(2) * 255, at, end);
    else if (kind === 6) {
      const to = pick(bytes.length + 1);
      bytes = concat(bytes.subarray(0, to), slice, bytes.subarray(to));
    } else {
      const splinter = SPLINTERS[pick(SPLINTERS.length)]!;
      bytes = concat(bytes.subarray(0, at), splinter, bytes.subarray(at));
    }
  }
  return bytes;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
