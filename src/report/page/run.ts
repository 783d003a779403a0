/** The run that the page shows: its data, with columns unpacked once when first asked for. */
import { formatMonth, monthOfDay } from "../../base/calendar.ts";
import { type PackedColumn, unpack } from "../packed.ts";
import type { PageData, PageStraddles, Scope } from "../page_data.ts";

import type { Span } from "./part.ts";

type StraddleColumn = Exclude<keyof PageStraddles, "count">;

export class Run {
  readonly #bytes: Uint8Array;
  readonly #columns = new Map<PackedColumn, Float64Array>();
  readonly #rows = new Map<Scope, Uint32Array>();
  #paths: Map<number, PathRows> | undefined;

  constructor(readonly data: PageData, bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** What percents of P&L are of (BK-5), but for that of single straddles, whose strike it is. */
  get denominator(): string {
    return this.isBook ? "aum" : "the strike per live straddle";
  }

  /** Whether it is a book, which knows no straddles. */
  get isBook(): boolean {
    return this.data.isBook === true;
  }

  get total(): Scope {
    return this.data.scopes[0]!;
  }

  /** The classes, groups or assets that a scope is made of, in order of name; none if some are not
   * wholly of it. */
  partsOf(scope: Scope, kind: Scope["kind"]): readonly Scope[] {
    const { assets, scopes } = this.data;
    const own = assets.filter((asset) =>
      scope.kind === "total" || scope.name === asset[scope.kind === "asset" ? "name" : scope.kind]
    );
    const names = new Set(own.map((asset) => asset[nameKey(kind)]));
    const all = assets.filter((asset) => names.has(asset[nameKey(kind)]));
    if (names.has("") || all.length > own.length) return [];
    return scopes.filter((part) => part.kind === kind && names.has(part.name));
  }

  column(packed: PackedColumn): Float64Array {
    let values = this.#columns.get(packed);
    if (!values) this.#columns.set(packed, values = unpack(this.#bytes, packed));
    return values;
  }

  straddles(name: StraddleColumn): Float64Array {
    return this.column(this.data.straddles[name]);
  }

  strike(row: number): number {
    return this.straddles("strike")[row]! / 10 ** this.asset(row).priceDecimals;
  }

  asset(row: number) {
    return this.data.assets[this.straddles("asset")[row]!]!;
  }

  schedule(row: number): string {
    return this.data.schedules[this.straddles("schedule")[row]!]!;
  }

  /** The straddle as the run's rows have it: `|2023-01|2023-02|N|0|F|3|25|`. */
  straddleText(row: number): string {
    const entry = monthOfDay(this.straddles("entry")[row]!);
    const fields = this.data.scheduleFields[this.straddles("schedule")[row]!]!;
    return `|${formatMonth(entry)}|${formatMonth(this.straddles("month")[row]!)}${fields}`;
  }

  /** The straddles of a scope that expire on these days, in the order of the run. */
  rows(scope: Scope, span?: Span): Uint32Array {
    if (span !== undefined) {
      const expiry = this.straddles("expiry");
      return this.rows(scope).filter((row) => expiry[row]! >= span.from && expiry[row]! <= span.to);
    }
    let rows = this.#rows.get(scope);
    if (rows) return rows;
    const member = this.data.assets.map((asset) =>
      scope.kind === "total" || scope.name === asset[scope.kind === "asset" ? "name" : scope.kind]
    );
    const asset = this.straddles("asset");
    let n = 0;
    rows = new Uint32Array(asset.length);
    for (let row = 0; row < rows.length; row++) if (member[asset[row]!]) rows[n++] = row;
    this.#rows.set(scope, rows = rows.slice(0, n));
    return rows;
  }

  /** Where the daily path of a straddle lies; undefined when it was not kept. */
  path(row: number): PathRows | undefined {
    if (!this.#paths) {
      this.#paths = new Map();
      const straddle = this.column(this.data.paths.straddle);
      const length = this.column(this.data.paths.length);
      for (let i = 0, from = 0; i < straddle.length; i++) {
        this.#paths.set(straddle[i]!, { from, to: from += length[i]! });
      }
    }
    return this.#paths.get(row);
  }
}

export interface PathRows {
  readonly from: number;
  readonly to: number;
}

function nameKey(kind: Scope["kind"]): "name" | "class" | "group" {
  return kind === "class" || kind === "group" ? kind : "name";
}

/** How a scope is called in sentences and lists. */
export function scopeName(scope: Scope): string {
  if (scope.kind === "total") return "Whole run";
  return scope.name === "" ? `(no ${scope.kind})` : scope.name;
}
