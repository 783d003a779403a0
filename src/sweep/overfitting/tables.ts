/** What a sweep's judgement says, as tables: all in one, and the walk-forward year by year. */
import { counted } from "../../base/wording.ts";
import type { FigureKind } from "../../runs/figures.ts";
import { figureText } from "../../runs/analysis/figure_text.ts";
import type { ColumnSpec, ColumnType } from "../../output/chunk.ts";
import type { Cell } from "../../output/write_table.ts";
import type { OpenedSweep } from "../read.ts";
import { figureAt, judgedBy, type Judgement } from "./judge.ts";
import { largestAt } from "./largest_at.ts";

/** A figure of the whole sweep; null = there is none. */
export interface Verdict {
  readonly name: string;
  readonly kind: FigureKind;
  readonly value: number | null;
  readonly meaning: string;
}

/** The variant with the best Sharpe ratio; undefined = none has one. */
export function bestOf(sweep: OpenedSweep, { trials }: Judgement): number | undefined {
  if (trials.length === 0) return undefined;
  const { sharpe } = judgedBy(sweep);
  return trials[largestAt(Float64Array.from(trials, (i) => figureAt(sweep, i, sharpe)))];
}

export function verdicts(sweep: OpenedSweep, judgement: Judgement): Verdict[] {
  const { net, trials, luckySharpe, deflated, splits, walk } = judgement;
  const { sharpe } = judgedBy(sweep);
  const best = bestOf(sweep, judgement);
  const of = (at: number | undefined) => at === undefined ? undefined : trials[at]! + 1;
  const verdict = (
    name: string,
    kind: FigureKind,
    value: number | undefined,
    meaning: string,
  ): Verdict => ({
    name,
    kind,
    value: value === undefined || !Number.isFinite(value) ? null : value,
    meaning,
  });
  const years = walk === undefined ? "" : `, ${walk.years[0]!.year}–${walk.years.at(-1)!.year}`;
  const ofBest = (value: (variant: number) => number) => best === undefined ? best : value(best);
  // Meanings that fit a terminal of 80 columns.
  return [
    verdict("variants", "count", trials.length, "variants that have a Sharpe ratio"),
    verdict("best", "count", ofBest((i) => i + 1), "the one with the best"),
    verdict(
      "sharpe",
      "ratio",
      ofBest((i) => figureAt(sweep, i, sharpe)),
      net ? "its Sharpe ratio, net of costs" : "its Sharpe ratio",
    ),
    verdict("lucky_sharpe", "ratio", luckySharpe, "what the best of as many worthless ones shows"),
    verdict(
      "dsr",
      "ratio",
      ofBest((i) => deflated[i]!),
      "deflated Sharpe ratio: how surely it is above that",
    ),
    verdict("pbo", "ratio", splits?.pbo, "share of halvings whose best is below median outside"),
    verdict("splits", "count", splits?.splits.logit.length, "ways to halve the days in 16 blocks"),
    verdict("sharpe_within", "ratio", splits?.within, "the best's where chosen, median of them"),
    verdict("sharpe_without", "ratio", splits?.without, "the same on the other half"),
    verdict("loss_share", "share", splits?.lossShare, "how often it loses there"),
    verdict("walk_sharpe", "ratio", walk?.sharpe, `chosen by the years before${years}`),
    verdict("walk_median", "ratio", walk?.median, "median variant over these years"),
    verdict("hindsight_sharpe", "ratio", walk?.hindsight.sharpe, "best variant, known afterwards"),
    verdict("hindsight", "count", of(walk?.hindsight.chosen), "that variant"),
  ];
}

/** In a line, how much of the best may be luck; undefined = there is nothing to be lucky among. */
export function luckLine({ net, trials, luckySharpe, splits }: Judgement): string | undefined {
  if (trials.length < 2) return undefined;
  const lucky =
    `The best of ${counted(trials.length, "worthless variant")} would show a ${net ? "net " : ""}` +
    `Sharpe ratio of ${luckySharpe.toFixed(2)}`;
  return splits === undefined
    ? lucky
    : `${lucky}; probability of backtest overfitting (PBO) ${splits.pbo.toFixed(2)}`;
}

/** The walk-forward, a row a year, for eyes or exact. */
export function walkRows(
  { identity }: OpenedSweep,
  { trials, walk }: Judgement,
  forEyes: boolean,
) {
  const figures: { name: string; kind: FigureKind; type: ColumnType }[] = [
    { name: "before", kind: "ratio", type: "double" },
    { name: "sharpe", kind: "ratio", type: "double" },
    { name: "median", kind: "ratio", type: "double" },
    { name: "rank", kind: "share", type: "double" },
    { name: "pnl", kind: "pnl", type: "double" },
  ];
  const column = (name: string, type: ColumnType, right: boolean): ColumnSpec => ({
    name,
    type,
    missing: "–",
    look: { right },
  });
  const columns = [
    column("year", "int", true),
    column("months", "int", true),
    column("variant", "int", true),
    ...identity.names.map((name) => column(name, "text", false)),
    ...figures.map(({ name, type }) => column(name, forEyes ? "text" : type, true)),
  ];
  const rows = (walk?.years ?? []).map((year): Cell[] => {
    const { before, sharpe, median, rank, pnl } = year;
    const values = [before, sharpe, median, rank, pnl];
    const variant = trials[year.chosen]!;
    return [
      year.year,
      year.months,
      variant + 1,
      ...identity.rows[variant]!.map((value) => value === "" ? null : value),
      ...values.map((x, i) => forEyes ? figureText(figures[i]!, x) : x),
    ];
  });
  return { columns, rows };
}
