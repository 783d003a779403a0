/// <reference lib="dom" />
/** The chosen variant, kept in the address after `#`, so that "back" works and links lead there. */
import type { Sweep } from "./sweep.ts";

/** The variant that an address names, from 0; undefined = none of the sweep's. */
export function readVariant({ count }: Sweep, hash: string): number | undefined {
  const [, number] = /^#variant=(\d+)$/.exec(hash) ?? [];
  const variant = Number(number) - 1;
  return variant >= 0 && variant < count ? variant : undefined;
}

export function hashOf(variant: number | undefined): string {
  return variant === undefined ? "#" : `#variant=${variant + 1}`;
}

/** Chooses a variant, as a step that "back" undoes. */
export function goTo(sweep: Sweep, variant: number | undefined): void {
  if (readVariant(sweep, location.hash) !== variant) location.hash = hashOf(variant);
}
