/// <reference lib="dom" />
/** A section of the page; those that depend on what is chosen are shown anew when it changes. */
import type { Scope } from "../page_data.ts";

/** Days chosen, both included; undefined = all of the run's. */
export type Span = { readonly from: number; readonly to: number } | undefined;

export function sameSpan(a: Span, b: Span): boolean {
  return a?.from === b?.from && a?.to === b?.to;
}

export interface Part {
  /** Hidden by `show` where it has nothing to show; the contents list then leaves it out. */
  readonly node: HTMLElement;
  show?(scope: Scope, span: Span): void;
  /** Whether it follows the chosen days; else the page says that it shows all of them. */
  readonly followsSpan?: true;
}

/** Sections under a common title in the contents list. */
export interface PartGroup {
  readonly title: string;
  readonly parts: readonly Part[];
}
