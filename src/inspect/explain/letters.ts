/**
 * How a letter a to d of a schedule becomes a day of the asset's own (S-3), calculated here again: the
 * engine's day must be the same.
 */
import { createHash } from "node:crypto";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { ScheduleRow } from "../../schedules.ts";

/** A value a, b, c or d of a component, and how the asset's own day comes of it. */
export interface Letter {
  readonly part: "entry" | "expiry";
  readonly letter: string;
  /** The first four bytes of the MD5 of the Underlying as a number, modulo a million. */
  readonly id: number;
  /** id mod 5 + 1. */
  readonly offset: number;
  /** ⌊20 / (components + 1)⌋. */
  readonly stride: number;
  /** (component − 1) · stride + offset. */
  readonly value: number;
}

/** The letter that a part of a component has, if it has one; `used` is what the engine made of it. */
export function explainLetter(
  part: Letter["part"],
  letter: string,
  { underlying }: Asset,
  { schid, schcnt }: ScheduleRow,
  used: string,
): Letter[] {
  if (!["a", "b", "c", "d"].includes(letter)) return [];
  const id = createHash("md5").update(underlying).digest().readUInt32BE(0) % 1_000_000;
  const offset = 1 + id % 5;
  // A month's twenty days are dealt to the components, with one share to spare.
  const stride = Math.floor(20 / (1 + schcnt));
  let value = offset;
  for (let component = 1; component < schid; component++) value += stride;
  if (String(value) !== used) {
    throw new Error(`the explanation and the engine disagree on "${letter}": ${value}, ${used}`);
  }
  return [{ part, letter, id, offset, stride, value }];
}
