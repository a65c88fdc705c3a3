/** A shard in a thread of its own: answers each message with the result of the task it names. */
import { parentPort, workerData } from "node:worker_threads";
import { openShard, type ShardSetup, type Tasks } from "./tasks.ts";

const tasks = openShard(workerData as ShardSetup);

parentPort!.on("message", async ({ task, args }: { task: keyof Tasks; args: unknown[] }) => {
  const run = (await tasks)[task] as (...given: unknown[]) => unknown;
  parentPort!.postMessage(run(...args));
});
