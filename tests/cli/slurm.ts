/** A Slurm of one node, as long as a test takes: its daemons, its own files, ports nobody else has. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { runCommand, until, works } from "./processes.ts";

/** Whether Slurm is installed and may be started: its daemons want root. */
export function hasSlurm(): boolean {
  return Deno.uid() === 0 &&
    [["slurmctld", "-V"], ["slurmd", "-V"], ["munged", "--version"]].every((words) =>
      works(...words)
    );
}

export class LocalSlurm {
  readonly env: Readonly<Record<string, string>>;
  readonly #pidFiles: readonly string[];

  /** Starts it, with so many processors as far as it knows, and a partition that pre-empts. */
  constructor(folder: string, processors: number) {
    const at = (name: string) => join(folder, name);
    ["state", "spool", "munge"].forEach((name) => mkdirSync(at(name)));
    writeFileSync(at("munge/key"), crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 });
    const host = hostname().split(".")[0]!;
    writeFileSync(
      at("slurm.conf"),
      `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
AuthType=auth/munge
AuthInfo=socket=${at("munge/socket")}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}
SlurmctldLogFile=${at("slurmctld.log")}
SlurmdLogFile=${at("slurmd.log")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,builtin_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${processors} RealMemory=100000 State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES State=UP PriorityTier=1
PartitionName=urgent Nodes=${host} State=UP PriorityTier=9
`,
    );
    this.env = { SLURM_CONF: at("slurm.conf") };
    this.#pidFiles = [at("slurmd.pid"), at("slurmctld.pid"), at("munge/pid")];
    const munge = { key: "key-file", socket: "socket", pid: "pid-file", log: "log-file" };
    this.ok([
      ...["munged", "--force", `--seed-file=${at("munge/seed")}`],
      ...Object.entries(munge).map(([name, option]) => `--${option}=${at(`munge/${name}`)}`),
    ]);
    this.ok(["slurmctld"]);
    this.ok(["slurmd"]);
  }

  /** Runs one of its commands, which must succeed; standard output. */
  ok(words: readonly string[], cwd?: string, env: Readonly<Record<string, string>> = {}): string {
    const { code, stdout, stderr } = runCommand(words, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...this.env, ...env },
    });
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** The jobs and tasks that are not done, and why they wait. */
  waiting(): { readonly job: string; readonly reason: string }[] {
    return this.ok(["squeue", "--noheader", "--array", "--format=%i %r"]).trim().split("\n")
      .filter((line) => line !== "").map((line) => {
        const [job = "", reason = ""] = line.split(" ");
        return { job, reason };
      });
  }

  /** Lets requeued tasks start now: Slurm would have them wait for two minutes. */
  hurry(): void {
    for (const { job, reason } of this.waiting()) {
      if (reason === "BeginTime") {
        runCommand(["scontrol", "update", `JobId=${job}`, "StartTime=now"], { env: this.env });
      }
    }
  }

  /** Ends its jobs, then its daemons, which have nothing to keep. */
  async stop(): Promise<void> {
    runCommand(["scancel", "--user=root", "--full"], { env: this.env });
    await until(() => this.waiting().length === 0, "the end of all jobs").catch(() => {});
    for (const path of this.#pidFiles) {
      const pid = Number(readFileSync(path, "utf8"));
      Deno.kill(pid, "SIGKILL");
      await until(() => isGone(pid), `the end of ${path}`);
    }
  }
}

/** Whether a process has ended, though its parent may not have looked yet. */
function isGone(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return true;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
