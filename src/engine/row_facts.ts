/**
 * What the rows of a schedule say of their straddles, whatever the month: anchor days, offset, and the
 * end state as far as the row settles it. Price series are legs.ts's.
 */
import type { Asset } from "../inputs/amt/asset_table.ts";
import { type MonthSpan, NO_DAY } from "../base/calendar.ts";
import { parseInteger } from "../base/numbers.ts";
import { compareText } from "../base/text.ts";
import type { Overrides } from "../inputs/overrides.ts";
import { entryLag, LONGEST_ENTRY_LAG, type ScheduleRow, scheduleText } from "../schedules.ts";
import { anchorDay, EXPIRY_CODES } from "./anchors.ts";
import type { Model } from "./models/model.ts";
import { State } from "./states.ts";

/** What the straddles of one schedule row share, whatever the month. */
export interface RowFacts {
  /** Anchor days by month, from the first possible entry month on. */
  readonly anchors: Int32Array;
  readonly offset: number;
  /** The end state as far as the row settles it, and the one of a month without an anchor. */
  readonly state: number;
  readonly noAnchor: number;
}

/** A schedule row among those with the same entry lag; equal rows are one with copies. */
export interface LagRow {
  readonly row: number;
  copies: number;
}

/** The facts of a schedule row over the months. */
export function factsOf(
  row: ScheduleRow,
  asset: Asset,
  model: Model | undefined,
  months: MonthSpan,
  overrides: Overrides,
): RowFacts {
  return {
    anchors: anchorsOf(row, asset, months, overrides),
    offset: row.ntrv === "" ? 0 : clampOffset(parseInteger(row.ntrv)),
    state: rowState(row, model),
    noAnchor: row.xprc === "OVERRIDE" ? State.overrideMissing : State.anchorMissing,
  };
}

/** An entry offset that fits an integer array; beyond a million days all of them lead out of the month. */
function clampOffset(days: number | undefined): number {
  return days === undefined ? NO_DAY : Math.max(-1e6, Math.min(1e6, days));
}

/** The end state that a schedule row and its asset's model settle for every month. */
function rowState(row: ScheduleRow, model: Model | undefined): number {
  if (row.schcnt === 0) return State.noSchedule;
  const known = entryLag(row.ntrc) > 0 && EXPIRY_CODES.includes(row.xprc);
  if (!known) return State.unknownCode;
  return model ? State.open : State.modelNotSupported;
}

/**
 * The schedule rows with an entry lag in the order of their texts, equal ones as one with copies;
 * neighbours with the same entry code together.
 */
export function rowsOfLag(rows: readonly ScheduleRow[], lag: number): LagRow[][] {
  const byText = new Map<string, LagRow>();
  rows.forEach((row, i) => {
    if (entryLag(row.ntrc) !== lag) return;
    const text = scheduleText(row);
    const same = byText.get(text);
    if (same) same.copies++;
    else byText.set(text, { row: i, copies: 1 });
  });
  const groups: LagRow[][] = [];
  let code: string | undefined;
  for (const [, row] of [...byText].sort(([a], [b]) => compareText(a, b))) {
    if (rows[row.row]!.ntrc !== code) groups.push([]);
    code = rows[row.row]!.ntrc;
    groups.at(-1)!.push(row);
  }
  return groups;
}

/** By code, value and months alone: nothing in it can get stale. */
const anchorTables = new Map<string, Int32Array>();

/** The anchor days of a schedule row, from the first possible entry month to the last expiry month. */
function anchorsOf(
  { xprc, xprv }: ScheduleRow,
  asset: Asset,
  months: MonthSpan,
  overrides: Overrides,
): Int32Array {
  const make = () => {
    const base = months.first - LONGEST_ENTRY_LAG;
    const days = new Int32Array(Math.max(0, months.last - base + 1));
    for (let i = 0; i < days.length; i++) {
      days[i] = anchorDay(xprc, xprv, base + i, asset.underlying, overrides) ?? NO_DAY;
    }
    return days;
  };
  if (xprc === "OVERRIDE") return make();
  const key = `${xprc}|${xprv}|${months.first}|${months.last}`;
  let days = anchorTables.get(key);
  if (!days) anchorTables.set(key, days = make());
  return days;
}
