/** The files of `sweep --print`: what reaches the program through them, and what is tried again (W-5). */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { loadAll } from "js-yaml";
import { aws } from "../../src/sweep/deploy/aws.ts";
import {
  makeDeployment,
  MAY_RETRY,
  NEVER_RETRY,
  shardsFor,
  TRIES,
} from "../../src/sweep/deploy/deployment.ts";
import { kubernetes } from "../../src/sweep/deploy/kubernetes.ts";
import { parallel } from "../../src/sweep/deploy/parallel.ts";
import { slurm } from "../../src/sweep/deploy/slurm.ts";
import { expandedByKubernetes, FakeCommands, type Manifest } from "./deploy_files.ts";
import { works } from "../cli/processes.ts";
import { withFolder } from "../cli/program.ts";

const SHARDS = 8, INDEX = "3";

/** Words that somebody's shell, YAML or JSON may take for something else. */
const word = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((text) =>
    text.replaceAll(/[\0\ud800-\udfff]/g, "?")
  ),
  fc.constantFrom(
    ..."it's|$HOME|$(touch x)|`touch x`|a\\|\\$|a\nJSON\n|$$(JOB_COMPLETION_INDEX)|yes|~|*|#|!|&|%a"
      .split("|"),
    ...["0x1f", "1e3", "null", "- a", "a: b", '"', "\\'", "\u0085", "\ufeff", "{a}", "[b]", "|"],
  ),
);
const request = fc.record({
  pattern: word,
  values: fc.array(word, { minLength: 1, maxLength: 3 }),
  file: word.map((text) => text.replaceAll(/[/\\%]/g, "_").slice(0, 10)),
}).map(({ pattern, values, file }) => ({
  positional: [pattern, "2024"],
  options: values.flatMap((value) => ["--vary", `entry=${value}`]),
  output: `${file}.parquet`,
  shards: SHARDS,
  workers: 2,
  memory: 2e9,
  seconds: 60,
}));

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "whatever the command's words hold, each scheduler hands them to the program as they are",
  ignore,
  fn: () =>
    withFolder((folder) => {
      const fake = new FakeCommands(folder);
      const script = (text: string) => writeFileSync(join(folder, "it.sh"), text);
      fake.add("straddle");
      fake.add("sbatch", "echo '71;cluster'");
      fake.add("parallel");
      fake.add("aws", "echo an-id");
      fc.assert(
        fc.property(request, (request) => {
          const deployment = makeDeployment(request);
          const { output, positional, options } = request;
          const shards = deployment.folder;
          const shard = deployment.shard.map((word) =>
            typeof word === "string" ? word : `${INDEX}/${SHARDS}`
          ).slice(1);
          assert.ok(options.every((option) => shard.includes(option)));
          assert.ok(positional.every((word) => shard.includes(word)));
          const merge = ["sweep", "merge", shards, "-o", output];
          const told = () => fake.calls("straddle");

          script(slurm(deployment));
          fake.ok(["sh", "it.sh"]);
          const [array, after] = fake.calls("sbatch");
          const log = `${shards}/slurm-%a.log`;
          assert.deepEqual(array, [
            "--parsable",
            "--array=0-7",
            `--output=${log}`,
            "it.sh",
            "shard",
          ]);
          assert.deepEqual(after!.slice(-2), ["it.sh", "merge"]);
          assert.equal(after![0], "--dependency=afterok:71");
          assert.ok(Deno.statSync(join(folder, shards)).isDirectory);
          fake.ok(["sh", "it.sh", "shard"], { SLURM_ARRAY_TASK_ID: INDEX });
          fake.ok(["sh", "it.sh", "merge"]);
          assert.deepEqual(told(), [shard, merge]);

          script(parallel(deployment));
          fake.ok(["sh", "it.sh"]);
          assert.equal(fake.calls("parallel").length, 1);
          fake.ok(["sh", "it.sh", "shard", INDEX]);
          assert.deepEqual(told(), [merge, shard]);

          const jobs = loadAll(kubernetes(deployment)) as Manifest[];
          const words = jobs.map(({ spec }) => {
            const { command, args } = spec.template.spec.containers[0]!;
            return [...command, ...args].map((word) =>
              expandedByKubernetes(word, { JOB_COMPLETION_INDEX: INDEX })
            );
          });
          assert.deepEqual(words, [["straddle", ...shard], ["straddle", ...merge]]);

          script(aws(deployment));
          fake.ok(["sh", "it.sh"], { QUEUE: "q", IMAGE: "i$x", FILE_SYSTEM: "fs-1" });
          const [register, submit, last] = fake.calls("aws");
          const definition = JSON.parse(register![register!.indexOf("--cli-input-json") + 1]!);
          const { image, command, volumes } = definition.containerProperties;
          assert.equal(image, "i$x");
          assert.equal(volumes[0].efsVolumeConfiguration.fileSystemId, "fs-1");
          assert.ok(submit!.includes("size=8"));
          assert.ok(last!.includes("jobId=an-id"));
          const override = JSON.parse(last!.at(-1)!);
          for (const words of [command, override.command]) {
            const here = words.map((word: string) => word.replace("cd /work", `cd '${folder}'`));
            fake.ok(here, { AWS_BATCH_JOB_ARRAY_INDEX: INDEX });
          }
          assert.deepEqual(told(), [shard, merge]);
        }),
        { numRuns: 40 },
      );
    }),
});

const deploymentOf = (shards: number) =>
  makeDeployment({
    positional: [".", "2024"],
    options: ["--vary", "entry=N0,N5"],
    output: "out/My sweep!.parquet",
    shards,
    workers: 4,
    memory: 1.2e9,
    seconds: 90,
  });
const deployment = deploymentOf(SHARDS);

Deno.test({
  name: "each scheduler tries again what may do better, and never what may not",
  ignore,
  fn: () =>
    withFolder((folder) => {
      const fake = new FakeCommands(folder);
      fake.add("straddle", 'exit "$CODE"');
      fake.add("scontrol");
      writeFileSync(join(folder, "slurm.sh"), slurm(deployment));
      writeFileSync(join(folder, "parallel.sh"), parallel(deploymentOf(2)));
      const rules = (loadAll(kubernetes(deployment))[0] as Manifest).spec.podFailurePolicy!.rules;
      const triesOfKubernetes = (code: number) => {
        const rule = rules.find(({ onExitCodes }) => onExitCodes?.values.includes(code));
        return rule?.action === "FailIndex" ? 1 : TRIES;
      };
      fake.add("aws", "echo id");
      writeFileSync(join(folder, "aws.sh"), aws(deployment));
      fake.ok(["sh", "aws.sh"], { QUEUE: "q", IMAGE: "i", FILE_SYSTEM: "f" });
      const { retryStrategy } = JSON.parse(fake.calls("aws")[0]![3]!);
      assert.ok(retryStrategy.evaluateOnExit.length <= 5, "more than AWS Batch takes");
      const triesOfAws = (code: number) =>
        retryStrategy.evaluateOnExit.some((rule: { onExitCode: string; action: string }) =>
            rule.onExitCode === String(code) && rule.action === "EXIT"
          )
          ? 1
          : retryStrategy.attempts;
      const hasParallel = works("parallel", "--version");
      // deno-lint-ignore no-console
      if (!hasParallel) console.log("Skipping GNU parallel: it is not installed");
      for (const code of [...NEVER_RETRY, ...MAY_RETRY]) {
        const tries = MAY_RETRY.some((other) => other === code) ? TRIES : 1;
        let ofSlurm = 0;
        for (let again = true; again; ofSlurm++) {
          const env = { SLURM_ARRAY_TASK_ID: "0", SLURM_JOB_ID: "9", CODE: String(code) };
          const restarts = ofSlurm === 0 ? {} : { SLURM_RESTART_COUNT: String(ofSlurm) };
          const { code: end } = fake.run(["sh", "slurm.sh", "shard"], { ...env, ...restarts });
          assert.equal(end, code);
          again = fake.calls("scontrol").length > 0;
        }
        assert.deepEqual(
          [ofSlurm, triesOfKubernetes(code), triesOfAws(code)],
          [tries, tries, tries],
          `exit code ${code}`,
        );
        fake.calls("straddle");
        if (!hasParallel) continue;
        const { code: failed } = fake.run(["sh", "parallel.sh"], {
          CODE: String(code),
          JOBS: "2",
          PARALLEL_HOME: folder,
        });
        assert.equal(failed, 2, "parallel tells how many failed");
        const indices = fake.calls("straddle").map((words) => words[words.indexOf("--shard") + 1]);
        assert.equal(indices.length, 2 * tries, `exit code ${code}`);
      }
    }),
});

Deno.test("Kubernetes gets names, an index for each shard, and a merge that waits", () => {
  const [array, merge] = loadAll(kubernetes(deployment)) as Manifest[];
  assert.equal(array!.metadata.name, "straddle-my-sweep");
  assert.equal(array!.spec.completions, SHARDS);
  assert.equal(merge!.metadata.name, "straddle-my-sweep-merge");
  assert.equal(merge!.spec.suspend, true);
});

Deno.test("shards are as many as have a minute of work each, and as there are variants", () => {
  assert.deepEqual(
    [shardsFor(20, 100), shardsFor(600, 100), shardsFor(1e4, 50), shardsFor(1e7, 1e5)],
    [1, 10, 50, 1000],
  );
});
