/**
 * Some variants at a time, asset by asset: an asset's prices are read from memory once for all of
 * them, and variants that differ in nothing that concerns an asset have its sums made once. What is
 * held of a variant meanwhile is its classes' and its own sums by day, never its assets'.
 */
import { OutOfMemory } from "../base/out_of_memory.ts";
import { compareText } from "../base/text.ts";
import { PLAIN, type Switches } from "../engine/switches.ts";
import { classTable } from "../inputs/amt/tables.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import { keepsSeries, PATH_PREFIX } from "../inputs/amt/edits.ts";
import { pyText } from "../inputs/yaml/python_text.ts";
import { forgetTable } from "../base/memo.ts";
import { editAmt, findAssets, type Inputs } from "../loader.ts";
import { type Daily, dailyOf, DailySums, FlowRoom } from "../runs/analysis/daily.ts";
import { measureTally, StraddleTally } from "../runs/analysis/measure.ts";
import { schedule } from "../schedules.ts";
import { AssetSummer, type AssetSums, daysOf, type Ground } from "./asset_sums.ts";
import { EntrySums } from "./entry_sums.ts";
import { failedResult, figureRow, type PartKind, type VariantResult } from "./result.ts";
import type { Setup } from "./setup.ts";

/** The days of P&L series, as `straddle summary` has them unasked. */
export const DAY_RULE = { days: "weekdays", idle: "zero" } as const;

/** A part while assets are added to it. */
class OpenPart {
  readonly sums: DailySums;
  readonly straddles = new StraddleTally();

  constructor({ months }: Ground) {
    const { first, last } = daysOf(months);
    this.sums = new DailySums(first, last, DAY_RULE);
  }

  add({ days, pnl }: AssetSums): void {
    this.sums.add(days);
    for (let i = 0; i < pnl.length; i++) this.straddles.add(pnl[i]!);
  }
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

  /** Names all that the values of an asset's straddles depend on beside their days, within a block. */
  valuesKeyOf(underlying: string): string {
    return `${this.inputs.amt.tickersKey(underlying)}|${this.#others}`;
  }

  /** Names what the asset's sums depend on beside these. */
  scheduleKeyOf(underlying: string): string {
    const { asset, times } = this.assets.get(underlying)!;
    const { amt } = this.inputs;
    const rows = schedule(amt, asset).map(({ ntrc, ntrv, xprc, xprv, wgt, schcnt }) =>
      [ntrc, ntrv, xprc, xprv, wgt, schcnt].join("_")
    );
    return [times, ...rows].join("|");
  }

  add(underlying: string, sums: AssetSums, figures: readonly number[], ground: Ground): void {
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
      figuresOf(daily, this.#whole.straddles),
      ...classes.map(([, part]) => figuresOf(part.sums.result(), part.straddles)),
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

function figuresOf(daily: Daily, straddles: StraddleTally): number[] {
  return figureRow(measureTally(daily, straddles, straddles.count));
}

/** How far a block is, and how much of it was made once for several variants. */
export interface BlockWatch {
  /** Called after each asset of each variant; may throw to end the block. */
  step(): void;
}

/** How much work there was, and how much of it was made once for several variants. */
export interface BlockCounts {
  /** Assets of variants that were summed, and those alike in another variant. */
  readonly summed: number;
  readonly reused: number;
  /** Straddles that were valued, and those of which the rows were there. */
  readonly valued: number;
  readonly shared: number;
}

/** Makes the results of variants, some at a time. */
export class BlockValuer {
  readonly #summer: AssetSummer;
  readonly #room: FlowRoom;
  #summed = 0;
  #reused = 0;

  constructor(readonly base: Inputs, readonly pattern: RegExp, readonly ground: Ground) {
    this.#summer = new AssetSummer(ground);
    const { first, last } = daysOf(ground.months);
    this.#room = new FlowRoom(last - first + 8);
  }

  get counts(): BlockCounts {
    const { valued, shared } = this.#summer;
    return { summed: this.#summed, reused: this.#reused, valued, shared };
  }

  /** The results of some variants. One that fails has its reason and takes no other with it. */
  value(
    variants: readonly { readonly index: number; readonly setup: Setup }[],
    watch: BlockWatch,
  ): VariantResult[] {
    const { base, pattern, ground } = this;
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
      const there = open.filter(({ error, assets }) => error === undefined && assets.has(name));
      for (const alike of grouped(there, name, (variant) => variant.valuesKeyOf(name))) {
        this.#summer.begin(alike[0]!.switches);
        for (const same of grouped(alike, name, (variant) => variant.scheduleKeyOf(name))) {
          this.#sumAsset(same, name);
          for (let i = 0; i < same.length; i++) watch.step();
        }
      }
    }
    const results = [...open.map((variant) => variant.result()), ...failed];
    for (const { inputs: { amt } } of open) if (amt !== base.amt) forgetTable(amt.key);
    return results.sort((a, b) => a.index - b.index);
  }

  /** Adds an asset to variants in which it is the same. */
  #sumAsset(variants: readonly OpenVariant[], name: string): void {
    const { inputs, switches, assets } = variants[0]!;
    const { asset, times } = assets.get(name)!;
    try {
      const sums = this.#summer.sum(inputs, asset, times, switches);
      const figures = sums.days.day.length === 0 ? [] : this.#figuresOf(sums);
      for (const variant of variants) variant.add(name, sums, figures, this.ground);
      this.#summed++;
      this.#reused += variants.length - 1;
    } catch (error) {
      for (const variant of variants) variant.error = `Asset "${name}": ${reasonOf(error)}`;
    }
  }

  #figuresOf({ days, pnl }: AssetSums): number[] {
    const straddles = new StraddleTally();
    for (let i = 0; i < pnl.length; i++) straddles.add(pnl[i]!);
    return figuresOf(dailyOf(days, DAY_RULE, this.#room), straddles);
  }
}

/** Variants by a key, those of the first first; one whose key cannot be made has failed. */
function grouped(
  variants: readonly OpenVariant[],
  name: string,
  keyOf: (variant: OpenVariant) => string,
): OpenVariant[][] {
  const groups = new Map<string, OpenVariant[]>();
  for (const variant of variants) {
    try {
      const key = keyOf(variant);
      const group = groups.get(key);
      if (group) group.push(variant);
      else groups.set(key, [variant]);
    } catch (error) {
      variant.error = `Asset "${name}": ${reasonOf(error)}`;
    }
  }
  return [...groups.values()];
}

/** What ends a variant only; what ends the process is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof OutOfMemory) throw error;
  return error instanceof Error ? error.message : String(error);
}
