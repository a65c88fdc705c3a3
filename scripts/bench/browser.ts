import { readFileSync } from "node:fs";
import { SETS } from "#client/prepare";
import type { Graph } from "#models/graph/graph";
import { buildKernels } from "#scripts/build";
import { bundled, inChromium } from "./chromium.ts";
import { median, round } from "./statistics.ts";

/** As the patient's page does it: sets are dealt and sealed one after the other, each half under a key of its own. */
const WORKER = `
  import { dealFrom, drawOrigin } from "./oracle/mpc/deal/deal.ts";
  import { planOf } from "./oracle/mpc/plan/plan.ts";
  import { loadKernels } from "./oracle/mpc/ring/kernels.ts";
  import { sealSet } from "./oracle/wire/sealed-set.ts";
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  // What goes wrong in a promise would be told to nobody.
  addEventListener("unhandledrejection", ({ reason }) => { throw reason; });
  addEventListener("message", async ({ data: { wasm, graph, sets } }) => {
    const kernels = await loadKernels(wasm);
    const plan = planOf(graph);
    const deals: number[] = [];
    const seals: number[] = [];
    let bytes = 0;
    for (let i = 0; i < sets; i++) {
      const began = performance.now();
      const { set0, set1 } = dealFrom(kernels, plan, drawOrigin(plan, random));
      const dealt = performance.now();
      for (const set of [set0, set1]) bytes += (await sealSet(set, random(32))).length;
      deals.push(dealt - began);
      seals.push(performance.now() - dealt);
    }
    postMessage({ deals, seals, bytes });
  });
`;

interface Dealt {
  deals: number[];
  seals: number[];
  bytes: number;
}

/**
 * Dealing and sealing in a worker of a page in chromium, everything that the patient's device computes for a case. Each
 * repetition is a new worker, because a patient's page does it once: nothing is warm.
 *   dealMs, sealMs   one set, medians over all of them
 *   firstDealMs      the first of each worker, which the compiler's lower tiers make slower
 *   caseMs           the sets of one case, dealt and sealed
 */
export async function benchBrowser(graph: Graph, reps: number): Promise<Record<string, unknown>> {
  const script = await bundled(WORKER);
  const wasm = readFileSync(buildKernels()).toString("base64");
  const runs = await inChromium(async (browser) => {
    const page = await browser.newPage();
    // WebCrypto is there only for an origin that the browser trusts.
    await page.route("http://localhost/", (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto("http://localhost/");
    const all: Dealt[] = [];
    for (let rep = 0; rep < reps; rep++) {
      const run = `new Promise((done, fail) => {
        const url = URL.createObjectURL(new Blob([${JSON.stringify(script)}], { type: "text/javascript" }));
        const worker = new Worker(url);
        worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
        worker.onerror = ({ message }) => fail(new Error(message));
        const wasm = Uint8Array.from(atob(${JSON.stringify(wasm)}), (c) => c.charCodeAt(0));
        worker.postMessage({ wasm, graph: ${JSON.stringify(graph)}, sets: ${SETS} });
      })`;
      all.push((await page.evaluate(run)) as Dealt);
    }
    return all;
  });
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    reps,
    sets: SETS,
    dealMs: round(median(runs.flatMap(({ deals }) => deals))),
    firstDealMs: round(median(runs.map(({ deals }) => deals[0]!))),
    sealMs: round(median(runs.flatMap(({ seals }) => seals))),
    caseMs: round(median(runs.map(({ deals, seals }) => sum(deals) + sum(seals)))),
    sealedBytes: runs[0]!.bytes,
  };
}
