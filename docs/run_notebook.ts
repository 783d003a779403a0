// deno-lint-ignore-file no-console
/**
 * `deno task notebook`: runs the cells of docs/notebook.ipynb one after the other, as Deno's kernel
 * does, with the rights of the program and no more, and renews what they print.
 */
import { fileURLToPath } from "node:url";
import { denoArgs } from "../tests/cli/program.ts";

const docs = fileURLToPath(new URL("./", import.meta.url));
export const NOTEBOOK = `${docs}notebook.ipynb`;

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  execution_count?: number | null;
  outputs?: readonly unknown[];
}

/** Stands between what one cell prints and the next. */
const BETWEEN = "\n--- the next cell ---\n";

/** The notebook's text with what its cells print today; throws what a cell does. */
export async function runNotebook(text: string, env: Record<string, string> = {}): Promise<string> {
  const notebook: { cells: Cell[] } = JSON.parse(text);
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
  const script = code.map(({ source }) => source.join(""))
    .join(`\nconsole.log(${JSON.stringify(BETWEEN.slice(0, -1))});\n`);
  // The cells' path of the module is that from docs.
  const args = [...denoArgs().slice(0, -1), "--config", "../deno.json", "-"];
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: docs,
    env: { NO_COLOR: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(stderr);
  if (!success || said !== "") throw new Error(`The notebook says on stderr: ${said}`);
  const printed = new TextDecoder().decode(stdout).split(BETWEEN);
  code.forEach((cell, i) => {
    cell.execution_count = i + 1;
    const lines = printed[i]!.match(/.*\n/g) ?? [];
    cell.outputs = lines.length === 0
      ? []
      : [{ name: "stdout", output_type: "stream", text: lines }];
  });
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

if (import.meta.main) {
  Deno.writeTextFileSync(NOTEBOOK, await runNotebook(Deno.readTextFileSync(NOTEBOOK)));
  console.log(NOTEBOOK);
}
