import { admitStudy } from "#client/admit";
import { prepareCase } from "#client/prepare";
import { publishCase } from "#client/publish";
import { DoctorError } from "#errors";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import type { Picture } from "#models/imaging/picture";
import { type OpenStudy, openStudy } from "#models/imaging/study";
import { modelInput } from "#models/imaging/transform";
import { affineOf, type Volume } from "#models/imaging/volume";
import { toGrey } from "#models/imaging/window";
import { readingGraph } from "#models/zoo/description";
import { type Model, parseModel } from "#models/zoo/model";
import { planOf } from "#mpc/plan/plan";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import { cidOf } from "#storage/unixfs";
import { hex, unhex } from "#wire/bytes";
import { random } from "../random.ts";
import type { Answer, Ask, GreyVolume, Looked, Sealed, Shown } from "./messages.ts";
import { openJpeg } from "./openjpeg.ts";

/** Everything that sees the picture happens here: decoding, sharing, dealing, encryption. Only ciphertext comes out. */
let kit: { kernels: Kernels; model: Model } | undefined;
/** What was looked at last: another slice of it can be asked for. */
let study: OpenStudy | undefined;
const say = (answer: Answer) => postMessage(answer);

addEventListener("message", async ({ data }: MessageEvent<Ask>) => {
  try {
    const done = await answerTo(data);
    postMessage({ done } satisfies Answer, { transfer: handedOver(done) });
  } catch (error) {
    const known = error instanceof DoctorError ? error.toJSON() : undefined;
    say({ failed: known ?? { code: "E700_INTERNAL", message: "The picture could not be prepared.", hint: "Reload." } });
  }
});

type Done = Extract<Answer, { done: unknown }>["done"];

/** What is large changes hands; copied, it would be in memory twice. */
function handedOver(done: Done): ArrayBuffer[] {
  if (done && "outbox" in done) return done.outbox.map(({ bytes }) => bytes.buffer as ArrayBuffer);
  return done && "affine" in done ? [done.grey.buffer] : [];
}

async function answerTo(ask: Ask): Promise<Done> {
  if (ask.kind === "start") {
    kit = { kernels: await loadKernels(ask.kernels), model: parseModel(ask.model, new Uint8Array(ask.weights)) };
    return null;
  }
  if (!kit) throw new Error("asked before the start");
  switch (ask.kind) {
    case "look":
      study = undefined;
      study = await openStudy(ask.files, { openJpeg });
      return look(study, undefined, kit.model);
    case "slice":
      if (!study) throw new Error("no study is open");
      return look(study, ask.number, kit.model);
    case "volume":
      if (!study?.volume) throw new Error("no volume is open");
      return whole(study.volume);
    case "show":
      return shown(decodePicture(ask.picture), kit.model);
    case "seal":
      return seal(ask, kit);
  }
}

/** A refusal by the gate is thrown here; an "unsure" is shown, and goes on only if the person says so. */
function look({ at }: OpenStudy, slice: number | undefined, model: Model): Looked {
  const { picture, ...facts } = admitStudy(at(slice), true);
  return { ...shown(picture, model), picture: encodeBlob(picture), facts };
}

function shown(picture: Picture, { transform }: Model): Shown {
  const { width, height, grey } = picture;
  const input = Uint8Array.from(modelInput(picture, transform), (v) => Math.round(255 * v));
  return { width, height, grey, input, side: transform.size };
}

function whole(volume: Volume): GreyVolume {
  const { width, height, depth, values } = volume;
  return { size: [width, height, depth], grey: toGrey(values), affine: affineOf(volume) };
}

async function seal(
  { picture, patient, row, recipients }: Extract<Ask, { kind: "seal" }>,
  { kernels, model }: NonNullable<typeof kit>,
): Promise<Sealed> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const prepared = prepareCase({
    picture: decodePicture(picture),
    model,
    weights: model.weights,
    plan: planOf(readingGraph(model)),
    kernels,
    patient,
    consent: row,
    random,
  });
  // Ciphertext is kept here until the person sends it; its CIDs are known without any network.
  const parts: Uint8Array[] = [];
  const published = await publishCase(prepared, unhex(model.digest), [unhex(recipients[0]), unhex(recipients[1])], {
    async put(bytes) {
      // With a buffer of its own, so that it can change hands.
      parts.push(bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice());
      say({ progress: { bytes: parts.reduce((sum, { length }) => sum + length, 0), seconds: seconds() } });
      return cidOf(bytes);
    },
  });
  return {
    caseCommit: published.caseCommit,
    manifest: published.manifest,
    nonce: hex(prepared.preimage.nonce),
    secrets: prepared.secrets,
    outbox: published.uploads.map(({ what, cid }, i) => ({ what, cid, bytes: parts[i]! })),
  };
}
