import { Command } from "commander";
import { DoctorError } from "#errors";
import { contents } from "./image-inspect.ts";

/** `crypto-doctor extend CASE --image FILE`: after a vote without majority, asks another panel. */
export const extendCommand = (): Command =>
  new Command("extend")
    .description("ask another panel after a vote without majority; the picture is encrypted and shared afresh")
    .argument("<case>", "its number")
    .requiredOption("--image <file>", "the picture that was sent, or the folder of its series")
    .option("--service <url>", "the patient's service", "http://127.0.0.1:8080")
    .option("--json", "print one line of JSON")
    .action(async (caseId: string, { image, service, json }: { image: string; service: string; json?: boolean }) => {
      const form = new FormData();
      for (const bytes of contents(image)) form.append("file", new Blob([Uint8Array.from(bytes)]));
      const response = await fetch(`${service}/cases/${caseId}/extend`, { method: "POST", body: form });
      const answer = await response.json();
      if (!response.ok) throw new DoctorError(answer.code, answer.message, answer.hint);
      process.stdout.write(
        json ? `${JSON.stringify(answer)}\n` : `case ${caseId} goes on: its ${answer.wave}. panel is being prepared\n`,
      );
    });
