/**
 * The inputs of a run against each other, before the run: findings, each with how to mend it, and
 * how many straddles would end in which state.
 */
import { letSignalsIn } from "../../base/cancel.ts";
import { chainFindings, overrideFindings, straddleFindings, tableFindings } from "./assets.ts";
import { indexRollFindings } from "./index_rolls.ts";
import { overrideRowFindings } from "./overrides.ts";
import { priceOverrideFindings } from "./price_overrides.ts";
import { incompleteFindings, priceFindings, shiftFindings } from "./prices.ts";
import { type AssetCounts, valueAsset } from "../../engine/value_asset.ts";
import { type Finding, type FindingGroup, groupFindings } from "./findings.ts";
import { problemsBy } from "../../inputs/amt/problems.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { PriceDatabase } from "../../inputs/prices/database.ts";
import type { StraddleTable } from "../../engine/resolve.ts";
import type { MonthSpan, YearSpan } from "../../base/calendar.ts";
import type { Inputs } from "../../loader.ts";
import { NearNames } from "../../base/suggest.ts";
import { RowBuffer } from "../../engine/row_buffer.ts";
import { hedgeColumns } from "../../engine/columns.ts";
import { monthsOfYears } from "../../schedules.ts";
import { State, type StateName, STATES } from "../../engine/states.ts";
import { PLAIN, type Switches } from "../../engine/switches.ts";
import { costFindings } from "../cost_faults.ts";
import { coveredMonths, resolveAll, type Survey, survey } from "../survey.ts";
import { AssetValuation } from "../../engine/valuation.ts";

export interface CheckResult {
  /** Undefined = neither given nor told by prices: no straddle was looked at. */
  readonly years: YearSpan | undefined;
  readonly assets: number;
  /** Assets with mistakes, which a backtest refuses; they are no part of the forecast. */
  readonly refused: readonly string[];
  readonly findings: readonly FindingGroup[];
  readonly straddles: number;
  /** Undefined = there are no prices. */
  readonly forecast: Readonly<Partial<Record<StateName, number>>> | undefined;
}

/** Checks the inputs for a backtest of the assets (each Underlying once) and years. */
export async function check(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
  years: YearSpan | undefined,
  switches: Switches = PLAIN,
): Promise<CheckResult> {
  const span = await database.span();
  const sound = soundOf(inputs, assets);
  const months = await coveredMonths(inputs, database, sound, years);
  const found = await survey(inputs, database, sound, months);
  const findings = await tablesFindings(inputs, assets, found.tables, months);
  if (span !== undefined) findings.push(...await priceFindings(inputs, database, found, span));
  findings.push(...costFindings(sound, switches));
  findings.push(...await priceOverrideFindings(inputs, database, found.series));
  findings.push(...incompleteFindings(await database.incompleteRows()));
  findings.push(...shiftFindings(await database.shiftedHours()));
  const { states, refusals } = await forecast(found);
  findings.push(...unitFindings(refusals));
  return {
    ...summaryOf(inputs, assets, findings),
    years: { from: Math.floor(months.first / 12), to: Math.floor(months.last / 12) },
    straddles: states.reduce((sum, n) => sum + n, 0),
    forecast: Object.fromEntries(
      STATES.flatMap((name, state) => states[state]! > 0 ? [[name, states[state]!]] : []),
    ),
  };
}

const NO_MONTHS: MonthSpan = { first: 0, last: -1 };

/** As {@link check}, but without prices: asset table, chain and overrides against each other. */
export async function checkTables(
  inputs: Inputs,
  assets: readonly Asset[],
  years: YearSpan | undefined,
  switches: Switches = PLAIN,
): Promise<CheckResult> {
  const months = years === undefined ? NO_MONTHS : monthsOfYears(years.from, years.to);
  const sound = soundOf(inputs, assets);
  const { tables } = await resolveAll(inputs, sound, months);
  const findings = await tablesFindings(inputs, assets, tables, months);
  findings.push(...costFindings(sound, switches));
  return {
    ...summaryOf(inputs, assets, findings),
    years,
    straddles: tables.reduce((sum, { copies }) => sum + copies.reduce((a, b) => a + b, 0), 0),
    forecast: undefined,
  };
}

/** The assets that a backtest would not refuse. */
function soundOf(inputs: Inputs, assets: readonly Asset[]): readonly Asset[] {
  const broken = brokenIn(inputs);
  return assets.filter(({ underlying }) => !broken.has(underlying));
}

function brokenIn({ amt, rules }: Inputs): ReadonlySet<string | undefined> {
  const errors = problemsBy(amt, rules).filter(({ severity }) => severity === "error");
  return new Set(errors.map(({ asset }) => asset));
}

async function tablesFindings(
  inputs: Inputs,
  assets: readonly Asset[],
  tables: readonly StraddleTable[],
  months: MonthSpan,
): Promise<Finding[]> {
  const findings = tableFindings(inputs, new Set(assets.map(({ underlying }) => underlying)));
  const chainNames = new NearNames(inputs.chain.actualOf.keys());
  for (const table of tables) {
    findings.push(
      ...straddleFindings(inputs, table),
      ...overrideFindings(inputs, table),
      ...chainFindings(inputs, table, months, chainNames),
      ...indexRollFindings(table),
    );
    await letSignalsIn();
  }
  findings.push(...overrideRowFindings(inputs, assets));
  return findings;
}

function summaryOf(inputs: Inputs, assets: readonly Asset[], findings: readonly Finding[]) {
  const broken = brokenIn(inputs);
  return {
    assets: assets.length,
    refused: assets.map(({ underlying }) => underlying).filter((name) => broken.has(name)),
    findings: groupFindings(findings),
  };
}

/** Rows are made and thrown away; a buffer of this size stays in the processor's cache. */
const BUFFER_ROWS = 4096;

/** The straddles by end state, as the engine finds them. */
async function forecast({ tables, prices }: Survey) {
  const hedges = hedgeColumns(tables.flatMap(({ hedgeParams }) => hedgeParams));
  const copies = Math.max(1, ...tables.map(({ rows }) => rows.length));
  const buffer = new RowBuffer(BUFFER_ROWS, hedges.length, copies);
  const totals: number[] = STATES.map(() => 0);
  const refusals: AssetCounts[] = [];
  for (const table of tables) {
    const valuation = new AssetValuation(table, prices, hedges, false);
    const counts = valueAsset(valuation, buffer, () => buffer.reset());
    counts.states.forEach((n, state) => totals[state]! += n);
    if (counts.refusal !== undefined) refusals.push(counts);
    buffer.reset();
    await letSignalsIn();
  }
  return { states: totals, refusals };
}

/** Assets that a run would not value for their units. */
function unitFindings(refusals: readonly AssetCounts[]): Finding[] {
  return refusals.map(({ asset, refusal = "", states }) => {
    const [seen, mend = "correct the prices of its series"] = refusal.split("; ");
    return {
      severity: "error",
      kind: "units",
      subject: asset,
      count: states[State.invalidData]!,
      unit: "straddle",
      detail: seen!,
      message: "The series are in other units than the model takes, so the asset is not valued",
      mend,
    };
  });
}
