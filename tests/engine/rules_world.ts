/** Small asset tables and prices for tests of the rules beyond the reference. */
import { parseAmt } from "../../src/loader.ts";
import { CURRENT, type Rules } from "../../src/inputs/rules.ts";
import { type StateName, STATES } from "../../src/engine/states.ts";
import { pricesCsv, toParquet } from "../price_files.ts";
import { engineRows } from "./engine_rows.ts";

type Prices = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface World {
  readonly vol?: string;
  readonly hedge?: string;
  readonly model?: string;
  readonly component?: string;
  /** Sections beside `expiry_schedules` and `amt`, and further assets before them. */
  readonly more?: string;
  readonly prices: Prices;
  readonly rules?: Rules;
  readonly years?: { from: number; to: number };
  readonly allDays?: boolean;
}

/** The asset X of a world, valued over its years (2024): its rows, states, and the report. */
export async function valueWorld(world: World) {
  const { vol = "{Source: BBG, Ticker: V, Near: IV, Far: IV2}", model = "ES" } = world;
  const { hedge = "{Source: nonfut, Ticker: H, Field: PX}", component = "N0_F3_100" } = world;
  const { more = "", rules = CURRENT, years = { from: 2024, to: 2024 }, allDays = false } = world;
  const amt = parseAmt(
    `
expiry_schedules: {S: [${component}]}
amt:
  X:
    Underlying: X
    Options: S
    Vol: ${vol}
    Hedge: ${hedge}
    Valuation: {Model: ${model}}
    WeightCap: 1
${more}`,
    "world.yml",
  );
  const prices = await toParquet(pricesCsv(world.prices));
  const { rows, report } = await engineRows(
    { amt, rules },
    [amt.assets[0]!],
    years,
    prices,
    allDays,
  );
  const [counts] = report.counts;
  const states: Partial<Record<StateName, number>> = {};
  STATES.forEach((state, s) => {
    if (counts!.states[s]! > 0) states[state] = counts!.states[s]!;
  });
  return { amt, rows, report, states, refusal: counts!.refusal, notes: counts!.notes };
}
