import { readFileSync } from "node:fs";
import { Command } from "commander";
import { checkEvidence } from "#client/evidence";
import { loadKernels } from "#mpc/ring/kernels";
import { buildKernels } from "#scripts/build";
import { type NetworkFlags, onNetwork, withNetwork } from "./network.ts";

/** `crypto-doctor evidence CASE`: was this case rightly rejected for forged material? */
export const evidenceCommand = (): Command =>
  withNetwork(new Command("evidence"))
    .description("download the evidence against a rejected case's patient and check it again")
    .argument("<case>", "its number")
    .option("--json", "print one line of JSON")
    .action(async (caseId: string, flags: NetworkFlags & { json?: boolean }) => {
      const kernels = await loadKernels(readFileSync(buildKernels()));
      const result = await onNetwork(flags, (network) => checkEvidence({ ...network, kernels }, caseId));
      const { set, holds, because, evidence } = result;
      process.stdout.write(
        flags.json
          ? `${JSON.stringify(result)}\n`
          : `evidence  ipfs://${evidence}\n${holds ? `holds: the patient forged material set ${set} (${because})` : `DOES NOT HOLD: ${because}`}\n`,
      );
      if (!holds) process.exitCode = 1;
    });
