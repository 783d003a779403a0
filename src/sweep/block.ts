/**
 * Some variants at a time, asset by asset: an asset's prices are read from memory once for all of
 * them, and variants that differ in nothing that concerns an asset have its sums made once. What is
 * held of a variant meanwhile is its classes' and its own sums by day, never its assets'.
 */
import { firstDayOfMonth, lastDayOfMonth } from "../base/calendar.ts";
import { freeMemory } from "../base/buffers.ts";
import { OutOfMemory } from "../base/out_of_memory.ts";
import { compareText } from "../base/text.ts";
import { PLAIN, type Switches } from "../engine/switches.ts";
import { classTable } from "../inputs/amt/tables.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import { keepsSeries, PATH_PREFIX } from "../inputs/amt/edits.ts";
import { pyText } from "../inputs/yaml/python_text.ts";
import { forgetTable } from "../base/memo.ts";
import { editAmt, findAssets, type Inputs } from "../loader.ts";
import { DailySums, dailySums } from "../runs/analysis/daily.ts";
import { measure } from "../runs/analysis/measure.ts";
import { LONGEST_ENTRY_LAG, schedule } from "../schedules.ts";
import { type AssetSums, type Ground, sumAsset } from "./asset_sums.ts";
import { EntrySums } from "./entry_sums.ts";
import { failedResult, figureRow, type PartKind, type VariantResult } from "./result.ts";
import type { Setup } from "./setup.ts";

/** The days of P&L series, as `straddle summary` has them unasked. */
export const DAY_RULE = { days: "weekdays", idle: "zero" } as const;

/** A part while assets are added to it. */
class OpenPart {
  readonly sums: DailySums;
  readonly #pnl: Float64Array[] = [];

  constructor({ months }: Ground) {
    const first = firstDayOfMonth(months.first - LONGEST_ENTRY_LAG);
    this.sums = new DailySums(first, lastDayOfMonth(months.last), DAY_RULE);
  }

  add({ days, pnl }: AssetSums): void {
    this.sums.add(days);
    this.#pnl.push(pnl);
  }

  get pnl(): Float64Array {
    const joined = new Float64Array(this.#pnl.reduce((n, { length }) => n + length, 0));
    let at = 0;
    for (const pnl of this.#pnl) {
      joined.set(pnl, at);
      at += pnl.length;
    }
    return joined;
  }
}

/** An asset's sums and figures, which variants may share. */
interface Valued {
  readonly sums: AssetSums;
  readonly figures: readonly number[];
}

/** A variant in the making. */
class OpenVariant {
  readonly inputs: Inputs;
  readonly switches: Switches;
  /** By Underlying: the asset, how often the run names it, and its class. */
  readonly assets = new Map<string, { asset: Asset; times: number; cls: string }>();
  readonly #whole: OpenPart;
  readonly #entered: EntrySums;
  readonly #classes = new Map<string, OpenPart>();
  readonly #figures: { name: string; figures: readonly number[] }[] = [];
  /** What of the table's edits may concern an asset beside its entry and its schedule. */
  readonly #others: string;
  failures = 0;
  error: string | undefined;

  constructor(readonly index: number, setup: Setup, base: Inputs, pattern: RegExp, ground: Ground) {
    const { edits, rules, hedge } = setup;
    const amt = editAmt(base.amt, edits);
    this.inputs = { ...base, amt, rules };
    this.switches = { ...PLAIN, hedge };
    const others = edits.filter((edit) =>
      !keepsSeries(edit) && !edit.name.startsWith(`${PATH_PREFIX}amt.`)
    );
    this.#others = JSON.stringify([others, rules, hedge]);
    const found = findAssets(amt, { pattern, live: true });
    const classes = classTable(found).rows;
    found.forEach((asset, i) => {
      const { underlying } = asset;
      const before = this.assets.get(underlying);
      const cls = pyText(classes[i]![1]!);
      this.assets.set(underlying, { asset, times: (before?.times ?? 0) + 1, cls });
    });
    this.#whole = new OpenPart(ground);
    this.#entered = new EntrySums(ground.months);
  }

  /** Names all that an asset's sums depend on, within a block. */
  keyOf(underlying: string): string {
    const { asset, times } = this.assets.get(underlying)!;
    const { amt } = this.inputs;
    const rows = schedule(amt, asset).map(({ ntrc, ntrv, xprc, xprv, wgt, schcnt }) =>
      [ntrc, ntrv, xprc, xprv, wgt, schcnt].join("_")
    );
    return [amt.tickersKey(underlying), times, this.#others, ...rows].join("|");
  }

  add(underlying: string, { sums, figures }: Valued, ground: Ground): void {
    this.failures += sums.failures;
    if (sums.days.day.length === 0) return;
    const { cls } = this.assets.get(underlying)!;
    let part = this.#classes.get(cls);
    if (!part) this.#classes.set(cls, part = new OpenPart(ground));
    this.#whole.add(sums);
    this.#entered.addAll(sums.entered);
    part.add(sums);
    this.#figures.push({ name: underlying, figures });
  }

  result(): VariantResult {
    if (this.error !== undefined) return failedResult(this.index, this.error);
    const daily = this.#whole.sums.result();
    const classes = [...this.#classes].sort(([a], [b]) => compareText(a, b));
    const parts: [PartKind, string][] = [
      ["total", ""],
      ...classes.map(([name]): [PartKind, string] => ["class", name]),
      ...this.#figures.map(({ name }): [PartKind, string] => ["asset", name]),
    ];
    const rows = [
      figuresOf(daily, this.#whole.pnl),
      ...classes.map(([, part]) => figuresOf(part.sums.result(), part.pnl)),
      ...this.#figures.map(({ figures }) => figures),
    ];
    return {
      index: this.index,
      parts,
      figures: Float64Array.from(rows.flat()),
      day: daily.flows.day,
      pnl: daily.flows.pnl,
      entered: this.#entered.result(),
      failures: this.failures,
      error: undefined,
    };
  }
}

function figuresOf(daily: Parameters<typeof measure>[0], pnl: Float64Array): number[] {
  const positions = Int32Array.from(pnl, (_, i) => i);
  return figureRow(measure(daily, { pnl }, positions, pnl.length));
}

/** How far a block is, and how much of it was made once for several variants. */
export interface BlockWatch {
  /** Called after each asset of each variant; may throw to end the block. */
  step(): void;
  summed: number;
  reused: number;
}

/** The results of some variants. A variant that fails has its reason and takes no other with it. */
export function valueBlock(
  variants: readonly { readonly index: number; readonly setup: Setup }[],
  base: Inputs,
  pattern: RegExp,
  ground: Ground,
  watch: BlockWatch,
): VariantResult[] {
  const failed: VariantResult[] = [];
  const open = variants.flatMap(({ index, setup }) => {
    try {
      return [new OpenVariant(index, setup, base, pattern, ground)];
    } catch (error) {
      failed.push(failedResult(index, reasonOf(error)));
      return [];
    }
  });
  const names = [...new Set(open.flatMap(({ assets }) => [...assets.keys()]))].sort(compareText);
  for (const name of names) {
    const made = new Map<string, Valued>();
    for (const variant of open) {
      if (variant.error !== undefined || !variant.assets.has(name)) continue;
      try {
        const key = variant.keyOf(name);
        let valued = made.get(key);
        if (valued) watch.reused++;
        else {
          made.set(key, valued = valueAsset(variant, name, ground));
          watch.summed++;
        }
        variant.add(name, valued, ground);
      } catch (error) {
        variant.error = `Asset "${name}": ${reasonOf(error)}`;
      }
      watch.step();
    }
    // Left to the collector, which sees only the small objects in front, they would pile up.
    for (const { sums } of made.values()) Object.values(sums.days).forEach(freeMemory);
  }
  const results = [...open.map((variant) => variant.result()), ...failed];
  for (const { inputs: { amt } } of open) if (amt !== base.amt) forgetTable(amt.key);
  return results.sort((a, b) => a.index - b.index);
}

function valueAsset({ inputs, switches, assets }: OpenVariant, name: string, ground: Ground) {
  const { asset, times } = assets.get(name)!;
  const sums = sumAsset(inputs, asset, times, switches, ground);
  const figures = sums.days.day.length === 0
    ? []
    : figuresOf(dailySums([sums.days], DAY_RULE), sums.pnl);
  return { sums, figures };
}

/** What ends a variant only; what ends the process is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof OutOfMemory) throw error;
  return error instanceof Error ? error.message : String(error);
}
