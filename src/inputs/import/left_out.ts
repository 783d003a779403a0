/** Rows and cells that became no price: how many, why, and where the first of each kind is. */
export const REASONS = {
  noValue: "no value",
  notANumber: "no number",
  noDate: "no date",
  notADate: "a date that cannot be read",
  noTicker: "no ticker",
  noField: "no field",
} as const;
export type Reason = keyof typeof REASONS;

export interface Example {
  readonly path: string;
  readonly row: number;
  readonly text: string;
}

export class LeftOut {
  readonly counts = new Map<Reason, number>();
  readonly examples = new Map<Reason, Example>();

  add(reason: Reason, path: string, row: number, text: string): void {
    const count = this.counts.get(reason);
    this.counts.set(reason, (count ?? 0) + 1);
    if (count === undefined) this.examples.set(reason, { path, row, text });
  }
}
