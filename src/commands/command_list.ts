/** Which commands there are: a line of help for each, and how to load the rest of it. */
import type { Command } from "commander";

export interface CommandEntry {
  readonly name: string;
  /** What the list of commands says of it. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands under the headings of the help text. Only the one at hand is ever loaded. */
export const COMMANDS: Readonly<Record<string, readonly CommandEntry[]>> = {
  "Straddles and runs:": [
    {
      name: "backtest",
      summary: "value every straddle of the matching live assets",
      load: async () => (await import("./backtest.ts")).backtestCommand(),
    },
    {
      name: "sweep",
      summary: "many variants of a run, and which did best",
      load: async () => (await import("./sweep.ts")).sweepCommand(),
    },
    {
      name: "value",
      summary: "the daily table of one straddle, every day",
      load: async () => (await import("./value.ts")).valueCommand(),
    },
    {
      name: "explain",
      summary: "why a straddle's days and P&L are what they are, in words",
      load: async () => (await import("./explain.ts")).explainCommand(),
    },
  ],
  "Looking at a run:": [
    {
      name: "summary",
      summary: "the figures of a run: P&L, Sharpe ratio, drawdown and more",
      load: async () => (await import("./summary.ts")).summaryCommand(),
    },
    {
      name: "report",
      summary: "a run as a page of charts and tables",
      load: async () => (await import("./report.ts")).reportCommand(),
    },
    {
      name: "book",
      summary: "a run as a book: weights, limits, a volatility target, money",
      load: async () => (await import("./book.ts")).bookCommand(),
    },
    {
      name: "compare",
      summary: "compare two runs cell by cell",
      load: async () => (await import("./compare.ts")).compareCommand(),
    },
    {
      name: "sql",
      summary: "a query over a run's rows, days, straddles and assets",
      load: async () => (await import("./sql.ts")).sqlCommand(),
    },
  ],
  "Looking into the inputs:": [
    {
      name: "check",
      summary: "validate the inputs against each other before a run",
      load: async () => (await import("./check.ts")).checkCommand(),
    },
    {
      name: "assets",
      summary: "list the assets, with their class, group or rule tables",
      load: async () => (await import("./assets.ts")).assetsCommand(),
    },
    {
      name: "asset",
      summary: "print one asset as YAML",
      load: async () => (await import("./asset.ts")).assetCommand(),
    },
    {
      name: "schedules",
      summary: "list the schedules of the matching live assets",
      load: async () => (await import("./schedules.ts")).schedulesCommand(),
    },
    {
      name: "straddles",
      summary: "list the straddles of the matching live assets",
      load: async () => (await import("./straddles.ts")).straddlesCommand(),
    },
    {
      name: "tickers",
      summary: "list the tickers of the matching live assets",
      load: async () => (await import("./tickers.ts")).tickersCommand(),
    },
    {
      name: "future",
      summary: "name the futures contract of an asset, month by month",
      load: async () => (await import("./future.ts")).futureCommand(),
    },
    {
      name: "prices",
      summary: "make price files, and look into them",
      load: async () => (await import("./prices.ts")).pricesCommand(),
    },
    {
      name: "table",
      summary: "print a table kept inside the asset table",
      load: async () => (await import("./table.ts")).tableCommand(),
    },
    {
      name: "get",
      summary: "print one value of the asset table",
      load: async () => (await import("./get.ts")).getCommand(),
    },
  ],
  "More:": [
    {
      name: "asset-table",
      summary: "explain the asset table, field by field",
      load: async () => (await import("./asset_table.ts")).assetTableCommand(),
    },
    {
      name: "demo",
      summary: "write the sample data set into a folder",
      load: async () => (await import("./demo.ts")).demoCommand(),
    },
    {
      name: "bench",
      summary: "measure speed and memory on this machine",
      load: async () => (await import("./bench.ts")).benchCommand(),
    },
    {
      name: "completions",
      summary: "print a completion script for a shell",
      load: async () => (await import("./completions.ts")).completionsCommand(),
    },
    {
      name: "licenses",
      summary: "print the licences of the program and of what it holds",
      load: async () => (await import("./licenses.ts")).licensesCommand(),
    },
  ],
};
