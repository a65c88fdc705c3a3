import { expect } from "chai";
import { pause } from "#chain/follow";
import { workThrough } from "#node/queue";
import { inTurn } from "#service/in-turn";

/** A queue whose jobs end when the test says so. */
function rig(caseIds: readonly string[], atOnce: number) {
  const waiting = new Set(caseIds);
  const begun: string[] = [];
  const underWay = new Map<string, () => void>();
  const errors: unknown[] = [];
  const stopping = new AbortController();
  const done = workThrough({
    waiting: () => [...waiting].map((caseId) => ({ caseId })),
    work({ caseId }) {
      expect(underWay.has(caseId), "twice at once").to.equal(false);
      begun.push(caseId);
      if (caseId === "fails") return Promise.reject(new Error("disk full"));
      return new Promise((resolve) =>
        underWay.set(caseId, () => {
          underWay.delete(caseId);
          resolve();
        }),
      );
    },
    onError: (error, { caseId }) => errors.push([caseId, (error as Error).message]),
    atOnce,
    signal: stopping.signal,
  });
  const until = async (what: () => boolean) => {
    while (!what()) await pause(5);
  };
  const end = (caseId: string, state: "done" | "put off") => {
    if (state === "done") waiting.delete(caseId);
    underWay.get(caseId)!();
  };
  const stop = async () => {
    stopping.abort();
    for (const finish of underWay.values()) finish();
    await done;
  };
  return { waiting, begun, underWay, errors, until, end, stop };
}

describe("a node's queue", () => {
  it("begins the oldest cases, several at once and no more; one that waits holds up no other", async () => {
    const { begun, underWay, until, end, stop } = rig(["1", "2", "3", "4"], 2);
    await until(() => begun.length === 2);
    await pause(250); // two looks at what waits
    expect(begun).to.deep.equal(["1", "2"]);
    end("2", "done");
    await until(() => begun.length === 3);
    end("3", "done");
    await until(() => begun.length === 4);
    expect(begun).to.deep.equal(["1", "2", "3", "4"]);
    expect([...underWay.keys()]).to.deep.equal(["1", "4"]);
    await stop();
  });

  it("takes a case that was put off again, after all others, and takes new ones in between", async () => {
    const { waiting, begun, until, end, stop } = rig(["1", "2"], 1);
    await until(() => begun.length === 1);
    end("1", "put off");
    await until(() => begun.length === 2);
    waiting.add("3");
    end("2", "put off");
    await until(() => begun.length === 3);
    end("3", "done");
    await until(() => begun.length === 4);
    expect(begun.slice(0, 3)).to.deep.equal(["1", "2", "3"]);
    expect(begun[3]).to.be.oneOf(["1", "2"]);
    await stop();
  });

  it("puts off a case whose work rejects, tells why, and goes on", async () => {
    const { begun, errors, until, stop } = rig(["fails", "1", "2"], 2);
    await until(() => begun.length === 3);
    expect(begun).to.deep.equal(["fails", "1", "2"]);
    expect(errors).to.deep.equal([["fails", "disk full"]]);
    await stop();
  });

  it("begins nothing after it was stopped, and waits for what is under way", async () => {
    const { begun, until, stop } = rig(["1", "2"], 1);
    await until(() => begun.length === 1);
    await stop();
    expect(begun).to.deep.equal(["1"]);
  });
});

describe("work in turn", () => {
  it("is done one piece at a time in the order of asking, also after one that failed", async () => {
    const turn = inTurn();
    const seen: string[] = [];
    const piece = (name: string) => async () => {
      seen.push(`${name} begins`);
      await pause(5);
      seen.push(`${name} ends`);
      if (name === "b") throw new Error(name);
      return name;
    };
    const all = await Promise.allSettled(["a", "b", "c"].map((name) => turn(piece(name))));
    expect(all.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).to.deep.equal(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });
});
