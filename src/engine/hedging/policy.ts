/** When a straddle's hedge is traded, and to what (G-3): the policies, and how they are written. */

export type Policy =
  /** To delta on every day with a value, as the reference hedges (V-6). */
  | { readonly kind: "daily" }
  /** To delta on one weekday, 0 = Monday. */
  | { readonly kind: "weekly"; readonly weekday: number }
  /** To delta on every n-th good day after the entry day. */
  | { readonly kind: "every"; readonly days: number }
  /** To delta when it is further away than the width. */
  | { readonly kind: "band"; readonly width: number }
  /** Then only to the nearer edge of the band. */
  | { readonly kind: "edge"; readonly width: number }
  /** To the edge of a band whose width follows costs, gamma and the aversion to risk. */
  | { readonly kind: "ww"; readonly aversion: number }
  /** To delta on the entry day, and never again. */
  | { readonly kind: "entry" }
  /** Not at all. */
  | { readonly kind: "none" };

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FRIDAY = 4;
const DAILY: Policy = { kind: "daily" };

/** What may be written, for messages. */
export const POLICY_FORMS =
  "daily, weekly, weekly:mon … weekly:sun, every:N (good days), band:B, " +
  "edge:B, ww:A (Whalley & Wilmott), entry or none";

/**
 * The policy of a text; undefined = it is none. Bands without a width, and every good day, are the
 * daily hedge by definition: V-6 follows delta also on days without a price.
 */
export function parsePolicy(text: string): Policy | undefined {
  const [kind, value, ...rest] = text.split(":");
  if (rest.length > 0) return undefined;
  switch (kind) {
    case "daily":
    case "entry":
    case "none":
      return value === undefined ? { kind } : undefined;
    case "weekly": {
      const weekday = value === undefined ? FRIDAY : WEEKDAYS.indexOf(value);
      return weekday < 0 ? undefined : { kind, weekday };
    }
    case "every": {
      const days = /^[1-9]\d{0,3}$/.test(value ?? "") ? Number(value) : NaN;
      return days === 1 ? DAILY : days > 1 ? { kind, days } : undefined;
    }
    case "band":
    case "edge": {
      const width = parseAmount(value);
      return width === 0 ? DAILY : width === undefined ? undefined : { kind, width };
    }
    case "ww": {
      const aversion = parseAmount(value);
      return aversion === undefined || aversion === 0 ? undefined : { kind, aversion };
    }
  }
  return undefined;
}

/** A number at or above zero, as options have it; undefined = the text is none. */
export function parseAmount(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A policy as it is written. */
export function policyText(policy: Policy): string {
  switch (policy.kind) {
    case "weekly":
      return `weekly:${WEEKDAYS[policy.weekday]}`;
    case "every":
      return `every:${policy.days}`;
    case "band":
    case "edge":
      return `${policy.kind}:${policy.width}`;
    case "ww":
      return `ww:${policy.aversion}`;
    default:
      return policy.kind;
  }
}
