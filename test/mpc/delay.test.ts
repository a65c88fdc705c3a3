import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { lenet } from "#models/graph/lenet";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import type { Party } from "#mpc/share/types";
import { certificateHash, createIdentity } from "#node/link/identity";
import { connect, listen } from "#node/link/link";
import type { LinkSession } from "#node/link/session";
import { delayProxy } from "#scripts/bench/delay";
import { kernels } from "./rig.ts";

describe("a link with 20 ms of delay each way", () => {
  it("carries an evaluation, in the plan's rounds", async function () {
    this.timeout(30_000);
    const [k, host] = [await kernels(), "127.0.0.1"];
    const [left, right] = [createIdentity(), createIdentity()];
    const { promise, resolve } = Promise.withResolvers<LinkSession>();
    const server = await listen(
      { identity: left, peerHash: certificateHash(right.certificate), host, port: 0 },
      resolve,
    );
    const proxy = await delayProxy(server.port, 20);
    const client = await connect({
      identity: right,
      peerHash: certificateHash(left.certificate),
      host,
      port: proxy.port,
    });
    try {
      const sessions = [await promise, client];
      const plan = planOf(lenet({ size: 16, classes: 2 }));
      const { set0, set1 } = deal(k, plan, randomBytes);
      const start = performance.now();
      const [a, b] = await Promise.all(
        ([0, 1] as Party[]).map((party) =>
          infer({
            kernels: k,
            party,
            plan,
            channel: sessions[party].channel,
            weights: new Int32Array(plan.weights),
            input: new Int32Array(16 * 16),
            material: party === 0 ? set0 : set1,
          }),
        ),
      );
      expect([a.rounds, b.rounds]).to.deep.equal([plan.rounds, plan.rounds]);
      expect(a.released).to.deep.equal(b.released);
      // The proxy does delay: no round can be faster than the way across.
      expect(performance.now() - start).to.be.at.least(plan.rounds * 20);
    } finally {
      client.close();
      proxy.close();
      await server.close();
    }
  });
});
