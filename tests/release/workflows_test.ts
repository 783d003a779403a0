/** The workflows in .github: what they may do, what they run, and that every target has a runner. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { ROOT } from "../../.ci/packages.ts";

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: { readonly include?: readonly Target[] } };
}

interface Target {
  readonly os: string;
  readonly target: string;
}

const FOLDER = join(ROOT, ".github", "workflows");
const files = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), "utf8");
  const { permissions, jobs } = load(text) as { permissions: object; jobs: Record<string, Job> };
  return { name, text, permissions, jobs: Object.values(jobs) };
});
const jobs = files.flatMap(({ jobs }) => jobs);

Deno.test("every action is pinned to a commit, its version beside it", () => {
  for (const { name, text } of files) {
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    assert.ok(uses.length > 0, name);
    for (const line of uses) {
      assert.match(line, /uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    }
  }
});

Deno.test("a workflow may do nothing of itself, a job no more than it needs, and none for ever", () => {
  for (const { name, permissions } of files) assert.deepEqual(permissions, {}, name);
  for (const job of jobs) {
    assert.ok(job["timeout-minutes"]! <= 60);
    const writes = Object.entries(job.permissions!).filter(([, right]) => right !== "read");
    const runsCode = job.steps.some(({ run }) => /deno|npx|node/.test(run ?? ""));
    assert.ok(writes.length === 0 || !runsCode, "a job that may write runs no code of packages");
  }
});

Deno.test("no checkout keeps the token, and nothing of an event gets into a script", () => {
  for (const { run, uses, with: inputs } of jobs.flatMap(({ steps }) => steps)) {
    if (uses?.startsWith("actions/checkout@")) assert.equal(inputs!["persist-credentials"], false);
    assert.doesNotMatch(run ?? "", /\$\{\{/);
  }
});

Deno.test("every target that can be compiled is, on a runner that exists", async () => {
  const args = ["run", "-A", join(ROOT, ".ci", "compile.ts"), "none"];
  const { stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const targets = /choose one of (.*)/.exec(new TextDecoder().decode(stderr))![1]!.split(", ");
  const built = jobs.flatMap(({ strategy }) => strategy?.matrix.include ?? []);
  assert.deepEqual(built.map(({ target }) => target).sort(), targets.sort());
  // Retired: macos-13 (2025-12), ubuntu-20.04 (2025-04), windows-2019 (2025-06).
  for (const { os } of built) assert.doesNotMatch(os, /macos-1[0-3]|ubuntu-20|windows-2019/);
});
