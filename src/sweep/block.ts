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
import { type HedgeCosts, NO_HEDGE_COSTS } from "../engine/costs.ts";
import { type Charge, chargesOf, OpenCosts } from "./net.ts";
import { netRow, NO_NET, SWEEP_FIGURES } from "./net_figures.ts";
import { failedResult, figureRow, type PartKind, type VariantResult } from "./result.ts";
import { costsOfSetup, grossKey, type Setup } from "./setup.ts";

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

/** A part, and what it trades if anybody asks. */
interface OpenSums {
  readonly part: OpenPart;
  readonly costs: OpenCosts | undefined;
}

/** What differs between the variants of a run. */
interface Twin {
  readonly index: number;
  readonly charge: Charge | undefined;
}

/** An asset's figures, and behind them those of each twin's net P&L, if anybody asks. */
interface AssetFigures {
  readonly figures: readonly number[];
  readonly net: readonly (readonly number[])[];
}

/** A run in the making: the variants of it, its twins, differ in costs and side alone. */
class OpenRun {
  readonly inputs: Inputs;
  readonly switches: Switches;
  readonly twins: readonly Twin[];
  /** The hedge costs that twins take multiples of. */
  readonly hedges: readonly HedgeCosts[];
  /** By Underlying: the asset, how often the run names it, and its class. */
  readonly assets = new Map<string, { asset: Asset; times: number; cls: string }>();
  readonly #whole: OpenSums;
  readonly #entered: EntrySums;
  readonly #classes = new Map<string, OpenSums>();
  readonly #figures: (AssetFigures & { readonly name: string })[] = [];
  /** What of the table's edits may concern an asset beside its entry and its schedule. */
  readonly #others: string;
  failures = 0;
  error: string | undefined;

  constructor(
    variants: readonly Variant[],
    base: Inputs,
    pattern: RegExp,
    readonly ground: Ground,
  ) {
    const { setup } = variants[0]!;
    const { edits, rules, hedge } = setup;
    const { charges, hedges } = chargesOf(variants.map(({ setup }) => costsOfSetup(setup)));
    this.hedges = hedges;
    this.twins = variants.map(({ index }, i) => ({
      index,
      charge: ground.charged ? charges[i] : undefined,
    }));
    const amt = editAmt(base.amt, edits);
    this.inputs = { ...base, amt, rules };
    // A unit of each cost; only a band follows what is really paid.
    const paid = hedge?.kind === "ww" ? costsOfSetup(setup)?.hedge : undefined;
    const unit = { side: 1, optionFactor: 1, hedge: paid ?? NO_HEDGE_COSTS } as const;
    this.switches = { ...PLAIN, hedge, costs: ground.charged ? unit : undefined };
    const others = edits.filter((edit) =>
      !keepsSeries(edit) && !edit.name.startsWith(`${PATH_PREFIX}amt.`)
    );
    this.#others = JSON.stringify([others, rules, hedge, paid]);
    const found = findAssets(amt, { pattern, live: true });
    const classes = classTable(found).rows;
    found.forEach((asset, i) => {
      const { underlying } = asset;
      const before = this.assets.get(underlying);
      const cls = pyText(classes[i]![1]!);
      this.assets.set(underlying, { asset, times: (before?.times ?? 0) + 1, cls });
    });
    this.#whole = this.#newSums();
    this.#entered = new EntrySums(ground.months);
  }

  #newSums(): OpenSums {
    const { ground, hedges } = this;
    const { first, last } = daysOf(ground.months);
    return {
      part: new OpenPart(ground),
      costs: ground.charged ? new OpenCosts(hedges, last - first + 8) : undefined,
    };
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

  add(underlying: string, sums: AssetSums, figures: AssetFigures): void {
    this.failures += sums.failures;
    if (sums.days.day.length === 0) return;
    const { cls, asset } = this.assets.get(underlying)!;
    let ofClass = this.#classes.get(cls);
    if (!ofClass) this.#classes.set(cls, ofClass = this.#newSums());
    for (const { part, costs } of [this.#whole, ofClass]) {
      part.add(sums);
      if (sums.trades) costs?.add(sums.trades, asset);
    }
    this.#entered.addAll(sums.entered);
    this.#figures.push({ name: underlying, ...figures });
  }

  results(): VariantResult[] {
    const { error } = this;
    if (error !== undefined) return this.twins.map(({ index }) => failedResult(index, error));
    const classes = [...this.#classes].sort(([a], [b]) => compareText(a, b));
    const parts: [PartKind, string][] = [
      ["total", ""],
      ...classes.map(([name]): [PartKind, string] => ["class", name]),
      ...this.#figures.map(({ name }): [PartKind, string] => ["asset", name]),
    ];
    const { first } = daysOf(this.ground.months);
    const whole = this.#whole.part.sums.result();
    const nets = this.twins.map(() =>
      new Float64Array(this.ground.charged ? whole.flows.day.length : 0)
    );
    const sums = [this.#whole, ...classes.map(([, ofClass]) => ofClass)].map(
      ({ part, costs }, i) => {
        const daily = i === 0 ? whole : part.sums.result();
        return {
          figures: figuresOf(daily, part.straddles),
          net: this.twins.map(({ charge }, t) => {
            if (!charge) return NO_NET;
            const net = i === 0 ? nets[t]! : new Float64Array(daily.flows.day.length);
            return netRow(costs!.figures(daily.flows, first, charge, net));
          }),
        };
      },
    );
    const entered = this.#entered.result();
    return this.twins.map(({ index }, t) => ({
      index,
      parts,
      figures: joined([...sums, ...this.#figures], t),
      day: whole.flows.day,
      pnl: whole.flows.pnl,
      net: nets[t]!,
      entered,
      failures: this.failures,
      error: undefined,
    }));
  }
}

/** The figures of all parts, one behind the other, with those of a twin's net P&L. */
function joined(parts: readonly AssetFigures[], twin: number): Float64Array {
  const all = new Float64Array(SWEEP_FIGURES.length * parts.length);
  parts.forEach(({ figures, net }, i) => {
    all.set(figures, SWEEP_FIGURES.length * i);
    all.set(net[twin] ?? NO_NET, SWEEP_FIGURES.length * i + figures.length);
  });
  return all;
}

/** A variant, by its position. */
interface Variant {
  readonly index: number;
  readonly setup: Setup;
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
  readonly #net: Float64Array;
  #summed = 0;
  #reused = 0;

  constructor(readonly base: Inputs, readonly pattern: RegExp, readonly ground: Ground) {
    this.#summer = new AssetSummer(ground);
    const { first, last } = daysOf(ground.months);
    this.#room = new FlowRoom(last - first + 8);
    this.#net = new Float64Array(last - first + 8);
  }

  get counts(): BlockCounts {
    const { valued, shared } = this.#summer;
    return { summed: this.#summed, reused: this.#reused, valued, shared };
  }

  /** The results of some variants. One that fails has its reason and takes no other with it. */
  value(variants: readonly Variant[], watch: BlockWatch): VariantResult[] {
    const { base, pattern, ground } = this;
    const failed: VariantResult[] = [];
    const byRun = new Map<string, Variant[]>();
    for (const variant of variants) {
      const key = grossKey(variant.setup);
      const twins = byRun.get(key);
      if (twins) twins.push(variant);
      else byRun.set(key, [variant]);
    }
    const open = [...byRun.values()].flatMap((twins) => {
      try {
        return [new OpenRun(twins, base, pattern, ground)];
      } catch (error) {
        failed.push(...twins.map(({ index }) => failedResult(index, reasonOf(error))));
        return [];
      }
    });
    const names = [...new Set(open.flatMap(({ assets }) => [...assets.keys()]))].sort(compareText);
    for (const name of names) {
      const there = open.filter(({ error, assets }) => error === undefined && assets.has(name));
      for (const alike of grouped(there, name, (run) => run.valuesKeyOf(name))) {
        this.#summer.begin(alike[0]!.switches);
        for (const same of grouped(alike, name, (run) => run.scheduleKeyOf(name))) {
          this.#sumAsset(same, name);
          for (const { twins } of same) twins.forEach(() => watch.step());
        }
      }
    }
    const results = [...open.flatMap((run) => run.results()), ...failed];
    for (const { inputs: { amt } } of open) if (amt !== base.amt) forgetTable(amt.key);
    return results.sort((a, b) => a.index - b.index);
  }

  /** Adds an asset to runs in which it is the same. */
  #sumAsset(runs: readonly OpenRun[], name: string): void {
    const { inputs, switches, assets } = runs[0]!;
    const { asset, times } = assets.get(name)!;
    try {
      const sums = this.#summer.sum(inputs, asset, times, switches);
      const isEmpty = sums.days.day.length === 0;
      const daily = isEmpty ? undefined : dailyOf(sums.days, DAY_RULE, this.#room);
      const figures = daily ? figuresOf(daily, talliedOf(sums.pnl)) : [];
      for (const run of runs) {
        const own = run.assets.get(name)!.asset;
        run.add(name, sums, { figures, net: daily ? this.#netOf(run, own, sums, daily) : [] });
      }
      this.#summed++;
      this.#reused += runs.reduce((n, { twins }) => n + twins.length, -1);
    } catch (error) {
      for (const run of runs) run.error = `Asset "${name}": ${reasonOf(error)}`;
    }
  }

  /** An asset's net figures of each twin of a run. */
  #netOf({ twins, hedges }: OpenRun, asset: Asset, { trades }: AssetSums, { flows }: Daily) {
    if (trades === undefined) return [];
    const { first, last } = daysOf(this.ground.months);
    const costs = new OpenCosts(hedges, last - first + 8);
    costs.add(trades, asset);
    const net = this.#net.subarray(0, flows.day.length);
    return twins.map(({ charge }) => netRow(costs.figures(flows, first, charge!, net)));
  }
}

function talliedOf(pnl: Float64Array): StraddleTally {
  const straddles = new StraddleTally();
  for (let i = 0; i < pnl.length; i++) straddles.add(pnl[i]!);
  return straddles;
}

/** Runs by a key, those of the first first; one whose key cannot be made has failed. */
function grouped(
  runs: readonly OpenRun[],
  name: string,
  keyOf: (run: OpenRun) => string,
): OpenRun[][] {
  const groups = new Map<string, OpenRun[]>();
  for (const run of runs) {
    try {
      const key = keyOf(run);
      const group = groups.get(key);
      if (group) group.push(run);
      else groups.set(key, [run]);
    } catch (error) {
      run.error = `Asset "${name}": ${reasonOf(error)}`;
    }
  }
  return [...groups.values()];
}

/** What ends a variant only; what ends the process is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof OutOfMemory) throw error;
  return error instanceof Error ? error.message : String(error);
}
