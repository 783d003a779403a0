/** A book's file: a row an asset and day. Its columns, and how they are told from a run's. */
import type { ColumnSpec } from "../output/chunk.ts";

/** Days and small counts come back; the digits of what is computed are random. */
const SHRINK = ["live", "scale", "aum", "cost_option", "cost_hedge"];

/** The columns of a book, in output order. Shares are of aum, unless said. */
export const BOOK_COLUMNS: readonly ColumnSpec[] = [
  { name: "asset", type: "text", missing: "-", look: { keep: 0 } },
  { name: "date", type: "date", missing: "-", shrinks: true, look: { keep: 1 } },
  // Straddles with a value, and their mean implied vol in percent.
  number("live", { spare: 0 }),
  number("vol", {}),
  // Weights of the live straddles, summed: strikes held, as a share of aum, before scaling.
  number("weight", { cell: "share", keep: 4 }),
  // k of the day, the same for all assets.
  number("scale", { spare: 1 }),
  // weight × scale.
  number("exposure", { cell: "share", keep: 3 }),
  number("mv", { cell: "share", spare: 6 }),
  number("opnl", { cell: "share", spare: 4, loss: true }),
  number("hpnl", { cell: "share", spare: 5, loss: true }),
  number("pnl", { cell: "share", spare: 2, loss: true }),
  number("cost_option", { cell: "share" }),
  number("cost_hedge", { cell: "share" }),
  // pnl less costs.
  number("net", { cell: "share", keep: 2, loss: true }),
  // Money: aum, and pnl and net times it.
  number("aum", { cell: "money" }),
  number("pnl_money", { cell: "money" }),
  number("net_money", { cell: "money", spare: 3, loss: true }),
];

function number(name: string, look: NonNullable<ColumnSpec["look"]>): ColumnSpec {
  return { name, type: "double", missing: "-", shrinks: SHRINK.includes(name), look };
}

const NAMES = BOOK_COLUMNS.map(({ name }) => name);

/** What only a book has. */
export const BOOK_NUMBERS = BOOK_COLUMNS.filter(({ type }) => type === "double")
  .map(({ name }) => name);

/** Whether columns are a book's, not a run's. */
export function isBook(columns: readonly string[]): boolean {
  return columns.includes("exposure") && !columns.includes("straddle");
}

/** Why the columns of a book are not those it must have; undefined when they are. */
export function bookFault(columns: readonly string[]): string | undefined {
  const missing = NAMES.find((name) => !columns.includes(name));
  if (missing !== undefined) return `no column "${missing}"`;
  const strange = columns.find((name, i) => !NAMES.includes(name) || columns.indexOf(name) !== i);
  return strange === undefined ? undefined : `unknown column "${strange}"`;
}
