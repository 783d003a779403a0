/// <reference lib="dom" />
/** What the page shows, kept in the address after `#`, so that "back" works and links lead there. */
import type { Scope } from "../page_data.ts";
import type { Run } from "./run.ts";

export interface Place {
  readonly scope: Scope;
  /** The opened straddle's row. */
  readonly straddle: number | undefined;
}

/** The place that an address names; what it does not know is the whole run. */
export function readPlace(run: Run, hash: string): Place {
  const words = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const scope = run.data.scopes.find((s) => s.kind !== "total" && words.get(s.kind) === s.name);
  const row = words.get("straddle") ?? "";
  const known = /^\d+$/.test(row) && Number(row) < run.data.straddles.count;
  return { scope: scope ?? run.total, straddle: known ? Number(row) : undefined };
}

export function hashOf({ scope, straddle }: Place): string {
  const words: string[] = [];
  if (scope.kind !== "total") words.push(`${scope.kind}=${encodeURIComponent(scope.name)}`);
  if (straddle !== undefined) words.push(`straddle=${straddle}`);
  return `#${words.join("&")}`;
}

/** Goes there, as a step that "back" undoes. */
export function goTo(place: Place): void {
  if (location.hash === hashOf(place) || (hashOf(place) === "#" && location.hash === "")) return;
  location.hash = hashOf(place);
}
