/** Greeks, attribution, hedging policies and costs as options, the same for all that value straddles. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { chosenCosts, type CostChoice, type HedgeCosts, parseHedgeCosts } from "../engine/costs.ts";
import {
  parseAmount,
  parsePolicy,
  type Policy,
  POLICY_FORMS,
  policyText,
} from "../engine/hedging/policy.ts";
import { PLAIN, type Switches } from "../engine/switches.ts";

export interface SwitchOptions extends CostChoice {
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
  const { greeks = false, attribution = false, hedge } = options;
  return { ...PLAIN, greeks, attribution, hedge, costs: chosenCosts(options) };
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
  try {
    return parseHedgeCosts(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}
