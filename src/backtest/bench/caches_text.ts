/** What `bench --caches` prints. */
import type { CacheBench } from "./caches.ts";
import { tableLines } from "./text.ts";
import { REDIS } from "./cache_stores.ts";

/** The measurements as three small tables. */
export function cacheLines({ caches, designs, lookUps, keys, stores }: CacheBench): string {
  const ours = stores[0]!;
  const ratio = (a: number, b: number) => `${(a / b).toFixed(a / b < 10 ? 2 : 0)} ×`;
  const tables = [
    [
      ["cache (full run, all workers)", "entries", "hits", "misses", "bytes"],
      ...caches.map(({ name, entries, hits, misses, bytes }) => [
        name,
        ...[entries, hits, misses, bytes].map(String),
      ]),
    ],
    [
      ["design", "memoized, s", "not, s", "not / memoized"],
      ...designs.map(({ design, memoized, plain }) => [
        design,
        memoized.toFixed(3),
        plain.toFixed(3),
        ratio(plain, memoized),
      ]),
    ],
    [
      [
        `kind of cache (${lookUps} look-ups of ${keys} keys)`,
        "filling, µs",
        "filled, µs",
        "× ours",
      ],
      ...stores.map(({ name, filling, filled }) => [
        name,
        filling.toFixed(2),
        filled.toFixed(2),
        ratio(filled, ours.filled),
      ]),
    ],
  ];
  const server = stores.some(({ name }) => name.includes("Redis"))
    ? ""
    : `No cache server was measured: start redis-server at ${REDIS.hostname}:${REDIS.port} and run ` +
      "deno task bench:caches, which may reach it.\n";
  return tables.map(tableLines).join("\n") + server;
}
