import { join } from "node:path";
import { Command, Option } from "commander";
import { openedCase, reportOf } from "#chain/cases";
import { admittedModel } from "#client/models";
import { decodePrediction } from "#client/patient";
import { verifyReading } from "#client/verify";
import { DoctorError } from "#errors";
import { readStudy } from "#models/imaging/study";
import { openJpeg } from "../openjpeg.ts";
import { PatientStore } from "../patient/store.ts";
import { loadModel, shippedModel } from "../zoo.ts";
import { contents } from "./image-inspect.ts";
import { localHome, type NetworkFlags, onNetwork, withNetwork } from "./network.ts";

interface Flags extends NetworkFlags {
  readonly image: string;
  readonly slice?: number;
  readonly window?: "robust" | "stored";
  readonly secrets?: string;
  readonly model?: string;
  readonly json?: boolean;
}

/** `crypto-doctor verify CASE --image FILE`: was this picture read as the report on chain says? */
export const verifyCommand = (): Command =>
  withNetwork(new Command("verify"))
    .description("recompute a case's reading in the clear and hold it against the report on chain")
    .argument("<case>", "its number")
    .requiredOption("--image <file>", "the picture that was sent, or the folder of its series")
    .option("--slice <n>", "axial slice that was sent, if one was named", Number)
    .addOption(new Option("--window <kind>", "grey window that was sent").choices(["robust", "stored"]))
    .option("--secrets <file>", "the patient's patient.sqlite; without it the local network's")
    .option("--model <folder>", "the model, if it is none of models/zoo")
    .option("--json", "print one line of JSON")
    .action(async (caseId: string, flags: Flags) => {
      const result = await verifyCase(caseId, flags);
      if (flags.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else {
        const say = ({ label, confidence }: { label: string; confidence: number }) =>
          `${label}, ${(confidence * 100).toFixed(1)} %`;
        process.stdout.write(
          `model       ${result.model}\nreported    ${say(result.reported)}\nrecomputed  ${say(result.recomputed)}\n${result.agrees ? "agrees" : "DOES NOT AGREE"}\n`,
        );
      }
      if (!result.agrees) process.exitCode = 1;
    });

async function verifyCase(caseId: string, flags: Flags) {
  return onNetwork(flags, async ({ contracts, blobs }) => {
    const store = new PatientStore(flags.secrets ?? join(localHome(flags.data), "patient/patient.sqlite"));
    const kept = store.byId(caseId);
    store.close();
    if (!kept)
      throw new DoctorError(
        "E702_NOT_FOUND",
        "The patient's record holds no such case.",
        "Only who sent the picture can undo the permutation of the classes.",
      );
    const opened = await openedCase(contracts, caseId);
    const [report, onChain] = await Promise.all([reportOf(contracts, opened), contracts.core.getCase(caseId)]);
    const { set, maskedClass, confidence } = onChain;
    const reported =
      report &&
      decodePrediction(kept.secrets, {
        set: Number(set),
        maskedClass: Number(maskedClass),
        confidence: Number(confidence),
      });
    if (!reported)
      throw new DoctorError("E702_NOT_FOUND", "The case has no report.", "It may be waiting, or it was skipped.");
    const { digest } = await admittedModel(contracts, blobs, Number(onChain.model));
    const model = flags.model ? loadModel(flags.model) : shippedModel(digest);
    if (model?.digest !== digest)
      throw new DoctorError(
        "E335_UNKNOWN_MODEL",
        "The model that read the case is not at hand.",
        "Name its folder with --model; its owner has it.",
      );
    const { slice, window } = flags;
    const { picture } = await readStudy(contents(flags.image), { slice, window, openJpeg });
    return {
      caseId,
      model: model.name,
      reported,
      ...verifyReading(model, picture, reported),
    };
  });
}
