/**
 * The caches: every module keeps its own at module level, one set in every worker; this file is
 * their common shape and the place where all of them can be switched off, cleared and looked at.
 *
 * A key names every input of the cached value. Files enter keys through `fileKey`, so a file that
 * changed (size or time of change) is a miss. Cached values are shared: their types are readonly.
 */
import { resolve } from "node:path";

/** What `cacheStats` says of one cache. */
export interface CacheStats {
  readonly name: string;
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
  /** Rough size of keys and values; values that nobody can weigh (a database) count as 0. */
  readonly bytes: number;
}

export interface Memo<V> {
  /** The cached value of `key`; `make` is called on a miss, and always while memoizing is off. */
  get(key: string, make: () => V): V;
  /** Keys and values as they are, for tests and debugging. */
  inspect(): ReadonlyMap<string, V>;
}

export interface MemoOptions<V> {
  /** Switched off by `setMemoizeEnabled(false)`; the others only ever save opening a file twice. */
  readonly toggled?: boolean;
  /** Rough bytes of one value. */
  readonly weigh?: (value: V) => number;
}

/** A cache whose keys are a text and a number: the text is made and looked up once for many numbers. */
export interface ScopedMemo<V> {
  /** The part of the cache under `key`: a look-up by number. */
  scope(key: string): (index: number, make: () => V) => V;
  /** Keys as `text|number`, and values. */
  inspect(): ReadonlyMap<string, V>;
}

interface Registered {
  stats(): CacheStats;
  forget(prefix: string): void;
  clear(): void;
}

let enabled = true;
const registry: Registered[] = [];

class Cache<V> implements Memo<V> {
  readonly #values = new Map<string, V>();
  hits = 0;
  misses = 0;

  constructor(readonly name: string, readonly options: MemoOptions<V>) {}

  get(key: string, make: () => V): V {
    if (this.options.toggled && !enabled) return make();
    const cached = this.#values.get(key);
    if (cached !== undefined) {
      this.hits++;
      return cached;
    }
    this.misses++;
    const value = make();
    this.#values.set(key, value);
    return value;
  }

  inspect(): ReadonlyMap<string, V> {
    return this.#values;
  }

  forget(prefix: string): void {
    for (const key of this.#values.keys()) if (key.startsWith(prefix)) this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.hits = this.misses = 0;
  }

  stats(): CacheStats {
    let bytes = 0;
    for (const [key, value] of this.#values) {
      bytes += 2 * key.length + (this.options.weigh?.(value) ?? 0);
    }
    const { name, hits, misses } = this;
    return { name, entries: this.#values.size, hits, misses, bytes };
  }
}

class ScopedCache<V> implements ScopedMemo<V> {
  readonly #scopes = new Map<string, Map<number, V>>();
  hits = 0;
  misses = 0;

  constructor(readonly name: string, readonly options: MemoOptions<V>) {}

  scope(key: string): (index: number, make: () => V) => V {
    if (this.options.toggled && !enabled) return (_, make) => make();
    let values = this.#scopes.get(key);
    if (!values) this.#scopes.set(key, values = new Map());
    const scope = values;
    return (index, make) => {
      const cached = scope.get(index);
      if (cached !== undefined) {
        this.hits++;
        return cached;
      }
      this.misses++;
      const value = make();
      scope.set(index, value);
      return value;
    };
  }

  inspect(): ReadonlyMap<string, V> {
    return new Map(
      [...this.#scopes].flatMap(([key, values]) =>
        [...values].map(([index, value]): [string, V] => [`${key}|${index}`, value])
      ),
    );
  }

  forget(prefix: string): void {
    for (const key of this.#scopes.keys()) if (key.startsWith(prefix)) this.#scopes.delete(key);
  }

  clear(): void {
    this.#scopes.clear();
    this.hits = this.misses = 0;
  }

  stats(): CacheStats {
    let entries = 0, bytes = 0;
    for (const [key, values] of this.#scopes) {
      entries += values.size;
      bytes += 2 * key.length + 8 * values.size;
      for (const value of values.values()) bytes += this.options.weigh?.(value) ?? 0;
    }
    const { name, hits, misses } = this;
    return { name, entries, hits, misses, bytes };
  }
}

/** Makes and registers a cache. Values must not be `undefined`. */
export function memoCache<V>(name: string, options: MemoOptions<V> = {}): Memo<V> {
  const cache = new Cache<V>(name, options);
  registry.push(cache);
  return cache;
}

/** Makes and registers a cache with keys of a text and a number, such as an asset and a month. */
export function scopedMemoCache<V>(name: string, options: MemoOptions<V> = {}): ScopedMemo<V> {
  const cache = new ScopedCache<V>(name, options);
  registry.push(cache);
  return cache;
}

/** Switches the toggled caches: off, they are neither read nor written; their entries survive. */
export function setMemoizeEnabled(on: boolean): void {
  enabled = on;
}

/** Empties every cache; nothing derived from a cleared entry stays behind. */
export function clearCaches(): void {
  registry.forEach((cache) => cache.clear());
}

/** Drops what was derived of an edited asset table, by its key: nobody will ask for it again. */
export function forgetTable(key: string): void {
  registry.forEach((cache) => cache.forget(`${key}|`));
}

/** One row a cache, in the order the modules made them. */
export function cacheStats(): CacheStats[] {
  return registry.map((cache) => cache.stats());
}

const fileKeys = new Map<string, string>();

/**
 * The key of a file's present content: a short name for its absolute, symlink-free path, size and
 * time of change. Resolving a path costs microseconds and long keys cost as much at every look-up,
 * so callers make the key once per load and pass it on. Throws what `Deno.statSync` throws.
 */
export function fileKey(path: string): string {
  const real = Deno.realPathSync(resolve(path));
  const { size, mtime } = Deno.statSync(real);
  const content = `${real}@${size}@${mtime?.getTime() ?? 0}`;
  let key = fileKeys.get(content);
  if (key === undefined) fileKeys.set(content, key = `file${fileKeys.size + 1}`);
  return key;
}
