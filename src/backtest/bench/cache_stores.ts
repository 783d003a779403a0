/**
 * Kinds of cache that a backtest might keep its look-ups in, to be measured side by side: the module's
 * own map, what memoizing libraries do, shared memory, disk, a server. For `bench --caches` only.
 */
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

/** A cache of values that JSON can hold. */
export interface Store {
  readonly name: string;
  /** The value of `key`, made by `make` and kept when it is not there. */
  look(key: string, make: () => unknown): unknown | Promise<unknown>;
  close?(): void;
}

/** No cache: every look-up makes its value. */
export function noStore(): Store {
  return { name: "none: computed anew", look: (_, make) => make() };
}

/** A map at module level, keyed by a short text: what this program has. */
export function mapStore(): Store {
  const values = new Map<string, unknown>();
  return {
    name: "a map in the module (ours)",
    look(key, make) {
      let value = values.get(key);
      if (value === undefined) values.set(key, value = make());
      return value;
    },
  };
}

/** What a memoizing library does: it knows no short key, so it makes one of all arguments. */
export function memoizedStore(): Store {
  const values = new Map<string, unknown>();
  return {
    name: "memoized by its arguments",
    look(key, make) {
      const all = JSON.stringify(key.split("|"));
      let value = values.get(all);
      if (value === undefined) values.set(all, value = make());
      return value;
    },
  };
}

/** Values as JSON in memory that workers could share; only bytes can be shared, never objects. */
export function sharedMemoryStore(bytes = 64 << 20): Store {
  const memory = new Uint8Array(new SharedArrayBuffer(bytes));
  const places = new Map<string, { readonly from: number; readonly to: number }>();
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  let used = 0;
  return {
    name: "shared memory",
    look(key, make) {
      const place = places.get(key);
      // A text decoder takes no shared memory, so the bytes are copied out first.
      if (place) return JSON.parse(decoder.decode(memory.slice(place.from, place.to)));
      const value = make();
      const text = encoder.encode(JSON.stringify(value));
      if (used + text.length <= memory.length) {
        memory.set(text, used);
        places.set(key, { from: used, to: used += text.length });
      }
      return value;
    },
  };
}

/** A file a key in an existing folder, as disk caches of the simpler kind keep them. */
export function fileStore(folder: string): Store {
  return {
    name: "disk: a file a key",
    look(key, make) {
      const path = `${folder}/${createHash("sha1").update(key).digest("hex")}.json`;
      try {
        return JSON.parse(Deno.readTextFileSync(path));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
      const value = make();
      Deno.writeTextFileSync(path, JSON.stringify(value));
      return value;
    },
  };
}

/** One SQLite file, synced as seldom as it can be. */
export function sqliteStore(path: string): Store {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  database.exec("CREATE TABLE cache (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
  const find = database.prepare("SELECT value FROM cache WHERE key = ?");
  const keep = database.prepare("INSERT INTO cache VALUES (?, ?)");
  return {
    name: "disk: one SQLite file",
    look(key, make) {
      const row = find.get(key);
      if (row) return JSON.parse(String(row.value));
      const value = make();
      keep.run(key, JSON.stringify(value));
      return value;
    },
    close: () => database.close(),
  };
}

/** Where a cache server is looked for. */
export const REDIS = { hostname: "127.0.0.1", port: 6379 } as const;
/** Keys of ours in a server that may hold other people's, and how long they may stay. */
const PREFIX = `straddle-bench:${crypto.randomUUID()}:`, SECONDS = "120";

/**
 * A Redis server on this machine; undefined when the program may not reach it, or none answers. One
 * request at a time, since a look-up waits for the one before.
 */
export async function redisStore(): Promise<Store | undefined> {
  const right = { name: "net", host: `${REDIS.hostname}:${REDIS.port}` } as const;
  if (Deno.permissions.querySync(right).state !== "granted") return undefined;
  let connection: Deno.TcpConn;
  try {
    connection = await Deno.connect(REDIS);
  } catch {
    return undefined;
  }
  connection.setNoDelay(true);
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  const buffer = new Uint8Array(1 << 20);

  /** Sends a command; its answer is a bulk string, or null for none, or a status line. */
  async function ask(...words: string[]): Promise<string | null> {
    const parts = words.map((word) => `$${encoder.encode(word).length}\r\n${word}\r\n`);
    const request = encoder.encode(`*${words.length}\r\n${parts.join("")}`);
    for (let sent = 0; sent < request.length;) {
      sent += await connection.write(request.subarray(sent));
    }
    let filled = 0;
    for (;;) {
      filled += await connection.read(buffer.subarray(filled)) ?? 0;
      const text = decoder.decode(buffer.subarray(0, filled));
      const line = text.indexOf("\r\n");
      if (line < 0) continue;
      if (text[0] !== "$") return text.slice(1, line);
      const size = Number(text.slice(1, line));
      if (size < 0) return null;
      if (filled >= line + 2 + size + 2) {
        return decoder.decode(buffer.subarray(line + 2, line + 2 + size));
      }
    }
  }

  return {
    name: "a cache server (Redis)",
    async look(key, make) {
      const text = await ask("GET", PREFIX + key);
      if (text !== null) return JSON.parse(text);
      const value = make();
      await ask("SET", PREFIX + key, JSON.stringify(value), "EX", SECONDS);
      return value;
    },
    close: () => connection.close(),
  };
}
