/**
 * Whatever bytes a peer or a dealer sends: a value, or an error with a code; no crash, no wait for what has come already,
 * and no more memory than the bytes themselves ask for. `npm run test:deep -- decoders [inputs]` takes a million of each.
 */
import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { decodeMaterial, inMemory, nameOf, readMaterial } from "#mpc/tape/material";
import { FrameReader, frame, type Kind, MAX_MESSAGE, MESSAGE, ROUND } from "#node/link/frames";
import { generator } from "#scripts/bench/sample";
import { decodeBundle, encodeBundle } from "#wire/bundle";
import { decodeManifest, encodeManifest } from "#wire/manifest";
import { kernels } from "./rig.ts";

const INPUTS = Number(process.env.INPUTS ?? 20_000);
const next = generator(4);
const below = (n: number) => Math.floor(next() * n);
/** A small number mostly, and now and then one of those that decoders trip over. */
const odd = () => [below(256), below(8), 0, 1, 127, 128, 255][below(7)];

/** The bytes with a few of them changed, cut off, left out or repeated; mostly near the start, where headers are. */
function mutated(good: Uint8Array): Uint8Array {
  let bytes = good.slice();
  for (let change = 0; change <= below(3); change++) {
    const at = below(next() < 0.7 ? Math.min(120, bytes.length) : bytes.length);
    const kind = below(8);
    if (kind < 5) bytes[at] = odd();
    else if (kind === 5) bytes = bytes.slice(0, at);
    else if (kind === 6) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + below(4))]);
    else bytes = Uint8Array.from([...bytes.subarray(0, at), odd(), ...bytes.subarray(at)]);
  }
  return bytes;
}

/** Grows by at most a few MB while `work` runs again and again. */
async function inBoundedMemory(work: (i: number) => void | Promise<void>): Promise<void> {
  const held = () => {
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  const before = held();
  let most = 0;
  for (let i = 0; i < INPUTS; i++) {
    await work(i);
    if (i % 500 === 0) most = Math.max(most, held() - before);
  }
  // Garbage included: an announced length that is believed once would show as a thousand times this.
  expect(most / 2 ** 20, "MB").to.be.below(256);
}

/** What a reader must answer to a stream, by a plain reading of frames.ts's header: a payload, a code, or to wait. */
function expected(stream: Uint8Array, wanted: { kind: Kind; length?: number }[]): string[] {
  const answers: string[] = [];
  let at = 0;
  for (const { kind, length } of wanted) {
    if (at + 5 > stream.length) return [...answers, "waits"];
    const announced = new DataView(stream.buffer).getUint32(at + 1, true);
    if (stream[at] !== kind) return [...answers, "E406_UNEXPECTED_FRAME"];
    if (announced > (kind === ROUND ? 2 ** 28 : MAX_MESSAGE)) return [...answers, "E404_FRAME_TOO_LARGE"];
    if (length !== undefined && announced !== length) return [...answers, "E405_FRAME_LENGTH"];
    if (at + 5 + announced > stream.length) return [...answers, "waits"];
    answers.push(Buffer.from(stream.subarray(at + 5, at + 5 + announced)).toString("hex"));
    at += 5 + announced;
  }
  return answers;
}

describe("decoders, with bytes that nobody meant", function () {
  this.timeout(4 * 3_600_000);

  it(`frames: ${INPUTS} streams, in whatever pieces they come`, async () => {
    // Long enough for a promise that is settled already to say so.
    const settled = async () => {
      for (let turn = 0; turn < 4; turn++) await undefined;
      return "waits" as const;
    };
    await inBoundedMemory(async () => {
      const wanted = Array.from({ length: 1 + below(4) }, () =>
        next() < 0.6 ? { kind: ROUND as Kind, length: below(24) } : { kind: MESSAGE as Kind },
      );
      const frames = wanted.map(({ kind, length }) => frame(kind, new Uint8Array(length ?? below(24)).fill(odd())));
      const good = Uint8Array.from(Buffer.concat(frames));
      const stream = next() < 0.3 ? good : mutated(good);
      const reader = new FrameReader();
      // Some comes before anybody reads, the rest in between.
      let sent = 0;
      const send = (bytes: number) => {
        reader.push(stream.subarray(sent, sent + bytes));
        sent += Math.min(bytes, stream.length - sent);
      };
      send(below(stream.length + 1));
      const answers: string[] = [];
      for (const { kind, length } of wanted) {
        const answer = reader.read(kind, length === undefined ? undefined : new Uint8Array(length)).then(
          (payload) => Buffer.from(payload).toString("hex"),
          (error: DoctorError) => error.code,
        );
        while (sent < stream.length && next() < 0.8) send(1 + below(12));
        // The last read gets all that there is.
        if (answers.length === wanted.length - 1) send(stream.length);
        const said = await Promise.race([answer, settled()]);
        if (said === "waits" && sent < stream.length) send(stream.length);
        answers.push(said === "waits" ? await Promise.race([answer, settled()]) : said);
        if (answers.at(-1)!.startsWith("E4") || answers.at(-1) === "waits") break;
      }
      const right = expected(stream, wanted);
      if (answers.join() !== right.join())
        expect.fail(`${Buffer.from(stream).toString("hex")}: ${answers} and not ${right}`);
    });
  });

  it(`material: ${INPUTS} sets; none is accepted but the dealt one, and those that whoever knows the format mends`, async () => {
    const k = await kernels();
    const tensors = { weight: "w", bias: "b", weightBits: 10 };
    const graph: Graph = {
      format: "crypto-doctor/graph@1",
      activationBits: 10,
      nodes: [
        { id: "in", op: "input", shape: [1, 1, 2] },
        { id: "flat", op: "flatten", input: "in" },
        { id: "fc", op: "dense", input: "flat", units: 2, ...tensors },
      ],
      output: "fc",
    };
    const plan = planOf(graph);
    const { set0, set1 } = deal(k, plan, randomBytes);
    const newHash = () => createHash("sha256");
    const outcome = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return "accepted";
      } catch (error) {
        if (error instanceof DoctorError) return error.code;
        throw error;
      }
    };
    let mended = 0;
    await inBoundedMemory(async (i) => {
      const party = (i & 1) as 0 | 1;
      const bytes = mutated(party === 0 ? set0 : set1);
      const mend = next() < 0.3 && bytes.length >= 76;
      if (mend) bytes.set(nameOf(bytes, newHash), 44);
      const said = await outcome(() => decodeMaterial(plan, party, bytes, newHash));
      const same = Buffer.compare(bytes, party === 0 ? set0 : set1) === 0;
      if (said === "accepted") {
        mended += Number(!same);
        if (!same && !mend) expect.fail(`accepted ${Buffer.from(bytes).toString("hex")}`);
      } else if (!/^E32[1-5]_/.test(said)) expect.fail(said);
      // From a source it is the same; a workspace each costs more.
      if (i % 10 > 0) return;
      const read = await outcome(() => k.use((space) => readMaterial(space, plan, party, inMemory(bytes), newHash)));
      if (read !== said) expect.fail(`${said} from memory, ${read} from a source`);
    });
    expect(mended).to.be.above(0);
  });

  it(`manifests and bundles: ${INPUTS} of them`, async () => {
    const any = (n: number) => Uint8Array.from(randomBytes(n));
    const item = { cid: `b${"a".repeat(58)}`, size: 1000 };
    const half = { ...item, name: any(32) };
    const manifest = encodeManifest({
      model: any(32),
      bundles: [item, item],
      package: item,
      record: item,
      packageHalves: [any(32), any(32)],
      recordHalves: [any(32), any(32)],
      sets: [[half, half], [half, half], [half, half]], // biome-ignore format: one line
    });
    const bundle = encodeBundle({
      format: "crypto-doctor/bundle@2",
      party: 1,
      patient: any(20),
      model: any(32),
      preimage: { codebookRoot: any(32), inputHashes: [any(32), any(32)], consent: true, nonce: any(32) },
      rho: any(32),
      input: any(256),
      setKeys: [any(32), any(32), any(32)],
      packageHalf: any(32),
      recordHalf: any(32),
    });
    await inBoundedMemory((i) => {
      const [good, decode] = i & 1 ? [manifest, decodeManifest] : [bundle, decodeBundle];
      try {
        decode(mutated(good));
      } catch (error) {
        if (!(error instanceof DoctorError && /^E11[07]_/.test(error.code))) throw error;
      }
    });
  });
});
