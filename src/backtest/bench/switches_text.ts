/** What `bench --switches` prints. */
import type { SwitchCost } from "./switches.ts";
import { tableLines } from "./text.ts";

export function switchLines(costs: readonly SwitchCost[]): string {
  return tableLines([
    ["full run with", "plain, CPU s", "switched, CPU s", "× plain", "file, × plain"],
    ...costs.map(({ name, plain, switched, ratio, size }) => [
      name,
      plain.toFixed(2),
      switched.toFixed(2),
      ratio.toFixed(2),
      size.toFixed(2),
    ]),
  ]);
}
