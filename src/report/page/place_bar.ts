/// <reference lib="dom" />
/** The choice of part and days that stays on top of the page. */
import type { Scope } from "../page_data.ts";
import { daysChip } from "./days_picker.ts";
import { onDaysChosen } from "./dragged_days.ts";
import { goToDays, goToScope } from "./location.ts";
import type { Span } from "./part.ts";
import type { Run } from "./run.ts";
import { scopePicker } from "./scope_picker.ts";

/** To be called once; days dragged over in a chart are chosen from then on, too. */
export function placeBar(run: Run) {
  const picker = scopePicker(run, (scope) => goToScope(run, scope));
  const chip = daysChip(run);
  onDaysChosen((span) => goToDays(run, span));
  return {
    nodes: [picker.node, chip.node],
    show(scope: Scope, span: Span): void {
      picker.show(scope);
      chip.show(span);
    },
  };
}
