/** What the fields of an asset table may say, in one place; their keys are in keys.ts. */

/** The models that are no slip (V-2); which of them give values is a question of the rules. */
export const KNOWN_MODELS: readonly string[] = ["ES", "CDS_ES", "NS", "BS"];

/** The letter of each month in a futures ticker: F = January … Z = December (T-7). */
export const MONTH_LETTERS = "FGHJKMNQUVXZ";
