/** Two whole nodes of a pair as far as reading goes: their stores, material on disk, and the real link between them. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { pino } from "pino";
import { type CaseSecrets, modelInputOf, prepareCase } from "#client/prepare";
import { publishCase } from "#client/publish";
import { lenet } from "#models/graph/lenet";
import { encodeBlob } from "#models/imaging/blob";
import { runFixed } from "#models/reference/fixed";
import { quantise } from "#models/reference/quantise";
import { confidenceOf, toGrid } from "#models/reference/release";
import { planOf } from "#mpc/plan/plan";
import { shareWeights } from "#mpc/share/split";
import { countersigned, signReport } from "#node/attest";
import { type CheckedBundle, checkBundle } from "#node/check-bundle";
import type { NodeContext } from "#node/context";
import { fetchBundle, fetchManifest } from "#node/fetch-case";
import { hear } from "#node/hear";
import { certificateHash, createIdentity } from "#node/link/identity";
import { connect, listen } from "#node/link/link";
import type { LinkSession } from "#node/link/session";
import type { RunnableModel } from "#node/model-shelf";
import { Progress } from "#node/progress";
import { type Reading, runCase } from "#node/run";
import { call, Sessions } from "#node/sessions";
import { SetShelf } from "#node/set-shelf";
import { NodeStore } from "#node/store";
import { generator, sampleWeights } from "#scripts/bench/sample";
import { memoryBlobs } from "#storage/blobs";
import { Countersign } from "#wire/api";
import { unhex } from "#wire/bytes";
import { newIdentity, recipientOf } from "#wire/seal";
import { loadModel } from "../../app/zoo.ts";
import { kernels } from "../mpc/rig.ts";

type Two<T> = readonly [T, T];
const PATIENT = `0x${"aa".repeat(20)}`;
const SIDE = 28;

export interface PublishedCase {
  readonly id: string;
  readonly bundles: Two<CheckedBundle>;
  readonly secrets: CaseSecrets;
  /** What the twin says of the picture. */
  readonly twin: { label: string; confidence: number };
}

/** Changes a session of party 1's before it is used: that is how a peer deviates. */
export type Deviation = (session: LinkSession, cut: () => void) => LinkSession;

/** @param stallMs how long a node waits for its peer */
export async function nodePair(stallMs: number) {
  const k = await kernels();
  const folder = mkdtempSync(join(tmpdir(), "cd-pair-"));
  const blobs = memoryBlobs();
  const graph = lenet({ size: SIDE, classes: 2 });
  const shipped = loadModel("lenet");
  const model = { ...shipped, tiers: undefined, graph, transform: { ...shipped.transform, size: SIDE } };
  const fixed = quantise(graph, sampleWeights(graph, generator(28)));
  const plan = planOf(graph);
  const { share0, share1 } = shareWeights(k, fixed, randomBytes(32));
  const runnable = [share0, share1].map((weights): RunnableModel => ({ digest: `0x${model.digest}`, plan, weights }));
  const identities = [await newIdentity(), await newIdentity()] as const;
  const recipients = [await recipientOf(identities[0]), await recipientOf(identities[1])] as const;
  const wallets = [Wallet.createRandom(), Wallet.createRandom()];
  const domain = { name: "CryptoDoctor", version: "1", chainId: 1, verifyingContract: PATIENT };
  const contexts = ([0, 1] as const).map(
    (party) =>
      ({
        party,
        pair: 1,
        wallet: wallets[party],
        peerSigner: wallets[1 - party]!.address,
        contracts: { domain },
        kernels: k,
        progress: new Progress(),
        store: new NodeStore(join(folder, `${party}.sqlite`)),
        sets: new SetShelf(join(folder, `sets-${party}`), blobs),
        log: pino({ level: "silent" }),
      }) as unknown as NodeContext,
  );

  const links = [createIdentity(), createIdentity()];
  const hashes = links.map(({ certificate }) => certificateHash(certificate));
  const sessions = new Sessions(stallMs);
  const listening = await listen(
    { identity: links[0]!, peerHash: hashes[1]!, host: "127.0.0.1", port: 0, stallMs },
    (session) => void sessions.welcome(session),
  );
  const line = await relay(listening.port);

  async function open(id: string): Promise<PublishedCase> {
    const grey = Uint8Array.from(randomBytes(96 * 80)).map((value) => value * Math.random());
    const picture = { width: 96, height: 80, grey, removed: [] };
    const random = (n: number) => Uint8Array.from(randomBytes(n));
    const prepared = prepareCase({ picture, model, plan, kernels: k, patient: PATIENT, consent: true, random });
    const out = await publishCase(prepared, unhex(model.digest), recipients, blobs);
    const manifest = await fetchManifest(blobs, out.manifest);
    const bundleOf = async (party: 0 | 1) => {
      const bytes = await fetchBundle(blobs, manifest, party, [identities[party]]);
      const { manifest: digest, caseCommit } = out;
      const expected = { party, patient: PATIENT, modelDigest: `0x${model.digest}`, manifest: digest, caseCommit };
      return checkBundle(bytes, manifest, expected, plan, k);
    };
    const logits = runFixed(fixed, modelInputOf(encodeBlob(picture), model));
    const read = confidenceOf(toGrid(logits, fixed.facts.get(graph.output)!.scale));
    const twin = { label: model.labels[read.maskedClass]!, confidence: Math.round(read.confidence * 10_000) };
    return { id, bundles: [await bundleOf(0), await bundleOf(1)], secrets: prepared.secrets, twin };
  }

  /** Both nodes meet about a case; party 1's session as `deviation` makes it. */
  async function meet(id: string, deviation: Deviation = (same) => same, calledId = id): Promise<Two<LinkSession>> {
    const options = { identity: links[1]!, peerHash: hashes[0]!, host: "127.0.0.1", port: line.port, stallMs };
    const [taken, called] = await Promise.all([
      sessions.take(id, stallMs),
      connect(options).then((session) => call(session, calledId)),
    ]);
    if (!taken) {
      called.close();
      throw Object.assign(new Error("the peer did not come"), { code: "E410_PEER_AWAY" });
    }
    return [taken, deviation(called, line.cut)];
  }

  /** One node's part of a case, from the run to a report that both have signed. */
  async function readCase(party: 0 | 1, published: PublishedCase, session: LinkSession): Promise<Reading> {
    const [context, bundle, model] = [contexts[party]!, published.bundles[party], runnable[party]!];
    try {
      const reading = await runCase(context, published.id, bundle, [2, 0], model, session);
      const { inputHashes } = bundle.preimage;
      const { digest: modelDigest } = model;
      const own = await signReport(context, {
        caseId: published.id,
        wave: 1,
        pair: 1,
        modelDigest,
        inputHashes,
        ...reading,
      });
      await session.sendMessage({ digest: own.digest, signature: own.signature });
      countersigned(context, own, await hear(session, Countersign));
      return reading;
    } finally {
      session.close();
    }
  }

  return {
    plan,
    contexts,
    line,
    open,
    meet,
    readCase,
    /** What the patient makes of a reading. */
    decoded: ({ secrets }: PublishedCase, { set, maskedClass, confidence }: Reading) => ({
      label: secrets.labels[secrets.permutations[set]![maskedClass]!]!,
      confidence,
    }),
    async close() {
      await listening.close();
      line.close();
      for (const { store } of contexts) store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The line between the nodes, which can be cut, fall silent, or flip bits of what passes. */
async function relay(target: number) {
  const sockets = new Set<Socket>();
  let change: (chunk: Buffer) => Buffer | undefined = (chunk) => chunk;
  const server = createServer((near) => {
    const far = tcpConnect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        const passed = from === near ? change(chunk) : chunk;
        if (passed && to.writable) to.write(passed);
      });
      from.on("error", () => {});
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    /** What becomes of party 1's bytes from now on; without `how`, nothing. */
    disturb(how: (chunk: Buffer) => Buffer | undefined = (chunk) => chunk) {
      change = how;
    },
    close() {
      cut();
      server.close();
    },
  };
}
