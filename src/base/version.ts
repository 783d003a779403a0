/** The program's version and what it stands on, from the one place that states them. */
import config from "../../deno.json" with { type: "json" };

export const VERSION: string = config.version;

/** `straddle 1.2.3 (Deno 2.9.6, DuckDB 1.5.6)`. */
export function versionLine(): string {
  const duckdb = /@([\d.]+)[^@]*$/.exec(config.imports["@duckdb/node-bindings"])?.[1];
  return `straddle ${VERSION} (Deno ${Deno.version.deno}, DuckDB ${duckdb})`;
}
