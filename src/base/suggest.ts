/** "Did you mean": the names nearest to one that does not exist. */
import { either } from "./wording.ts";

const MOST = 3;

/**
 * Up to three of the names, nearest first, whatever their case; none when nothing is near. A name
 * that begins with the text is nearer than any a few typing errors away.
 */
export function nearest(text: string, names: Iterable<string>): string[] {
  const wanted = text.toLowerCase();
  // Two slips in five letters are still a slip; more would name strangers, and so would one in one.
  const limit = wanted.length < 2 ? 0 : Math.max(1, Math.floor(wanted.length * 0.4));
  const ranked = [...new Set(names)].map((name) => {
    const lower = name.toLowerCase();
    const begins = wanted !== "" && lower.startsWith(wanted);
    return { name, distance: begins ? 0 : editDistance(wanted, lower, limit) };
  });
  const shortestFirst = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1);
  return ranked.filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || shortestFirst(a.name, b.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** `; did you mean "CL Comdty" or "C Comdty"?`, or nothing when no name is near. */
export function didYouMean(text: string, names: Iterable<string>): string {
  const near = nearest(text, names);
  return near.length === 0 ? "" : `; did you mean ${alternatives(near)}?`;
}

/** `"CL Comdty", "C Comdty" or "CT Comdty"`. */
export function alternatives(names: readonly string[]): string {
  return either(names.map((name) => `"${name}"`));
}

/** What to say of a pattern that matches nothing and looks like the years that come after it. */
export function patternHint(pattern: string): string {
  if (!/^(19|2\d)\d\d(-\d\d)?$/.test(pattern)) return "";
  return `; the pattern comes before the years: ". ${pattern}" is all of ${pattern}`;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other:
 * "optimal string alignment", Boytsov, "Indexing methods for approximate dictionary searching",
 * ACM JEA 16 (2011), section 2.2. Any number above `limit` = farther than that.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, before[j - 2]! + 1);
      }
      row.push(least);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** The names that differ from a text in nothing but case, blanks of whatever kind and look-alikes. */
export function alike(text: string, names: Iterable<string>): string[] {
  const plain = folded(text);
  return [...names].filter((name) => name !== text && folded(name) === plain);
}

/** Names in which many texts are looked for, as {@link alike} does for one. */
export class NearNames {
  #byFolded: Map<string, string[]> | undefined;

  constructor(readonly names: Iterable<string>) {}

  alike(text: string): string[] {
    const all = this.#byFolded ??= Map.groupBy(this.names, folded);
    return (all.get(folded(text)) ?? []).filter((name) => name !== text);
  }
}

/** Characters that nobody sees: joiners, marks of direction and of order, soft hyphens. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** Small Cyrillic and Greek letters and dashes, each followed by what it looks like. */
const LOOK_ALIKES = new Map(
  "аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsαaβbεeζzηhιiκkμmνnοoρpτtυyχxıi‐-‑-–-—-−-".match(/../gu)!
    .map((pair) => [...pair] as [string, string]),
);

function folded(text: string): string {
  return sameLetters(text).replace(/[^ -~]/gu, (letter) => LOOK_ALIKES.get(letter) ?? letter);
}

/** A text without blanks, case and what is not seen. */
function sameLetters(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(UNSEEN, "").replace(/\s+/g, "");
}

/** What `alike` texts differ in, in words. */
export function difference(a: string, b: string): string {
  const either = (pattern: RegExp) => pattern.test(a) !== pattern.test(b);
  if (sameLetters(a) !== sameLetters(b)) return "one has look-alike letters of another alphabet";
  if (either(/[^\S \n\r\t]/)) return "one has a no-break space or one like it";
  if (either(new RegExp(UNSEEN.source))) return "one has a character that is not seen";
  if (a.trim() === b.trim()) return "one has a blank at an end";
  return a.toLowerCase() === b.toLowerCase() ? "in another case" : "other blanks";
}
