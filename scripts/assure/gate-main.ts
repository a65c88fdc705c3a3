import { coverageOf, testFile, UNIT_TESTS } from "./coverage.ts";
import { Killers } from "./mutation/killers.ts";
import { textOf } from "./mutation/report.ts";
import { probedProgram, score } from "./mutation/score.ts";

/**
 * The gate of every change, in one process since both need the same runs of the tests: full coverage of lines and branches,
 * and a sample of mutants of which none may survive that is not listed as equivalent.
 */
const SAMPLE = 30;

const files = UNIT_TESTS.map(testFile);
const killers = await Killers.load(files, true);
const { probes, codes } = probedProgram();
killers.use(codes);
const reached = await killers.reach();
const covered = coverageOf(probes, new Set([...reached.values()].flatMap((hits) => [...hits])));
console.log(covered.text);
const result = await score(killers, files, probes, reached, SAMPLE, true, (line) => console.error(line));
console.log(textOf(result));
process.exit(covered.gaps > 0 || result.survivors.length > 0 ? 1 : 0);
