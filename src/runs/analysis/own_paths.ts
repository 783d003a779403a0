/** Reads the daily rows of some straddles of a file of our own: only the row groups they are in. */
import { letSignalsIn } from "../../base/cancel.ts";
import { addedOf, type PathRows } from "./aggregates.ts";
import type { OwnFile } from "./own_file.ts";
import type { Places } from "./own_sums.ts";

const NUMBERS = ["hedge", "vol", "mv", "pnl", "opnl"] as const;

/** The rows with a value, a row a day, of the straddle texts at these places, rising. */
export async function readOwnPaths(
  file: OwnFile,
  { begin, end }: Places,
  texts: readonly number[],
): Promise<PathRows> {
  const text: number[] = [], day: number[] = [];
  const added = addedOf(file.footer.columns.map(({ name }) => name));
  const names = [...NUMBERS, ...added];
  const columns = names.map((): number[] => []);
  const most = Math.max(0, ...file.footer.groups.map((group) => group.rows));
  const dayBuffer = new Int32Array(most), buffers = names.map(() => new Float64Array(most));
  let next = 0, start = 0;
  for (const [group, { rows }] of file.footer.groups.entries()) {
    const after = start + rows;
    if (next < texts.length && begin[texts[next]!]! < after) {
      const days = dayBuffer.subarray(0, rows);
      file.days(group, "date", days);
      const values = buffers.map((buffer) => buffer.subarray(0, rows));
      names.forEach((name, i) => file.doubles(group, name, values[i]!));
      for (; next < texts.length && begin[texts[next]!]! < after; next++) {
        const own = texts[next]!;
        const last = Math.min(end[own]!, after);
        for (let row = Math.max(begin[own]!, start) - start; row < last - start; row++) {
          if (Number.isNaN(values[2]![row]!)) continue;
          const at = text.length - 1;
          if (text[at] === own && day[at] === days[row]) {
            // Straddles of the same text: the first that tells stands for all.
            columns.forEach((column, i) => {
              if (Number.isNaN(column[at]!)) column[at] = values[i]![row]!;
            });
            continue;
          }
          text.push(own);
          day.push(days[row]!);
          columns.forEach((column, i) => column.push(values[i]![row]!));
        }
        // The rest of it is in the next group.
        if (end[own]! > after) break;
      }
      await letSignalsIn();
    }
    start = after;
  }
  const [price, vol, mv, pnl, opnl, ...others] = columns.map((column) => Float64Array.from(column));
  return {
    text: Int32Array.from(text),
    day: Int32Array.from(day),
    price: price!,
    vol: vol!,
    mv: mv!,
    pnl: pnl!,
    opnl: opnl!,
    added: Object.fromEntries(added.map((name, i) => [name, others[i]!])),
  };
}
