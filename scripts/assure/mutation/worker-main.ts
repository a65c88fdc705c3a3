import { readFileSync } from "node:fs";
import { Killers } from "./killers.ts";
import { killAll, type Work } from "./score.ts";

/** Tries the mutants of a file of work; one line of JSON for each. */
const { files, codes, jobs, check } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Work;
process.env.CASES ??= "12";
const killers = await Killers.load(files);
killers.use(new Map(codes));
const red = check ? await killers.run(0, [...new Set(jobs.flatMap(({ tests }) => tests))]) : undefined;
if (red) throw new Error(`red without any mutant: ${red.test}: ${red.message}`);
await killAll(killers, jobs, (id, killedBy) => process.stdout.write(`${JSON.stringify({ id, red: killedBy })}\n`));
process.exit();
