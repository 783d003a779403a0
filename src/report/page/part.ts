/// <reference lib="dom" />
/** A part of the page; those that depend on the scope are shown anew when it changes. */
import type { Scope } from "../page_data.ts";

export interface Part {
  readonly node: HTMLElement;
  show?(scope: Scope): void;
}
