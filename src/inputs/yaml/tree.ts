/**
 * Builds the tree of a YAML document from js-yaml's events, the way PyYAML does it (F-8, F-9).
 *
 * Aliases share one object, merged keys come before a mapping's own, the last of equal keys wins at
 * the first one's place.
 */

import { type Event, EVENT_ID, getScalarValue, SCALAR_STYLE, YAMLException } from "js-yaml";
import { resolvePlain, resolveTagged, ScalarError } from "./scalars.ts";
import {
  equalKey,
  isList,
  isMap,
  PlainDate,
  type YamlKey,
  type YamlPath,
  type YamlScalar,
  type YamlValue,
} from "./values.ts";

/** Deeper files are refused: nothing sensible needs it, and no recursion of ours can overflow. */
export const MAX_DEPTH = 100;
/** Keys copied by `<<` in one file; a file of ordinary size needs some hundreds. */
const MAX_MERGED_KEYS = 1_000_000;

/** A key that its mapping already had: the last value counts, at the first key's place (F-9). */
export interface DuplicateKey {
  /** Path to the value, the duplicate key last. */
  readonly path: YamlPath;
}

export interface YamlDocument {
  /** The tree; `null` for a file without content. */
  readonly value: YamlValue;
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Numbers that are written otherwise than they print: `0700`, `2_2`, `1.50`. */
  readonly respelled: ReadonlySet<number | bigint>;
}

/** The tree of the one document in `events`; throws a YAMLException with a position. */
export function buildTree(source: string, events: readonly Event[]): YamlDocument {
  return new TreeBuilder(source, events).build();
}

interface Anchor {
  value: YamlValue;
  /** Levels of lists and mappings in the value. */
  height: number;
  /** False while the anchored collection is still being read. */
  complete: boolean;
}

interface Frame {
  readonly list: YamlValue[] | undefined;
  readonly map: Map<YamlKey, YamlValue> | undefined;
  /** What `<<` brought in; comes before the mapping's own keys, as in PyYAML. */
  merged: Map<YamlKey, YamlValue> | undefined;
  readonly anchor: Anchor | undefined;
  /** Levels below this one, those behind aliases included. */
  height: number;
  /** The key whose value is read next; `undefined` when a key is read next. */
  key: YamlKey | typeof MERGE | undefined;
}

const MERGE = Symbol("<<");
const CORE_TAG = /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/;

/** Builds the tree from events, with an explicit stack. */
class TreeBuilder {
  readonly #stack: Frame[] = [];
  readonly #anchors = new Map<string, Anchor>();
  readonly #dates = new Map<string, PlainDate>();
  readonly #duplicates: DuplicateKey[] = [];
  readonly #respelled = new Set<number | bigint>();
  #mergedKeys = 0;
  #root: YamlValue = null;
  #at = 0;

  readonly #source: string;
  readonly #events: readonly Event[];

  constructor(source: string, events: readonly Event[]) {
    this.#source = source;
    this.#events = events;
  }

  build(): YamlDocument {
    let documents = 0;
    let depth = 0;
    for (; this.#at < this.#events.length; this.#at++) {
      const event = this.#events[this.#at]!;
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          depth++;
          documents++;
          break;
        case EVENT_ID.SEQUENCE:
        case EVENT_ID.MAPPING:
          if (documents > 1) this.#fail("a second document starts here; keep one in a file");
          this.#open(event);
          depth++;
          break;
        case EVENT_ID.SCALAR:
          if (documents > 1) this.#fail("a second document starts here; keep one in a file");
          this.#scalar(event);
          break;
        case EVENT_ID.ALIAS:
          this.#alias(this.#source.slice(event.anchorStart, event.anchorEnd));
          break;
        case EVENT_ID.POP:
          if (--depth > 0) this.#close();
          break;
      }
    }
    return { value: this.#root, duplicateKeys: this.#duplicates, respelled: this.#respelled };
  }

  #open(event: Extract<Event, { anchorStart: number; start: number }>): void {
    const isList = event.type === EVENT_ID.SEQUENCE;
    if (event.tagStart >= 0) {
      const tag = this.#coreTag(event.tagStart, event.tagEnd);
      if (tag !== "" && tag !== (isList ? "seq" : "map")) {
        this.#failTag(event.tagStart, event.tagEnd);
      }
    }
    const list: YamlValue[] | undefined = isList ? [] : undefined;
    const map = isList ? undefined : new Map<YamlKey, YamlValue>();
    const anchor = this.#anchor(event.anchorStart, event.anchorEnd, null, false);
    this.#stack.push({ list, map, merged: undefined, anchor, height: 0, key: undefined });
  }

  #close(): void {
    const frame = this.#stack.pop()!;
    let value: YamlValue = frame.list ?? frame.map!;
    if (frame.merged !== undefined) {
      for (const [key, own] of frame.map!) frame.merged.set(equalKey(frame.merged, key), own);
      value = frame.merged;
    }
    const height = frame.height + 1;
    if (height > MAX_DEPTH) {
      this.#fail(`aliases nest lists and mappings more than ${MAX_DEPTH} deep`);
    }
    if (frame.anchor !== undefined) {
      frame.anchor.value = value;
      frame.anchor.height = height;
      frame.anchor.complete = true;
    }
    this.#add(value, height);
  }

  #scalar(event: Extract<Event, { valueStart: number }>): void {
    const text = getScalarValue(this.#source, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const frame = this.#stack.at(-1);
    const isKey = frame?.map !== undefined && frame.key === undefined;
    const tag = event.tagStart < 0 ? "" : this.#coreTag(event.tagStart, event.tagEnd);
    let value: YamlScalar | undefined;
    if (isKey && (tag === "merge" || isPlain && text === "<<" && tag === "")) {
      frame.key = MERGE;
      return;
    }
    try {
      if (tag !== "") value = resolveTagged(tag, text);
      // "=" is special as a value only: as a key PyYAML reads the character.
      else value = isPlain && !(isKey && text === "=") ? resolvePlain(text) : text;
    } catch (error) {
      if (error instanceof ScalarError) this.#fail(error.message);
      throw error;
    }
    if (value === undefined) this.#failTag(event.tagStart, event.tagEnd);
    if (value instanceof PlainDate) value = this.#sameDate(value);
    else if ((typeof value === "bigint" || typeof value === "number") && String(value) !== text) {
      this.#respelled.add(value);
    }
    this.#anchor(event.anchorStart, event.anchorEnd, value, true);
    this.#add(value, 0);
  }

  #alias(name: string): void {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) {
      this.#fail(`there is no anchor "&${name}" before the alias "*${name}"`);
    }
    if (!anchor.complete) this.#fail(`the anchor "&${name}" contains itself`);
    this.#add(anchor.value, anchor.height);
  }

  #add(value: YamlValue, height: number): void {
    const frame = this.#stack.at(-1);
    // Merged items move up: one level out of their mapping, two out of a list of mappings.
    const below = frame?.key === MERGE ? height - (isList(value) ? 2 : 1) : height;
    if (frame !== undefined && below > frame.height) frame.height = below;
    if (frame === undefined) {
      this.#root = value;
    } else if (frame.list !== undefined) {
      frame.list.push(value);
    } else if (frame.key === undefined) {
      if (isMap(value) || isList(value)) this.#fail("a list or mapping cannot be a key");
      frame.key = equalKey(frame.map!, value);
      if (frame.map!.has(frame.key)) {
        this.#duplicates.push({ path: this.#path() });
      }
    } else if (frame.key === MERGE) {
      frame.key = undefined;
      this.#merge(frame, value);
    } else {
      frame.map!.set(frame.key, value);
      frame.key = undefined;
    }
  }

  /** `<<: *a` or `<<: [*a, *b]`; of a list the first mapping wins, of two `<<` the second. */
  #merge(frame: Frame, value: YamlValue): void {
    const sources = isList(value) ? [...value].reverse() : [value];
    frame.merged ??= new Map();
    for (const source of sources) {
      if (!isMap(source)) this.#fail('"<<" needs a mapping or a list of mappings');
      this.#mergedKeys += source.size;
      if (this.#mergedKeys > MAX_MERGED_KEYS) this.#fail('"<<" merges more than 1,000,000 keys');
      for (const [key, item] of source) frame.merged.set(equalKey(frame.merged, key), item);
    }
  }

  #anchor(start: number, end: number, value: YamlValue, complete: boolean) {
    if (start < 0) return undefined;
    const anchor = { value, height: 0, complete };
    this.#anchors.set(this.#source.slice(start, end), anchor);
    return anchor;
  }

  /** One object a date, so that equal dates are equal keys. */
  #sameDate(date: PlainDate): PlainDate {
    const text = date.toString();
    const known = this.#dates.get(text);
    if (known === undefined) this.#dates.set(text, date);
    return known ?? date;
  }

  #coreTag(start: number, end: number): string {
    const text = this.#source.slice(start, end);
    if (text === "!") return "";
    return CORE_TAG.exec(text)?.[1] ?? text;
  }

  #path(): YamlPath {
    return this.#stack.map((frame) =>
      frame.list !== undefined
        ? frame.list.length
        : frame.key === MERGE || frame.key === undefined
        ? "<<"
        : frame.key
    );
  }

  #failTag(start: number, end: number): never {
    this.#fail(`the tag "${this.#source.slice(start, end)}" is not supported`, start);
  }

  #fail(reason: string, position = this.#position()): never {
    YAMLException.throwAt(this.#source, position, reason);
  }

  /** Where the current event starts, or the nearest one before it that has text. */
  #position(): number {
    for (let at = this.#at; at > 0; at--) {
      const start = startOf(this.#events[at]!);
      if (start >= 0) return start;
    }
    return 0;
  }
}

/** The offset of an event; -1 for an event without text, such as an empty value. */
function startOf(event: Event): number {
  if ("start" in event) return event.start;
  if ("valueStart" in event) return event.valueStart;
  return event.type === EVENT_ID.ALIAS ? event.anchorStart - 1 : -1;
}
