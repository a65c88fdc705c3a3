import { expect } from "chai";
import { pino } from "pino";
import { isLinear } from "#models/graph/graph";
import type { Channel } from "#mpc/channel/channel";
import type { NodeContext } from "#node/context";
import { nodeHttp } from "#node/http";
import { Progress } from "#node/progress";
import { NodeStore } from "#node/store";
import type { RunProgress } from "#wire/api";
import { type Deviation, nodePair } from "./pair.ts";

describe("what a node says of its progress", function () {
  this.timeout(120_000);

  it("is the plan's own layers in their order, round by round, and the same for every picture", async () => {
    const pair = await nodePair(60_000);
    const { progress } = pair.contexts[1]!;
    try {
      const runs: (RunProgress | undefined)[][] = [];
      for (const id of ["1", "2"]) {
        const seen: (RunProgress | undefined)[] = [];
        const watched: Deviation = (session) => {
          const { channel } = session;
          const exchange: Channel["exchange"] = (send, into) => {
            seen.push(progress.of(id));
            return channel.exchange(send, into);
          };
          return {
            channel: { stats: channel.stats, exchange },
            sendMessage: (message) => session.sendMessage(message),
            receiveMessage: () => session.receiveMessage(),
            close: () => session.close(),
          };
        };
        const published = await pair.open(id);
        const [own, theirs] = await pair.meet(id, watched);
        await Promise.all([pair.readCase(0, published, own), pair.readCase(1, published, theirs)]);
        expect(progress.of(id)).to.deep.equal({ stage: "signing" });
        runs.push(seen);
      }
      const [first, second] = runs;
      expect(first).to.deep.equal(second);

      const { nodes } = pair.plan.graph;
      expect(first, "one look before each round").to.have.length(pair.plan.rounds);
      expect(first![0]).to.deep.equal({ stage: "setup" });
      const layers = first!.slice(1).map((one) => one!.layer!);
      for (const [round, { id, index, of, rounds, ofRounds }] of layers.entries()) {
        expect([id, of, ofRounds]).to.deep.equal([nodes[index]!.id, nodes.length, pair.plan.rounds]);
        expect(index).to.be.at.least(layers[round - 1]?.index ?? 0);
        expect(rounds, "the setup's round, and those before this layer").to.be.within(1, round + 1);
      }
      const told = new Set(layers.map(({ id }) => id));
      for (const node of nodes) if (isLinear(node) || node.op === "relu") expect(told, node.id).to.include(node.id);
    } finally {
      await pair.close();
    }
  });

  it("is answered over HTTP with its schema's fields and no others, and afterwards with how the case stands", async () => {
    const progress = new Progress();
    const store = new NodeStore(":memory:");
    const log = pino({ level: "silent" });
    const context = { log, progress, store } as unknown as NodeContext;
    const app = await nodeHttp(context, "0x", {} as never, { hosts: [], origins: [] });
    const asked = async (id: string) => {
      const answer = await app.inject({ url: `/runs/${id}/progress`, headers: { host: "localhost" } });
      return [answer.statusCode, answer.json()];
    };
    try {
      expect((await asked("7"))[0]).to.equal(404);
      store.addCases([{ caseId: "7", wave: 1 }], 1);
      expect(await asked("7")).to.deep.equal([200, { stage: "waiting" }]);
      progress.enter("7", "audit");
      expect(await asked("7")).to.deep.equal([200, { stage: "audit" }]);
      const layer = { id: "conv1", index: 1, of: 9, rounds: 2, ofRounds: 64 };
      progress.layer("7", { ...layer, confidence: 9_000, share: [1, 2] } as never);
      expect(await asked("7")).to.deep.equal([200, { stage: "layers", layer }]);
      progress.leave("7");
      store.finish({ caseId: "7", wave: 1 }, "reported");
      expect(await asked("7")).to.deep.equal([200, { stage: "reported" }]);
      expect((await asked("7x"))[0]).to.equal(400);
    } finally {
      await app.close();
      store.close();
    }
  });
});
