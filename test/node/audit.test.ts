import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { lenet } from "#models/graph/lenet";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { decodeMaterial, encodeMaterial, inMemory, nameOf } from "#mpc/tape/material";
import { auditDealer, type Evidence } from "#node/audit";
import type { CaseSet, CheckedBundle } from "#node/check-bundle";
import type { NodeContext } from "#node/context";
import type { LinkSession } from "#node/link/session";
import type { RunnableModel } from "#node/model-shelf";
import type { SetShelf } from "#node/set-shelf";
import { NodeStore } from "#node/store";
import type { Manifest } from "#wire/manifest";
import { kernels } from "../mpc/rig.ts";

const plan = planOf(lenet({ size: 28, classes: 2 }));
type Two<T> = [T, T];

/** Two ends of a session in this process; `change` is what a deviating end does to what it sends. */
function sessions(change: (from: 0 | 1, message: any) => unknown = (_, message) => message): Two<LinkSession> {
  const channels = memoryPair();
  const queues: Two<unknown[]> = [[], []];
  const waiting: Two<((message: unknown) => void)[]> = [[], []];
  const end = (me: 0 | 1): LinkSession => ({
    channel: channels[me],
    sendMessage: async (message) => {
      const other = (1 - me) as 0 | 1;
      const said = JSON.parse(JSON.stringify(change(me, message)));
      const wanted = waiting[other].shift();
      if (wanted) wanted(said);
      else queues[other].push(said);
    },
    receiveMessage: () =>
      queues[me].length > 0 ? Promise.resolve(queues[me].shift()) : new Promise((resolve) => waiting[me].push(resolve)),
    close: () => {},
  });
  return [end(0), end(1)];
}

/** A shelf that has one set. */
const shelfOf = (half: Uint8Array) =>
  ({ use: (_caseId, _set, work) => work(inMemory(half)) }) satisfies Pick<SetShelf, "use"> as SetShelf;

/** A dealing whose last correction has a bit flipped, under a hash that fits. */
function forge(set1: Uint8Array): Uint8Array {
  const material = decodeMaterial(plan, 1, set1.slice());
  material.corrections[0] ^= 1;
  return encodeMaterial(plan, material);
}

/** Both nodes audit set 0 of one case; what each of them comes to. */
async function audited(options: {
  forged?: boolean;
  change?: (from: 0 | 1, message: any) => unknown;
  /** what party 1 does when it is done */
  afterwards?: (half1: Uint8Array, end: LinkSession) => Promise<unknown>;
}): Promise<Two<PromiseSettledResult<Evidence | undefined>>> {
  const k = await kernels();
  const { set0, set1 } = deal(k, plan, randomBytes);
  const halves = [set0, options.forged ? forge(set1) : set1] as const;
  const manifest = { sets: [halves.map((half) => ({ name: nameOf(half) }))] } as unknown as Manifest;
  const model: RunnableModel = { digest: "", plan, weights: new Int32Array() };
  const ends = sessions(options.change);
  const run = (party: 0 | 1) => {
    const bundle = { sets: [{ name: nameOf(halves[party]) } as CaseSet] } as unknown as CheckedBundle;
    const store = new NodeStore(":memory:");
    const context = { store, kernels: k, party, sets: shelfOf(halves[party]) } as unknown as NodeContext;
    return auditDealer(context, "1", bundle, manifest, model, 0, ends[party]);
  };
  const patience = new Promise<never>((_, reject) => setTimeout(reject, 500, { code: "waits" }));
  return Promise.allSettled([
    Promise.race([run(0), patience]),
    Promise.race([run(1).finally(() => options.afterwards?.(halves[1], ends[1])), patience]),
  ]);
}

/** Party 1 says that an honest set is forged. */
function withoutPermutation(from: 0 | 1, message: { permutation?: number[] }): unknown {
  const { permutation, ...rest } = message;
  return from === 0 ? message : rest;
}

const codes = (results: Two<PromiseSettledResult<unknown>>) =>
  results.map((result) => (result.status === "rejected" ? (result.reason as { code: string }).code : "done"));

describe("two nodes audit the dealer", () => {
  it("find nothing in an honest set", async () => {
    const results = await audited({});
    expect(results).to.deep.equal([
      { status: "fulfilled", value: undefined },
      { status: "fulfilled", value: undefined },
    ]);
  });

  it("both hold the same evidence against a forged one", async () => {
    const [a, b] = await audited({ forged: true });
    expect(a.status === "fulfilled" && a.value?.where).to.be.a("string");
    expect(a).to.deep.equal(b);
  });

  it("notice a peer that hides a forgery", async () => {
    const hide = (from: 0 | 1, message: object) => (from === 1 ? { ...message, permutation: [0, 1] } : message);
    expect(codes(await audited({ forged: true, change: hide }))[0]).to.equal("E413_FALSE_HALF");
  });

  it("notice a peer that shows another half than was committed to", async () => {
    const other = (liar: 0 | 1) => (from: 0 | 1, message: object) =>
      from === liar ? { ...message, seed: `0x${"07".repeat(32)}` } : message;
    expect(codes(await audited({ change: other(0) }))[1]).to.equal("E413_FALSE_HALF");
    expect(codes(await audited({ change: other(1) }))[0]).to.equal("E413_FALSE_HALF");
  });

  it("notice a peer that audits another set", async () => {
    const other = (_: 0 | 1, message: object) => ({ ...message, audited: 1 });
    expect(codes(await audited({ change: other }))).to.include("E411_PEER_DISAGREES");
  });

  it("notice a peer that cries wolf", async () => {
    // All that the accuser can show under the committed hash is the honest half itself.
    const results = await audited({
      change: withoutPermutation,
      afterwards: (half1, end) => end.channel.exchange(half1, new Uint8Array(1)),
    });
    expect(codes(results)[0]).to.equal("E413_FALSE_HALF");
  });

  it("notice a peer that accuses with other bytes under the committed name", async () => {
    const results = await audited({
      change: withoutPermutation,
      // The header states the committed name; the corrections behind it do not have it.
      afterwards: (half1, end) => {
        const other = half1.slice();
        other[other.length - 1]! ^= 1;
        return end.channel.exchange(other, new Uint8Array(1));
      },
    });
    expect(codes(results)[0]).to.equal("E413_FALSE_HALF");
  });

  it("never show a set that was used, whatever the chain says now", async () => {
    const k = await kernels();
    const stores: Two<NodeStore> = [new NodeStore(":memory:"), new NodeStore(":memory:")];
    const { set0 } = deal(k, plan, randomBytes);
    const name = nameOf(set0);
    const manifest = { sets: [[{ name }, { name: new Uint8Array(32) }]] } as unknown as Manifest;
    stores[0].markUsed(name, "1", "now");
    let said = 0;
    const [session] = sessions((_, message) => {
      said++;
      return message;
    });
    const context = { store: stores[0], kernels: k, party: 0, sets: shelfOf(set0) } as unknown as NodeContext;
    const bundle = { sets: [{ name } as CaseSet] } as unknown as CheckedBundle;
    const model: RunnableModel = { digest: "", plan, weights: new Int32Array() };
    const error = await auditDealer(context, "1", bundle, manifest, model, 0, session).catch((reason) => reason);
    expect(error.code).to.equal("E330_MATERIAL_USED");
    expect(said, "messages sent before the refusal").to.equal(0);
  });
});
