/**
 * The keys an asset table may have (F-1, F-3, T-2…T-4): those that the program reads, and those that
 * real tables carry for other readers. docs/asset-table.md explains each of them.
 */

export interface Keys {
  readonly read: readonly string[];
  readonly carried: readonly string[];
}

/** At the top: sections and tables that some command reads by name. Any others are the owner's. */
export const TABLE_KEYS: readonly string[] = [
  "amt",
  "expiry_schedules",
  "backtest",
  "group_table",
  "subgroup_table",
  "liquidity_table",
  "limit_overrides",
];

/** Of an entry under `amt`. */
export const ASSET_KEYS: Keys = {
  read: [
    "Underlying",
    "WeightCap",
    "Class",
    "Options",
    "Market",
    "Vol",
    "Hedge",
    "Valuation",
  ],
  // Slippage is read where costs are asked for, and then by a reader of its own.
  carried: ["Description", "Slippage", "SlippageFactor", "RiskAdj"],
};

/** Of its sections, but Hedge. */
export const SECTION_KEYS: Readonly<Record<"Market" | "Vol" | "Valuation", Keys>> = {
  Market: { read: ["Field", "Tickers"], carried: [] },
  Vol: { read: ["Source", "Ticker", "Near", "Far"], carried: [] },
  Valuation: { read: ["Model"], carried: ["S", "X", "t", "v", "pva", "mult", "tenor"] },
};

/** Of a Hedge, by its Source. */
export const HEDGE_KEYS: ReadonlyMap<string, Keys> = new Map([
  ["nonfut", ["Ticker", "Field"]],
  ["fut", ["fut_code", "fut_month_map", "min_year_offset", "market_code"]],
  ["cds", ["hedge", "hedge1"]],
  ["calc", ["ccy", "tenor"]],
].map(([source, own]) => [
  source as string,
  { read: ["Source", ...own as string[]], carried: ["generic"] },
]));
