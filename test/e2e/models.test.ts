import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { pause } from "#chain/follow";
import { verifyReading } from "#client/verify";
import { lenet } from "#models/graph/lenet";
import { decodePicture } from "#models/imaging/decode";
import { serialiseModel } from "#models/zoo/model";
import { generator, sampleWeights } from "#scripts/bench/sample";
import { type Network, startNetwork } from "#scripts/local/network";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { logger } from "#service/log";
import { loadModel } from "../../app/zoo.ts";
import { cli } from "./cli.ts";

const LABELS = ["glioma", "meningioma", "pituitary", "notumor"];

describe("more than one model on chain", function () {
  this.timeout(180_000);
  let network: Network;
  const folder = mkdtempSync(join(tmpdir(), "cd-models-"));
  const supervisor = new Supervisor(logger("test"), { quiet: true });
  const picture = join(folder, "picture.png");
  let flags: string[];

  before(async () => {
    const ports = { chain: 0, ipfs: 0, node0: 0, node1: 0, link: 0, patient: 0, doctor: 0, data: 0, web: 0 };
    const common = { supervisor, folder, ports, model: "lenet", keepOwner: true, seats: 3, bounty: 90 };
    network = await startNetwork({ ...common, onDecided: () => {} });
    flags = ["--data", folder, "--rpc", network.urls.chain, "--ipfs", network.urls.ipfs, "--json"];
    writeFileSync(picture, phantomPng({ size: 256, seed: 5, lesion: true }));
  });
  after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function post(model?: string) {
    const form = new FormData();
    form.set("file", new Blob([Uint8Array.from(phantomPng({ size: 256, seed: 5, lesion: true }))]), "p.png");
    if (model) form.set("model", model);
    const response = await fetch(`${network.urls.patient}/image`, { method: "POST", body: form });
    return { status: response.status, answer: await response.json() };
  }
  async function read(caseId: string) {
    for (let tries = 0; tries < 300; tries++) {
      const view = await (await fetch(`${network.urls.patient}/cases/${caseId}`)).json();
      if (view.prediction) return view.prediction;
      await pause(100);
    }
    throw new Error("the case was not read within 30 s");
  }

  it("verifies a reading against the fixed-point twin, and refuses another picture's", async () => {
    const { answer } = await post();
    const prediction = await read(answer.caseId);
    const right = await cli("verify", answer.caseId, "--image", picture, ...flags);
    expect(right.code, right.err).to.equal(0);
    const result = JSON.parse(right.out);
    expect(result.reported).to.deep.equal(prediction);
    expect(result).to.include({ model: "lenet", agrees: true });

    // A picture that this network reads otherwise; which one depends on the shipped weights.
    const others = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      [true, false].map((lesion) => phantomPng({ size: 128 + 32 * seed, seed, lesion })),
    );
    const model = loadModel("lenet");
    const otherwise = others.find((bytes) => !verifyReading(model, decodePicture(bytes), prediction).agrees);
    expect(otherwise, "every phantom is read alike").to.not.equal(undefined);
    const other = join(folder, "other.png");
    writeFileSync(other, otherwise!);
    const wrong = await cli("verify", answer.caseId, "--image", other, ...flags);
    expect(JSON.parse(wrong.out).agrees).to.equal(false);
    expect(wrong.code).to.equal(1);
  });

  it("takes a model that is published while it runs, and reads with the one a case names", async () => {
    expect((await post("four")).status).to.equal(404);

    const own = join(folder, "four");
    mkdirSync(own);
    const graph = lenet({ size: 32, classes: LABELS.length });
    const { json, bytes } = serialiseModel({
      name: "four",
      labels: LABELS,
      graph,
      weights: sampleWeights(graph, generator(4)),
      transform: { id: "whole-head", version: 1, size: 32 },
      calibration: { temperature: 1, bias: [0, 0, 0, 0], fittedOn: "nothing: these weights are random", n: 0 },
    });
    writeFileSync(join(own, "model.json"), JSON.stringify(json));
    writeFileSync(join(own, "weights.bin"), bytes);
    writeFileSync(join(own, "card.md"), "# four\n");
    const key = join(network.home, "keys/owner.key");
    const published = await cli("model", "publish", own, "--key-file", key, ...flags);
    expect(published.code, published.err).to.equal(0);
    expect(JSON.parse(published.out)).to.include({ id: 2, digest: `0x${json.digest}`, labels: 4 });

    const { status, answer } = await post("four");
    expect(status).to.equal(202);
    expect(answer.modelInput).to.include({ model: "four", size: 32 });
    expect(LABELS).to.include((await read(answer.caseId)).label);
    const offered = async () => {
      const seats = await (await fetch(`${network.urls.doctor}/cases`)).json();
      return seats.find(({ caseId }: { caseId: string }) => caseId === answer.caseId);
    };
    let seat = await offered();
    for (let tries = 0; !seat && tries < 100; tries++) {
      await pause(100);
      seat = await offered();
    }
    expect(seat.labels).to.deep.equal([...LABELS, "cannot-decide", "unusable-picture"]);
    const verified = await cli("verify", answer.caseId, "--image", picture, "--model", own, ...flags);
    expect(verified.code, verified.err).to.equal(0);
    expect(JSON.parse(verified.out)).to.include({ model: "four", agrees: true });
  });

  it("refuses to publish without the owner's key", async () => {
    const stranger = join(network.home, "keys/patient.key");
    const { code, err } = await cli("model", "publish", "lenet", "--key-file", stranger, ...flags);
    expect(code).to.equal(1);
    expect(err).to.contain("hint:");
  });
});
