/** What a month entered and what expired in it, straddle by straddle: to be held against a blotter. */
import { monthOfDay, NO_DAY } from "../../../base/calendar.ts";
import { compareText } from "../../../base/text.ts";
import { isWeight, weightOf } from "../../../engine/pnl_tally.ts";
import { findRun } from "../../find_run.ts";
import { noWeight } from "../../head.ts";
import { walkStraddles } from "../straddle_rows.ts";
import { Sum } from "../statistics.ts";

type Cells = (number | string | null)[];

/** A line an event of the month, by day, then by event, asset and straddle. Throws as `walkStraddles`. */
export async function entryLines(names: readonly string[], month: number): Promise<Cells[]> {
  const files = findRun(names);
  let lines: Cells[] = [];
  await walkStraddles(files, ["strike_vol", "strike", "pnl"], () => {
    lines = [];
    return ({ asset, straddle, copies, count, day, expiry, values }) => {
      const entry = day[0]!;
      const isIn = (day: number) => day !== NO_DAY && monthOfDay(day) === month;
      if (!isIn(entry) && !isIn(expiry)) return;
      const percent = straddle.split("|")[7]!;
      if (!isWeight(percent)) throw noWeight(files.name, percent, straddle);
      const weight = weightOf(percent);
      const known = (column: Float64Array) =>
        column.subarray(0, count).find((x) => !Number.isNaN(x)) ?? null;
      const pnl = new Sum();
      for (let i = 0; i < count; i++) if (!Number.isNaN(values.pnl![i]!)) pnl.add(values.pnl![i]!);
      const made = known(values.pnl!) === null ? null : pnl.value;
      for (const [event, date] of [["entry", entry], ["expiry", expiry]] as const) {
        if (!isIn(date)) continue;
        const line: Cells = [
          ...[date, event, asset, straddle, entry, expiry === NO_DAY ? null : expiry],
          ...[known(values.strike!), known(values.strike_vol!), weight],
          ...[made, made === null ? null : made * weight],
        ];
        for (let copy = 0; copy < copies; copy++) lines.push(line);
      }
    };
  });
  // Stable, so that assets and straddles stay in order.
  return lines.sort((a, b) =>
    Number(a[0]) - Number(b[0]) || compareText(String(a[1]), String(b[1]))
  );
}
