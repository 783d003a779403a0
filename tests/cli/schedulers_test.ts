/**
 * A sweep on real schedulers, where things go wrong: the files that `--print` writes give the same
 * bytes as one process (W-5).
 */
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { commandText } from "../../src/base/text.ts";
import { expandedByKubernetes, type Manifest } from "../sweep/deploy_files.ts";
import { commandOf, pause, runCommand, until, works } from "./processes.ts";
import { environment, MINI, SAMPLE, straddleOk, withFolder } from "./program.ts";
import { hasSlurm, LocalSlurm } from "./slurm.ts";

const SHARDS = 8;
const SWEEP = [
  ...["sweep", ".", "2023", "2024", "--data", "data"],
  ...["--vary", "entry=N0,N1,N2,N3,N4,N5,N6,N7", "--vary", "expiry=F1,F2,F3,F4,R1,R2"],
  ...["--vary", "weight=10,20"],
  ...["--workers", "1", "-o", "sweep.parquet"],
];
/** The shards that trouble meets; the faults are files of these names, and go when they happened. */
const KILLED = 1, PREEMPTED = 2, SPOILT = 3;

/**
 * The program on nodes where things go wrong. A shard that is killed, or stopped until it is ended,
 * has some of its variants then, and the second time no more; the spoilt one finds a folder of other
 * prices.
 */
const NODE = `#!/bin/sh
echo "$*" >>calls
straddle() {
  ${commandText(commandOf([]))} "$@"
}
some() {
  file=sweep.shards/shard-000$shard-of-000$shards.sweep.unfinished
  # What went on from there may be done with the next variants.
  [ -e "$file" ] && again=yes
  ${commandText(commandOf([]))} "$@" &
  pid=$!
  [ "$again" ] && return
  until [ -s "$file" ] || ! kill -0 $pid; do :; done
  : >"begun-$shard"
  # In short steps, lest it be done before anybody looks.
  until kill -STOP $pid; [ "$file" -nt "begun-$shard" ] || ! kill -0 $pid; do kill -CONT $pid; done
}
shard=\${*#*--shard }
shard=\${shard%%/*}
shards=\${*#*--shard ?/}
shards=\${shards%% *}
case $shard in
${KILLED}) if rm faults/kill 2>/dev/null; then
  some "$@"; kill -KILL $pid; wait $pid; exit
fi ;;
${PREEMPTED}) if rm "$(ls -d faults/pre-empt-* 2>/dev/null | head -n 1)" 2>/dev/null; then
  some "$@"; kill -STOP $pid; echo $pid >stopped; wait $pid; exit
fi ;;
${SPOILT}) if [ -e faults/spoil ]; then
  for word; do
    shift
    [ "$word" = data ] && word=spoilt
    set -- "$@" "$word"
  done
fi ;;
esac
straddle "$@"
`;

/** A folder with inputs, faults, and the script of a scheduler. */
async function prepare(
  folder: string,
  scheduler: string,
  faults: readonly string[],
  shards = SHARDS,
) {
  const at = (name: string) => join(folder, name);
  ["data", "spoilt"].forEach((name) => cpSync(SAMPLE, at(name), { recursive: true }));
  const prices = readFileSync(join(MINI, "prices.parquet"));
  writeFileSync(at("spoilt/prices.parquet"), prices.subarray(0, prices.length / 2));
  ["bin", "faults"].forEach((name) => mkdirSync(at(name)));
  faults.forEach((name) => writeFileSync(at(`faults/${name}`), ""));
  writeFileSync(at("bin/straddle"), NODE);
  chmodSync(at("bin/straddle"), 0o755);
  writeFileSync(at("sweep.sh"), await print(folder, scheduler, shards));
  const { PATH } = environment();
  return {
    at,
    env: { PATH: `${at("bin")}:${PATH}` },
    /** How often each shard was tried. */
    tries() {
      const calls = readFileSync(at("calls"), "utf8");
      return Array.from(
        { length: shards },
        (_, i) => calls.split(`--shard ${i}/${shards} `).length - 1,
      );
    },
  };
}

function print(cwd: string, scheduler: string, shards: number): Promise<string> {
  const words = ["--print", scheduler, "--shards", String(shards), "--memory", "2GB"];
  return straddleOk([...SWEEP, ...words], { cwd });
}

let whole: Promise<Uint8Array> | undefined;

/** The sweep made by one process. */
function unsharded(): Promise<Uint8Array> {
  return whole ??= withFolder(async (folder) => {
    cpSync(SAMPLE, join(folder, "data"), { recursive: true });
    await straddleOk([...SWEEP, "-q"], { cwd: folder });
    return readFileSync(join(folder, "sweep.parquet"));
  });
}

const skip = (what: string, isThere: boolean) => {
  // deno-lint-ignore no-console
  if (!isThere) console.log(`Skipping a test: ${what}`);
  return !isThere;
};

Deno.test({
  name: "a Slurm array with a killed, a twice pre-empted and a spoilt shard gives the same bytes",
  ignore: skip("it needs root and the packages slurm-wlm and munge", hasSlurm()),
  fn: () =>
    withFolder(async (folder) => {
      const faults = ["kill", "pre-empt-1", "pre-empt-2", "spoil"];
      const { at, env, tries } = await prepare(folder, "slurm", faults);
      mkdirSync(at("slurm"));
      const slurm = new LocalSlurm(at("slurm"), SHARDS);
      const settle = async () => {
        for (let left = 1; left > 0; left = slurm.waiting().length) {
          slurm.hurry();
          await pause(200);
        }
      };
      try {
        await until(
          () => slurm.ok(["sinfo", "--noheader", "--format=%t"]).trim() === "idle",
          "the node",
        );
        slurm.ok(["sh", "sweep.sh"], folder, env);
        for (let time = 0; time < 2; time++) {
          await until(() => {
            slurm.hurry();
            return existsSync(at("stopped"));
          }, "the shard to be pre-empted");
          Deno.removeSync(at("stopped"));
          const urgent = [
            "-p",
            "urgent",
            "-n",
            String(SHARDS),
            "-o",
            "/dev/null",
            "--wrap",
            "true",
          ];
          slurm.ok(["sbatch", ...urgent]);
        }
        await settle();
        assert.ok(!existsSync(at("sweep.parquet")), "merged though a shard failed");
        const before = tries();
        assert.equal(before[SPOILT], 1, "bad input was tried again");
        assert.ok(before[KILLED]! >= 2 && before[PREEMPTED]! >= 3, String(before));
        const log = readFileSync(at(`sweep.shards/slurm-${PREEMPTED}.log`), "utf8");
        assert.equal(log.match(/DUE TO PREEMPTION/g)?.length, 2, log);
        assert.match(log, /of them made before/);

        Deno.removeSync(at("faults/spoil"));
        slurm.ok(["sh", "sweep.sh"], folder, env);
        await settle();
        assert.deepEqual(tries().map((count, i) => count - before[i]!), Array(SHARDS).fill(1));
        assert.deepEqual(readFileSync(at("sweep.parquet")), await unsharded());
      } finally {
        await slurm.stop();
      }
    }),
});

Deno.test({
  name: "GNU parallel with a killed and a spoilt shard gives the same bytes",
  ignore: skip("it needs the package parallel", works("parallel", "--version")),
  fn: () =>
    withFolder(async (folder) => {
      const { at, env, tries } = await prepare(folder, "parallel", ["kill", "spoil"], 4);
      const options = { cwd: folder, env: { ...env, PARALLEL_HOME: folder, JOBS: "2" } };
      const first = runCommand(["sh", "sweep.sh"], options);
      assert.equal(first.code, 1, first.stderr);
      assert.match(
        first.stderr,
        /^3\t.*Cannot read prices ".*spoilt\/prices\.parquet": the file is damaged/m,
      );
      assert.equal(first.stderr.match(/^3\t/gm)?.length, 1, "said again with every try");
      assert.ok(!existsSync(at("sweep.parquet")), "merged though a shard failed");
      const before = tries();
      assert.deepEqual(before, [1, 2, 1, 1]);
      const log = readFileSync(at("sweep.shards/parallel.log"), "utf8").trim().split("\n").slice(1)
        .map((line) => line.split("\t"));
      const ends = log.map(([, , , , , , code, , command]) => `${command} ${code}`);
      assert.ok(ends.includes('sh "$script" shard 3 3'), ends.join("\n"));

      Deno.removeSync(at("faults/spoil"));
      const second = runCommand(["sh", "sweep.sh"], options);
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(tries().map((count, i) => count - before[i]!), Array(4).fill(1));
      assert.deepEqual(readFileSync(at("sweep.parquet")), await unsharded());
    }),
});

Deno.test({
  name:
    "containers of Kubernetes and AWS Batch make shards by their index, which merge to the same bytes",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const { at, env } = await prepare(folder, "k8s", [], 2);
      const [array, merge] = loadAll(readFileSync(at("sweep.sh"), "utf8")) as Manifest[];
      const inPod = ({ spec }: Manifest, index: Readonly<Record<string, string>>) => {
        const { command, args } = spec.template.spec.containers[0]!;
        const words = [...command, ...args].map((word) => expandedByKubernetes(word, index));
        const { code, stderr } = runCommand(words, { cwd: folder, env: { ...env, ...index } });
        assert.equal(code, 0, stderr);
      };
      inPod(array!, { JOB_COMPLETION_INDEX: "0" });
      // Its definition, as the command line of AWS gets it.
      writeFileSync(at("bin/aws"), `#!/bin/sh\nprintf '%s\\0' "$@" >>aws.told\n`);
      chmodSync(at("bin/aws"), 0o755);
      writeFileSync(at("aws.sh"), await print(folder, "aws", 2));
      const queue = { QUEUE: "queue", IMAGE: "image", FILE_SYSTEM: "fs-1" };
      assert.equal(
        runCommand(["sh", "aws.sh"], { cwd: folder, env: { ...env, ...queue } }).code,
        0,
      );
      const told = readFileSync(at("aws.told"), "utf8").split("\0");
      const definition = JSON.parse(told[told.indexOf("--cli-input-json") + 1]!);
      const words: string[] = definition.containerProperties.command;
      const made = runCommand(
        words.map((word) => word.replace("cd /work", `cd '${folder}'`)),
        { env: { ...env, AWS_BATCH_JOB_ARRAY_INDEX: "1" } },
      );
      assert.equal(made.code, 0, made.stderr);
      inPod(merge!, {});
      assert.deepEqual(readFileSync(at("sweep.parquet")), await unsharded());
    }),
});
