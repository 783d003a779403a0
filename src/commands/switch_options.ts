/** Greeks, attribution, hedging policies and costs as options, the same for all that value straddles. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type HedgeCosts, NO_HEDGE_COSTS } from "../engine/costs.ts";
import {
  parseAmount,
  parsePolicy,
  type Policy,
  POLICY_FORMS,
  policyText,
} from "../engine/hedging/policy.ts";
import { PLAIN, type Switches } from "../engine/switches.ts";

export interface CostOptions {
  readonly costs?: "amt" | "none";
  readonly costFactor?: number;
  readonly hedgeCost?: HedgeCosts;
  readonly side?: "long" | "short";
}

export interface SwitchOptions extends CostOptions {
  readonly greeks?: boolean;
  readonly attribution?: boolean;
  readonly hedge?: Policy;
}

/** `--greeks`, `--attribution`, `--hedge` and those of costs. */
export function addSwitchOptions(command: Command): Command {
  command
    .option("--greeks", "add gamma, vega and theta")
    .option("--attribution", "add the P&L's parts: of time, price, vol, and an open hedge");
  return addCostOptions(addHedgeOption(command)).addOption(sideOption());
}

/** `--side`. */
export function sideOption(): Option {
  return new Option("--side <side>", "from which side net is (default: long)")
    .choices(["long", "short"]);
}

/** `--hedge-cost`. */
export function hedgeCostOption(): Option {
  return new Option(
    "--hedge-cost <costs>",
    "basis points of what the hedge trades: 0.5, or by class or asset 'Equity=1,Currency=0.5'",
  ).argParser(hedgeCosts);
}

/** `--hedge`. */
export function addHedgeOption(command: Command): Command {
  return command.option("--hedge <policy>", `when to hedge: ${POLICY_FORMS}`, policy);
}

/** `--costs`, `--cost-factor`, `--hedge-cost`. */
export function addCostOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--costs <source>", "charge the asset table's Slippage at entry, or nothing")
        .choices(["amt", "none"]),
    )
    .option("--cost-factor <k>", "times the Slippage (default: 1)", amount)
    .addOption(hedgeCostOption());
}

/** What the options switch on. Costs are of no interest until one of their options is there. */
export function takeSwitches(options: SwitchOptions): Switches {
  const { greeks = false, attribution = false, hedge, side } = options;
  const { costFactor, costs = costFactor === undefined ? "none" : "amt", hedgeCost } = options;
  const asked = costs === "amt" || hedgeCost !== undefined || side !== undefined;
  return {
    ...PLAIN,
    greeks,
    attribution,
    hedge,
    costs: asked
      ? {
        side: side === "short" ? -1 : 1,
        optionFactor: costs === "amt" ? costFactor ?? 1 : undefined,
        hedge: hedgeCost ?? NO_HEDGE_COSTS,
      }
      : undefined,
  };
}

/** The options as they were given, for a command that takes the same. */
export function switchWords({ greeks, attribution, hedge }: SwitchOptions): string[] {
  return [
    ...(greeks ? ["--greeks"] : []),
    ...(attribution ? ["--attribution"] : []),
    ...(hedge ? ["--hedge", policyText(hedge)] : []),
  ];
}

function policy(text: string): Policy {
  const found = parsePolicy(text.trim().toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`Give ${POLICY_FORMS}.`);
  return found;
}

function amount(text: string): number {
  const number = parseAmount(text.trim());
  if (number === undefined) throw new InvalidArgumentError("Give a number at or above zero.");
  return number;
}

/** Numbers at or above zero, separated by commas. */
export function amounts(text: string): number[] {
  return text.split(",").map(amount);
}

function hedgeCosts(text: string): HedgeCosts {
  const byName: Record<string, number> = {};
  let others: number | undefined;
  for (const part of text.split(",")) {
    const at = part.lastIndexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    const points = parseAmount(part.slice(at + 1).trim());
    if (points === undefined || (at >= 0 && name === "")) {
      throw new InvalidArgumentError(
        "Give basis points, or a list of classes and assets, like 'Equity=1,Currency=0.5'.",
      );
    }
    if (at < 0 ? others !== undefined : Object.hasOwn(byName, name)) {
      throw new InvalidArgumentError(`Name ${at < 0 ? "the others" : `"${name}"`} once.`);
    }
    if (at < 0) others = points;
    else byName[name] = points;
  }
  return { byName, others: others ?? 0 };
}
