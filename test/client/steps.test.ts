import { expect } from "chai";
import { makeError } from "ethers";
import { stepTexts } from "#client/step-texts";
import { doctorErrorOf, isRejection, runSteps, type Step, StepFailed } from "#client/steps";
import { DoctorError } from "#errors";

interface Counted {
  readonly ran: readonly string[];
}

describe("a flow of steps", () => {
  const done: string[] = [];
  let failing = true;
  const step = (id: Step<Counted>["id"], fails = () => false): Step<Counted> => ({
    id,
    async run(state) {
      done.push(id);
      if (fails()) throw new DoctorError("E511_TRANSACTION", "It did not go through.", "Try again.");
      return { ran: [...state.ran, id] };
    },
  });
  const steps = [step("network"), step("permit", () => failing), step("open")];

  it("stops at the step that fails, says which, and goes on from there with all that was reached", async () => {
    const seen: number[] = [];
    const failed = await runSteps(steps, { at: 0, state: { ran: [] } }, ({ at }) => seen.push(at)).catch((e) => e);
    expect(failed).to.be.instanceOf(StepFailed);
    expect(failed.step).to.equal("permit");
    expect(failed.progress).to.deep.equal({ at: 1, state: { ran: ["network"] } });
    expect(doctorErrorOf(failed)?.code).to.equal("E511_TRANSACTION");
    failing = false;
    const end = await runSteps(steps, failed.progress, ({ at }) => seen.push(at));
    expect(end.ran).to.deep.equal(["network", "permit", "open"]);
    expect(done).to.deep.equal(["network", "permit", "permit", "open"]);
    expect(seen).to.deep.equal([0, 1, 1, 2, 3]);
  });

  it("knows a person's no, however deep it lies, from every other failure", () => {
    const no = makeError("user rejected", "ACTION_REJECTED", { action: "sendTransaction", reason: "rejected" });
    expect(isRejection(new StepFailed("open", { at: 0, state: 0 }, new DoctorError("E511", "a", "b", no)))).to.equal(
      true,
    );
    expect(isRejection(Object.assign(new Error("no"), { code: 4001 }))).to.equal(true);
    expect(isRejection(new DoctorError("E511", "a", "b", new Error("reverted")))).to.equal(false);
  });

  it("has a sentence and a way on for each step", () => {
    const ids = (kind: string) =>
      Object.keys(stepTexts)
        .filter((key) => key.startsWith(kind))
        .map((key) => key.slice(kind.length));
    expect(ids("step.")).to.deep.equal(ids("fail."));
  });
});
