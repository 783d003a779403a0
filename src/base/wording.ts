/** Numbers in sentences, the same in every locale. */

/** With thousands separators: `1,234`, `-1,234.5`. */
export function grouped(n: number | string): string {
  return String(n).replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
}

/** `1 price`, `1,234 prices`; `many` where an s does not do. */
export function counted(n: number, noun: string, many = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : many}`;
}

/** `2024`, `2023–2025`: years from the first to the last. */
export function yearSpan({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? `${from}` : `${from}–${to}`;
}

/** `a, b or c`. */
export function either(words: readonly string[], last = "or"): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(` ${last} `);
}

/** `1st`, `22nd`, `13th`. */
export function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th";
  return `${n}${suffix}`;
}

/** `40 s`, `1 min 5 s`, `2 h 10 min`: how long something takes, roughly. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${grouped(Math.floor(whole / 3600))} h ${Math.floor(whole % 3600 / 60)} min`;
}
