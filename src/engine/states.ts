/** The end states: every straddle of a run ends in exactly one of them (N-7). */

export const STATES = [
  "valued",
  "no schedule",
  "unknown code",
  "model not supported",
  "no vol ticker",
  "no hedge",
  "anchor missing",
  "override missing",
  "no good day",
  "invalid data",
  "error",
] as const;

export type StateName = (typeof STATES)[number];

/** The codes that typed arrays hold: `STATES[State.noHedge] === "no hedge"`. */
export const State = {
  valued: 0,
  noSchedule: 1,
  unknownCode: 2,
  modelNotSupported: 3,
  noVolTicker: 4,
  noHedge: 5,
  anchorMissing: 6,
  overrideMissing: 7,
  noGoodDay: 8,
  invalidData: 9,
  error: 10,
  /** Not an end state: only the prices can tell. */
  open: 255,
} as const;

/** The states that `--strict` takes as failures: something is wrong, not merely absent. */
export const ERROR_STATES: readonly number[] = [
  State.unknownCode,
  State.invalidData,
  State.error,
];

/**
 * What the run summary tells about straddles beside their end state: places where the reference's
 * rules are kept although users may expect another result. Bits, so that a straddle can have several.
 */
export const Note = {
  /** In the month of a split ticker's switch neither ticker exists (T-6, D-6). */
  switchMonth: 1,
  /** An F straddle has no vol because Far equals Near (T-3, D-8). */
  farIsNear: 2,
  /** BBG_LMEVOL names no vol series (T-11, D-9). */
  lmeVol: 4,
  /** P&L over days without a value is lost (V-6, D-15). */
  lostPnl: 8,
  /** No good day from the target on: entered on the month's last good day before it (A-6, D-37). */
  fallback: 16,
} as const;

/** How the summary words each note, by bit. */
export const NOTES: readonly { readonly bit: number; readonly text: string }[] = [
  { bit: Note.switchMonth, text: "without a price column in its ticker's switch month" },
  { bit: Note.farIsNear, text: "without a vol because Far equals Near" },
  { bit: Note.lmeVol, text: "without a vol because BBG_LMEVOL names no series" },
  { bit: Note.lostPnl, text: "with P&L lost across days without a value" },
  { bit: Note.fallback, text: "entered before the target day, the last good day of the month" },
];
