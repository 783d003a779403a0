/// <reference lib="dom" />
/** What the page shows, kept in the address after `#`, so that "back" works and links lead there. */
import { formatDay, parseDay } from "../../base/calendar.ts";
import type { Scope } from "../page_data.ts";
import type { Span } from "./part.ts";
import type { Run } from "./run.ts";

export interface Place {
  readonly scope: Scope;
  readonly span: Span;
  /** The opened straddle's row. */
  readonly straddle: number | undefined;
}

/** The place that an address names; what it does not know is the whole run. */
export function readPlace(run: Pick<Run, "data" | "total">, hash: string): Place {
  const words = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const scope = run.data.scopes.find((s) => s.kind !== "total" && words.get(s.kind) === s.name);
  const row = words.get("straddle") ?? "";
  const known = /^\d+$/.test(row) && Number(row) < run.data.straddles.count;
  const [from, to] = [parseDay(words.get("from") ?? ""), parseDay(words.get("to") ?? "")];
  const span = from !== undefined && to !== undefined && from <= to ? { from, to } : undefined;
  return { scope: scope ?? run.total, span, straddle: known ? Number(row) : undefined };
}

export function hashOf({ scope, span, straddle }: Place): string {
  const words: string[] = [];
  if (scope.kind !== "total") words.push(`${scope.kind}=${encodeURIComponent(scope.name)}`);
  if (span !== undefined) words.push(`from=${formatDay(span.from)}`, `to=${formatDay(span.to)}`);
  if (straddle !== undefined) words.push(`straddle=${straddle}`);
  return `#${words.join("&")}`;
}

/** Chooses a part, keeps the days and closes an opened straddle. */
export function goToScope(run: Pick<Run, "data" | "total">, scope: Scope): void {
  goTo({ ...readPlace(run, location.hash), scope, straddle: undefined });
}

/** Chooses days and keeps the rest. */
export function goToDays(run: Pick<Run, "data" | "total">, span: Span): void {
  goTo({ ...readPlace(run, location.hash), span });
}

/** Goes there, as a step that "back" undoes. */
export function goTo(place: Place): void {
  if (location.hash === hashOf(place) || (hashOf(place) === "#" && location.hash === "")) return;
  location.hash = hashOf(place);
}
