/**
 * The inputs of a run against each other, before the run: findings, each with how to mend it, and
 * how many straddles would end in which state.
 */
import { hearSignals } from "./cancel.ts";
import {
  chainFindings,
  overrideFindings,
  straddleFindings,
  tableFindings,
} from "./check_assets.ts";
import { namelessFindings, priceFindings } from "./check_prices.ts";
import { valueAsset } from "./engine.ts";
import { type FindingGroup, groupFindings } from "./findings.ts";
import type { Asset } from "./loader.ts";
import type { PriceDatabase } from "./prices.ts";
import type { Inputs } from "./resolve.ts";
import { hedgeColumns, RowBuffer } from "./rows.ts";
import { type StateName, STATES } from "./states.ts";
import { coveredMonths, type Survey, survey } from "./survey.ts";
import { AssetValuation } from "./valuation.ts";

export interface CheckResult {
  readonly years: { readonly from: number; readonly to: number };
  readonly assets: number;
  /** Assets with mistakes, which a backtest refuses; they are no part of the forecast. */
  readonly refused: readonly string[];
  readonly findings: readonly FindingGroup[];
  readonly straddles: number;
  readonly forecast: Readonly<Partial<Record<StateName, number>>>;
}

/** Checks the inputs for a backtest of the assets (each Underlying once) and years. */
export async function check(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
  years: { readonly from: number; readonly to: number } | undefined,
): Promise<CheckResult> {
  const { amt } = inputs;
  const span = await database.span();
  const months = await coveredMonths(database, years);
  const selected = new Set(assets.map(({ underlying }) => underlying));
  const errors = amt.problems.filter(({ severity }) => severity === "error");
  const broken = new Set(errors.map(({ asset }) => asset));
  const sound = assets.filter(({ underlying }) => !broken.has(underlying));
  const found = await survey(inputs, database, sound, months);
  const findings = tableFindings(amt, selected);
  for (const table of found.tables) {
    findings.push(
      ...straddleFindings(inputs, table),
      ...overrideFindings(inputs, table),
      ...chainFindings(inputs, table, months),
    );
    await hearSignals();
  }
  if (span !== undefined) findings.push(...priceFindings(found, span));
  findings.push(...namelessFindings(await database.nameless()));
  const states = await forecast(found);
  return {
    years: { from: Math.floor(months.first / 12), to: Math.floor(months.last / 12) },
    assets: assets.length,
    refused: [...selected].filter((name) => broken.has(name)),
    findings: groupFindings(findings),
    straddles: states.reduce((sum, n) => sum + n, 0),
    forecast: Object.fromEntries(
      STATES.flatMap((name, state) => states[state]! > 0 ? [[name, states[state]!]] : []),
    ),
  };
}

/** Rows are made and thrown away; a buffer of this size stays in the processor's cache. */
const BUFFER_ROWS = 4096;

/** The straddles by end state, as the engine finds them. */
async function forecast({ tables, prices }: Survey): Promise<number[]> {
  const hedges = hedgeColumns(tables.flatMap(({ hedgeParams }) => hedgeParams));
  const copies = Math.max(1, ...tables.map(({ rows }) => rows.length));
  const buffer = new RowBuffer(BUFFER_ROWS, hedges.length, copies);
  const totals = STATES.map(() => 0);
  for (const table of tables) {
    const valuation = new AssetValuation(table, prices, hedges, false);
    const { states } = valueAsset(valuation, buffer, () => buffer.reset());
    states.forEach((n, state) => totals[state]! += n);
    buffer.reset();
    await hearSignals();
  }
  return totals;
}
