/**
 * What a report's page shows of a run straddle by straddle: realised vols, and the series of what
 * switches added to the run, the parts of its P&L, its costs and its Greeks.
 */
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { type DayRule, isSpread, weekdayFrom } from "../runs/analysis/daily.ts";
import { weekendTargets } from "../runs/analysis/weekend.ts";
import { cumulative } from "../runs/analysis/statistics.ts";
import { type StraddleRows, walkStraddles } from "../runs/analysis/straddle_rows.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";
import { RunVols } from "../runs/analysis/run_vols.ts";
import { VOL_READS } from "../runs/analysis/vols.ts";
import { weightOf } from "../engine/pnl_tally.ts";
import { ADDED_SERIES, type AddedName } from "./page_data.ts";

/** Values on the days of a scope's series; flows are added up from its first day on. */
export type AddedSeries = Partial<Record<AddedName, Float64Array>>;

/** A part of the run that has a series: its assets, and the days of it that the page keeps. */
export interface StudyScope {
  readonly assets: ReadonlySet<string>;
  readonly days: Int32Array;
}

export interface Study {
  /** In the order of the scopes. */
  readonly series: readonly AddedSeries[];
  /** Realised vol by straddle text, in the order of the run; NaN = unknown. */
  readonly realised: ArrayLike<number>;
  /** The assets whose vols are in basis points. */
  readonly normal: ReadonlySet<string>;
}

/** By weekend day of an asset: the weekdays its decay is spread to; none = it stays on its Monday. */
export type TargetsOf = (asset: string) => ReadonlyMap<number, Int32Array>;

/** The days of an asset's weekends (see weekend.ts). */
export function targetsIn({ assets, assetDays }: RunAggregates, rule: DayRule): TargetsOf {
  return (asset) => {
    const sums = assetDays[assets.indexOf(asset)];
    if (sums === undefined || !isSpread(rule)) return new Map();
    return new Map(
      Array.from(weekendTargets(sums), ([at, targets]) =>
        [
          sums.day[at]!,
          Int32Array.from(targets, (i) => sums.day[i]!),
        ] as const),
    );
  };
}

/** Reads what is not known of the run yet from its files. Throws as `walkStraddles` does. */
export async function readStudy(
  run: Pick<AnalysedRun, "files" | "columns" | "vols">,
  scopes: readonly StudyScope[],
  rule: DayRule,
  targetsOf: TargetsOf,
): Promise<Study> {
  const vols = run.vols ?? new RunVols();
  const isKnown = run.vols !== undefined;
  const sums = new StudySums(scopes, rule, run.columns, targetsOf);
  if (!isKnown || !sums.isEmpty) {
    const reads = ADDED_SERIES.map(({ column }) => column);
    await walkStraddles(run.files, isKnown ? reads : [...VOL_READS, ...reads], () => (rows) => {
      if (!isKnown) vols.add(rows);
      sums.add(rows);
    });
  }
  return { series: sums.end(), realised: vols.realised, normal: vols.normal };
}

/** That of a book, which knows no straddles. */
export function noStudy(scopes: number): Study {
  return {
    series: Array.from({ length: scopes }, () => ({})),
    realised: [],
    normal: new Set(),
  };
}

/** Sums by day of the asset at hand, which comes in one piece, and of the scopes that hold several. */
class StudySums {
  readonly #added: readonly (typeof ADDED_SERIES)[number][];
  readonly #first: number;
  readonly #own: readonly Float64Array[];
  readonly #shared: readonly (readonly Float64Array[] | undefined)[];
  readonly #series: AddedSeries[];
  #asset: string | undefined;
  #targets: ReadonlyMap<number, Int32Array> = new Map();

  constructor(
    readonly scopes: readonly StudyScope[],
    readonly rule: DayRule,
    columns: readonly string[],
    readonly targetsOf: TargetsOf,
  ) {
    // Values and the model's delta are in every run; they are of interest beside the other Greeks.
    const greeks = columns.includes("gamma");
    this.#added = ADDED_SERIES.filter(({ column, kind }) =>
      columns.includes(column) && (greeks || kind === "flow")
    );
    const days = scopes.flatMap(({ days }) => days.length === 0 ? [] : [days[0]!, days.at(-1)!]);
    this.#first = Math.min(...days);
    // A series without P&L may begin later than its rows, and a weekend counts to the Monday after.
    const size = days.length === 0 ? 0 : Math.max(...days) - this.#first + 1;
    const make = () => this.#added.map(() => new Float64Array(size));
    this.#own = make();
    this.#shared = scopes.map(({ assets }) => assets.size > 1 ? make() : undefined);
    this.#series = scopes.map(() => ({}));
  }

  /** Whether the run has no such series. */
  get isEmpty(): boolean {
    return this.#added.length === 0;
  }

  /** Adds a straddle's days. */
  add(rows: StraddleRows): void {
    if (this.isEmpty) return;
    if (rows.asset !== this.#asset) {
      this.#endAsset();
      this.#asset = rows.asset;
      this.#targets = this.targetsOf(rows.asset);
    }
    const { count, day, values, copies } = rows;
    const weight = copies * weightOf(rows.straddle.split("|")[7]!);
    this.#added.forEach(({ column, kind }, k) => {
      const cells = values[column]!, sums = this.#own[k]!;
      const moves = kind === "flow" && this.rule.days === "weekdays";
      const costs = column === "net" ? [values["cost_option"]!, values["cost_hedge"]!] : [];
      const decays = column === "net" || column === "pnl_theta";
      for (let i = 0; i < count; i++) {
        const cell = cells[i]!;
        if (cell !== cell) continue;
        const targets = decays ? this.#targets.get(day[i]!) : undefined;
        if (targets !== undefined) {
          // What a weekend's hedge costs stays on its Monday.
          const paid = costs.reduce((sum, cost) => sum + (cost[i]! || 0), 0);
          const monday = weekdayFrom(day[i]!) - this.#first;
          if (monday < sums.length) sums[monday]! -= weight * paid;
          for (const on of targets) {
            sums[on - this.#first]! += weight * (cell + paid) / targets.length;
          }
          continue;
        }
        const at = (moves ? weekdayFrom(day[i]!) : day[i]!) - this.#first;
        if (at >= 0 && at < sums.length) sums[at]! += kind === "count" ? copies : weight * cell;
      }
    });
  }

  /** The series of all scopes. */
  end(): readonly AddedSeries[] {
    this.#endAsset();
    this.#shared.forEach((sums, i) => {
      if (sums !== undefined) this.#series[i] = this.#onDays(sums, this.scopes[i]!.days);
    });
    return this.#series;
  }

  #endAsset(): void {
    const asset = this.#asset;
    if (asset === undefined) return;
    this.scopes.forEach(({ assets, days }, i) => {
      if (!assets.has(asset)) return;
      const shared = this.#shared[i];
      if (shared === undefined) this.#series[i] = this.#onDays(this.#own, days);
      else shared.forEach((sums, k) => this.#own[k]!.forEach((x, at) => sums[at]! += x));
    });
    for (const sums of this.#own) sums.fill(0);
  }

  #onDays(sums: readonly Float64Array[], days: Int32Array): AddedSeries {
    return Object.fromEntries(this.#added.map(({ name, kind }, k) => {
      const values = kind === "flow" ? cumulative(sums[k]!) : sums[k]!;
      return [name, Float64Array.from(days, (day) => values[day - this.#first]!)];
    }));
  }
}
