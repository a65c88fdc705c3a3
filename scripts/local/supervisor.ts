import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { DoctorError } from "#errors";
import type { Logger } from "#service/log";

export interface Child {
  readonly role: string;
  readonly process: ChildProcess;
  /** True once the process has ended, for whatever reason. */
  readonly exited: boolean;
}

/** Starts the local network's processes, puts their role in front of each line they log, and ends them all together. */
export class Supervisor {
  readonly log: Logger;
  readonly #children: (Child & { exited: boolean })[] = [];
  readonly #quiet: boolean;
  #stopping = false;
  #onCrash: (role: string) => void = () => {};

  constructor(log: Logger, { quiet = false } = {}) {
    this.log = log;
    this.#quiet = quiet;
  }

  /** Called when a process ends that nobody told to. */
  onCrash(handler: (role: string) => void): void {
    this.#onCrash = handler;
  }

  spawn(role: string, command: string, args: readonly string[]): Child {
    // Own process groups: Ctrl-C reaches this process alone, which then ends the others in order.
    return this.#adopt(role, spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], detached: true }));
  }

  /** Starts one of our own roles and waits until it says that it is ready; `ready` is what it said. */
  async fork(
    role: string,
    module: string,
    env: Record<string, string>,
    onMessage: (message: any) => void = () => {},
  ): Promise<{ child: Child; ready: any }> {
    const process_ = fork(module, [], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
      execArgv: ["--import", "tsx", "--disable-warning=ExperimentalWarning"],
      env: { ...process.env, ...env },
    });
    const child = this.#adopt(role, process_);
    return new Promise((resolve, reject) => {
      process_.on("message", (message: any) =>
        message?.ready ? resolve({ child, ready: message.ready }) : onMessage(message),
      );
      process_.on("exit", () =>
        reject(
          new DoctorError("E708_ROLE_FAILED", `The ${role} did not start.`, `The lines marked [${role}] say why.`),
        ),
      );
    });
  }

  /** Ends every process, the youngest first, and waits for each: SIGTERM, then SIGKILL after 5 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of this.#children.toReversed()) {
      if (child.exited) continue;
      const gone = once(child.process, "exit");
      child.process.kill(child.role === "chain" ? "SIGINT" : "SIGTERM");
      const timer = setTimeout(() => child.process.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(timer);
    }
  }

  #adopt(role: string, process_: ChildProcess): Child {
    const child = { role, process: process_, exited: false };
    this.#children.push(child);
    for (const stream of [process_.stdout, process_.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (line.trim() && !this.#quiet)
          process.stderr.write(line.startsWith("[") ? `${line}\n` : `[${role}] ${line}\n`);
      });
    }
    const ended = () => {
      if (child.exited) return;
      child.exited = true;
      if (!this.#stopping) this.#onCrash(role);
    };
    process_.on("exit", ended);
    process_.on("error", (error) => {
      this.log.error({ err: error }, `${role} could not be started`);
      ended();
    });
    return child;
  }
}
