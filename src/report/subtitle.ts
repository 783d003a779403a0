/** What a page's title says beside the run's name: what was run, by which rules, and when it was made. */
import { areDefault, type Rules, rulesText } from "../inputs/rules.ts";
import type { RunFacts } from "../runs/facts.ts";

/** `assets ^CL, 2001 to 2026, reference rules, made 2026-11-25`; a run that does not tell, less. */
export function subtitleOf({ arguments: args }: RunFacts, rules: Rules, made: string): string {
  const asked = args === undefined ? [] : [
    args.pattern === "." ? "all assets" : `assets ${args.pattern}`,
    args.from === args.to ? `${args.from}` : `${args.from} to ${args.to}`,
    areDefault(rules) ? "reference rules" : rulesText(rules),
  ];
  return [...asked, `made ${made}`].join(", ");
}

/** The day that it is here, like `2026-11-25`. */
export function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
