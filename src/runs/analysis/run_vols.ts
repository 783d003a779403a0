/** The realised vols of all straddles of a run, collected as its rows go by. */
import type { StraddleRows } from "./straddle_rows.ts";
import { volsOf } from "./vols.ts";

export class RunVols {
  /** By straddle text, in the order of the run; NaN = unknown. */
  readonly realised: number[] = [];
  /** The assets whose vols are in basis points. */
  readonly normal = new Set<string>();

  /** Adds a whole straddle. */
  add(rows: StraddleRows): void {
    this.realised.push(volsOf(rows)?.realised ?? NaN);
    if (rows.model === "NS") this.normal.add(rows.asset);
  }
}
