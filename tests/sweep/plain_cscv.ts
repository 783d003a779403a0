/** CSCV as the paper's steps go, from the days themselves, to judge the quick one by (W-3). */

export interface Series {
  readonly day: readonly number[];
  readonly pnl: readonly number[];
}

const BLOCKS = 16;

/** The logits of every mask with eight of sixteen bits, over the weekdays from the first to the last. */
export function plainLogits(variants: readonly Series[]): number[] {
  const all = variants.flatMap(({ day }) => day);
  const weekdays: number[] = [];
  for (let day = Math.min(...all); day <= Math.max(...all); day++) {
    // Thursday was the first of all days.
    if ((day + 3) % 7 < 5) weekdays.push(day);
  }
  const blocks = new Map(weekdays.map((day, i) => {
    let block = 0;
    while (i >= Math.ceil((block + 1) * weekdays.length / BLOCKS)) block++;
    return [day, block];
  }));
  const logits: number[] = [];
  for (let mask = 0; mask < 1 << BLOCKS; mask++) {
    if (mask.toString(2).replaceAll("0", "").length !== BLOCKS / 2) continue;
    const of = (side: number) =>
      variants.map(({ day, pnl }) =>
        sharpe(pnl.filter((_, i) => (mask >> blocks.get(day[i]!)! & 1) === side))
      );
    const [inside, outside] = [of(1), of(0)];
    const best = inside.indexOf(Math.max(...inside));
    const rank = outside.filter((x) => x <= outside[best]!).length;
    logits.push(Math.log(rank / (variants.length + 1 - rank)));
  }
  return logits;
}

function sharpe(pnl: readonly number[]): number {
  const mean = pnl.reduce((sum, x) => sum + x, 0) / pnl.length;
  return mean / Math.sqrt(pnl.reduce((sum, x) => sum + (x - mean) ** 2, 0) / pnl.length);
}
