/** Fills a sweep's page: what varies, figures, what luck there is in them, and curves of some variants. */
import { basename } from "node:path";
import { writeText } from "../output/write_text.ts";
import { counted } from "../base/wording.ts";
import { reportHtml } from "../report/html.ts";
import { addFinite, Packer } from "../report/packed.ts";
import type { SweepAxis, SweepLuck, SweepMeasure, SweepPageData } from "../report/sweep_data.ts";
import { cumulative } from "../runs/analysis/statistics.ts";
import { MEANINGS } from "../runs/figure_meanings.ts";
import { type FigureKind, FIGURES } from "../runs/figures.ts";
import { today } from "../report/subtitle.ts";
import { LESS_IS_BETTER } from "./best.ts";
import { CurveKeeper, curveOrder } from "./curves.ts";
import {
  figureAt,
  judge,
  judgedBy,
  type Judgement,
  type SplitFigures,
} from "./overfitting/judge.ts";
import type { SweepIdentity } from "./identity.ts";
import { bestOf } from "./overfitting/tables.ts";
import { largestAt } from "./overfitting/largest_at.ts";
import { NET_FIGURES, SWEEP_FIGURES } from "./net_figures.ts";
import { type OpenedSweep, openSweep } from "./read.ts";
import { baseWords } from "./setup.ts";

const LOGIT_BINS = 40, CHOSEN = 8;
/** More than a page shows. */
const DECIMALS: Readonly<Record<FigureKind, number>> = {
  day: 0,
  count: 0,
  pnl: 6,
  share: 5,
  ratio: 4,
  number: 4,
};
const PNL_DECIMALS = 6;

/** Writes the page of a sweep's file; undefined = to standard output. Throws exit-coded errors. */
export async function writeSweepReport(path: string, output: string | undefined): Promise<void> {
  const sweep = await openSweep(path);
  const { data, columns } = buildSweepPage(sweep);
  await writeText(reportHtml(data, columns), output);
}

export function buildSweepPage(sweep: OpenedSweep) {
  const { identity, errors, path, totals } = sweep;
  const curves = new CurveKeeper(curveOrder(sweep), (i) => heldBy(sweep, i));
  const judgement = judge(sweep, (variant, day, pnl) => curves.see(variant, day, pnl));
  const packer = new Packer();
  const data: SweepPageData = {
    kind: "sweep",
    title: basename(path),
    subtitle: subtitleOf(identity),
    version: identity.version,
    pattern: identity.pattern,
    years: identity.years,
    base: baseWords(identity.base),
    inputs: identity.inputs,
    variants: totals.length,
    axes: identity.names.map((name, k) =>
      axisOf(packer, name, identity.rows.map((row) => row[k]!))
    ),
    measures: measuresOf(packer, sweep, judgement),
    errors: errors.flatMap((error, i) => error === null ? [] : [[i, error] as const]),
    luck: luckOf(sweep, judgement),
    ...walkOf(packer, judgement),
    curves: curves.pack(packer),
  };
  return { data, columns: packer.bytes() };
}

/** `84 variants, all assets, 2001 to 2026, made 2026-11-25`. */
function subtitleOf({ rows, pattern, years: { from, to } }: SweepIdentity): string {
  return [
    counted(rows.length, "variant"),
    pattern === "." ? "all assets" : `assets ${pattern}`,
    from === to ? `${from}` : `${from} to ${to}`,
    `made ${today()}`,
  ].join(", ");
}

/** What P&L of a variant is shown over (BK-5). */
function heldBy(sweep: OpenedSweep, variant: number): number {
  return figureAt(sweep, variant, "held") || 1;
}

function axisOf(packer: Packer, name: string, column: readonly string[]): SweepAxis {
  const codes = new Map<string, number>();
  const own = column.map((value) => {
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value)!;
  });
  return { name, values: [...codes.keys()], column: packer.add(own) };
}

function measuresOf(
  packer: Packer,
  sweep: OpenedSweep,
  { deflated }: Judgement,
): SweepMeasure[] {
  const { net, sharpe, pnl, drawdown } = judgedBy(sweep);
  const dsr = {
    key: "dsr",
    label: "Deflated Sharpe ratio",
    kind: "ratio",
    meaning: "How surely the Sharpe ratio is above what the best of as many worthless variants " +
      "shows (Bailey & López de Prado 2014)",
    less: false,
  } as const;
  const meanings = new Map([
    ...FIGURES.map(({ key, column }) => [column, MEANINGS[key]] as const),
    ...NET_FIGURES.map(({ column, meaning }) => [column, meaning] as const),
  ]);
  const figures = (net ? SWEEP_FIGURES : FIGURES).filter(({ kind }) => kind !== "day");
  const measures = [
    { ...dsr, values: addFinite(packer, deflated, DECIMALS.ratio, false) },
    ...figures.map(({ column, label, kind }): SweepMeasure => ({
      key: column,
      label,
      kind,
      meaning: meanings.get(column)!,
      less: LESS_IS_BETTER.has(column),
      values: addFinite(packer, valuesOf(sweep, column, kind), DECIMALS[kind], false),
    })),
  ];
  const first = [sharpe, "dsr", pnl, drawdown];
  const rank = ({ key }: SweepMeasure) => first.includes(key) ? first.indexOf(key) : first.length;
  return measures.sort((a, b) => rank(a) - rank(b));
}

/** A figure of all variants, per live straddle where it is P&L. */
function valuesOf(sweep: OpenedSweep, column: string, kind: FigureKind): Float64Array {
  const over = (i: number) => {
    if (kind !== "pnl" || column === "mean_straddle") return 1;
    return column === "mv" ? figureAt(sweep, i, "live") || 1 : heldBy(sweep, i);
  };
  return Float64Array.from(sweep.totals, (_, i) => figureAt(sweep, i, column) / over(i));
}

function luckOf(sweep: OpenedSweep, judgement: Judgement): SweepLuck {
  const { trials, luckySharpe, splits } = judgement;
  const judged = judgedBy(sweep);
  const worst = trials.length === 0
    ? -1
    : trials[largestAt(Float64Array.from(trials, (i) => -figureAt(sweep, i, judged.sharpe)))]!;
  return {
    judged,
    trials: trials.length,
    best: bestOf(sweep, judgement) ?? -1,
    worst,
    luckySharpe,
    ...(splits === undefined ? {} : { splits: splitsOf(splits, trials) }),
  };
}

function splitsOf(figures: SplitFigures, trials: Int32Array) {
  const { splits: { logit, chosen }, pbo, lossShare, within, without } = figures;
  // The ranks of trials and one reach so far.
  const reach = Math.log(trials.length);
  const width = 2 * reach / LOGIT_BINS;
  const counts = Array<number>(LOGIT_BINS).fill(0);
  for (const x of logit) {
    const bin = Math.ceil(x / width) - 1 + LOGIT_BINS / 2;
    counts[Math.max(0, Math.min(LOGIT_BINS - 1, bin))]!++;
  }
  const often = new Map<number, number>();
  for (const position of chosen) often.set(position, (often.get(position) ?? 0) + 1);
  const ranked = [...often].sort(([a, n], [b, m]) => m - n || a - b).slice(0, CHOSEN);
  return {
    count: logit.length,
    pbo,
    lossShare,
    within,
    without,
    logits: { from: -reach, width, counts },
    chosen: ranked.map(([position, n]) => [trials[position]!, n] as const),
  };
}

function walkOf(packer: Packer, { walk, trials }: Judgement): Pick<SweepPageData, "walk"> {
  if (walk === undefined) return {};
  const { years, sharpe, median, hindsight, firstMonth, pnl, average } = walk;
  const pack = (values: Float64Array) => addFinite(packer, cumulative(values), PNL_DECIMALS, true);
  return {
    walk: {
      years: years.map(({ chosen, ...year }) => ({ ...year, variant: trials[chosen]! })),
      sharpe,
      median,
      hindsight: { variant: trials[hindsight.chosen]!, sharpe: hindsight.sharpe },
      firstMonth,
      pnl: pack(pnl),
      best: pack(hindsight.pnl),
      average: pack(average),
    },
  };
}
