/** Which straddles the table shows, and in what order; fast enough to run at every keystroke. */
import { formatMonth } from "../../base/calendar.ts";
import { rankRows } from "./rank.ts";
import type { Run } from "./run.ts";

export const COLUMNS = [
  ["asset", "Asset"],
  ["schedule", "Schedule"],
  ["month", "Expiry month"],
  ["entry", "Entry"],
  ["expiry", "Expiry"],
  ["vol", "Vol"],
  ["strike", "Strike"],
  ["pnl", "P&L"],
  ["opnl", "Option"],
  ["hpnl", "Hedge"],
] as const;

export type ColumnKey = (typeof COLUMNS)[number][0];
export const KINDS = ["all", "gains", "losses", "path"] as const;
export type Kind = (typeof KINDS)[number];

export interface Selection {
  /** Words that asset, schedule or expiry month must hold, each. */
  readonly text: string;
  readonly kind: Kind;
  readonly column: ColumnKey;
  readonly descending: boolean;
}

export class StraddleOrder {
  readonly #run: Run;
  readonly #orders = new Map<ColumnKey, Uint32Array>();
  readonly #keys = new Map<ColumnKey, Float64Array>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** Those of `rows` that are selected, in order; what is missing comes last either way. */
  select(rows: Uint32Array, { text, kind, column, descending }: Selection): Uint32Array {
    const run = this.#run;
    const wanted = new Uint8Array(run.data.straddles.count);
    for (const row of rows) wanted[row] = 1;
    for (const word of text.toLowerCase().split(/\s+/)) if (word !== "") this.#keep(wanted, word);
    const pnl = run.straddles("pnl");
    const order = this.#order(column), key = this.key(column);
    const found = new Uint32Array(rows.length);
    let n = 0, known = order.length;
    while (known > 0 && Number.isNaN(key[order[known - 1]!]!)) known--;
    const take = (row: number) => {
      if (wanted[row] === 0) return;
      if (kind === "gains" && !(pnl[row]! > 0)) return;
      if (kind === "losses" && !(pnl[row]! < 0)) return;
      if (kind === "path" && !run.path(row)) return;
      found[n++] = row;
    };
    if (descending) { for (let i = known - 1; i >= 0; i--) take(order[i]!); }
    else for (let i = 0; i < known; i++) take(order[i]!);
    for (let i = known; i < order.length; i++) take(order[i]!);
    return found.subarray(0, n);
  }

  /** What a column is sorted by. */
  key(column: ColumnKey): Float64Array {
    let key = this.#keys.get(column);
    if (key) return key;
    const run = this.#run;
    if (column === "hpnl") {
      const pnl = run.straddles("pnl"), opnl = run.straddles("opnl");
      key = pnl.map((value, row) => value - opnl[row]!);
    } else if (column === "strike") {
      const asset = run.straddles("asset");
      const unit = run.data.assets.map(({ priceDecimals }) => 10 ** priceDecimals);
      key = run.straddles("strike").map((value, row) => value / unit[asset[row]!]!);
    } else if (column === "asset" || column === "schedule") {
      const ranks = ranksOf(
        column === "asset" ? run.data.assets.map(({ name }) => name) : run.data.schedules,
      );
      key = run.straddles(column).map((position) => ranks[position]!);
    } else key = run.straddles(column);
    this.#keys.set(column, key);
    return key;
  }

  /** Every row, rising; equal ones in the order of the run. */
  #order(column: ColumnKey): Uint32Array {
    let order = this.#orders.get(column);
    if (order) return order;
    const key = this.key(column);
    order = Uint32Array.from(key, (_, row) => row);
    if (column === "strike") {
      // Assets have different decimals.
      order.sort((a, b) => {
        const x = key[a]!, y = key[b]!;
        if (x < y) return -1;
        if (x > y) return 1;
        if (x === y) return a - b;
        return Number(x !== x) - Number(y !== y) || a - b;
      });
    } else {
      const { straddles } = this.#run.data;
      const decimals = column === "hpnl"
        ? Math.max(straddles.pnl.decimals, straddles.opnl.decimals)
        : straddles[column].decimals;
      order = rankRows(order, key, decimals);
    }
    this.#orders.set(column, order);
    return order;
  }

  #keep(wanted: Uint8Array, word: string): void {
    const run = this.#run;
    const has = (text: string) => text.toLowerCase().includes(word) ? 1 : 0;
    const byAsset = run.data.assets.map(({ name }) => has(name));
    const bySchedule = run.data.schedules.map(has);
    const months = new Map<number, number>();
    const asset = run.straddles("asset"), schedule = run.straddles("schedule");
    const month = run.straddles("month");
    for (let row = 0; row < wanted.length; row++) {
      if (wanted[row] === 0 || byAsset[asset[row]!] || bySchedule[schedule[row]!]) continue;
      let known = months.get(month[row]!);
      if (known === undefined) months.set(month[row]!, known = has(formatMonth(month[row]!)));
      wanted[row] = known;
    }
  }
}

/** The place of each name in order. */
function ranksOf(names: readonly string[]): number[] {
  const order = names.map((_, i) => i).sort((a, b) => names[a]! < names[b]! ? -1 : 1);
  const ranks = new Array<number>(names.length);
  order.forEach((position, rank) => ranks[position] = rank);
  return ranks;
}
