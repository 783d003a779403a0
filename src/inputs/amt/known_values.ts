/** What the fields of an asset table may say, in one place; their keys are in keys.ts. */

/** The models that give values (V-2). */
export const VALUED_MODELS: readonly string[] = ["ES", "CDS_ES"];

/** Those that are no slip; the others' straddles end as "model not supported". */
export const KNOWN_MODELS: readonly string[] = [...VALUED_MODELS, "NS", "BS"];

/** The letter of each month in a futures ticker: F = January … Z = December (T-7). */
export const MONTH_LETTERS = "FGHJKMNQUVXZ";
