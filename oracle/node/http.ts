import { DoctorError } from "#errors";
import { httpService } from "#service/http";
import { AcceptanceRequest, RecordRequest, ReleaseAnswer, RunProgress } from "#wire/api";
import { Closed, Decimal } from "#wire/schema";
import type { SignedReport } from "./attest.ts";
import { type Ciphertexts, ciphertextRoutes } from "./ciphertexts.ts";
import type { NodeContext } from "./context.ts";
import { healthRoutes } from "./health.ts";
import { releasePackageHalf, releaseRecordHalf } from "./release.ts";

/**
 * The node's public endpoint: key halves against signatures, ciphertext in and out, and how it is. It never hands out
 * anything else.
 * @param reach names it is called by besides loopback, and origins of pages that may call it from a browser
 */
export async function nodeHttp(
  context: NodeContext,
  curator: string,
  ciphertexts: Ciphertexts,
  reach: { hosts: string[]; origins: string[] },
) {
  const app = await httpService(context.log, "crypto-doctor: an oracle node", reach);
  ciphertextRoutes(app, ciphertexts);
  healthRoutes(app, context);
  const half = (summary: string) => ({ summary, response: { 200: ReleaseAnswer } });
  app.post(
    "/acceptances",
    { schema: { ...half("The package key's half, sealed to a seated doctor"), body: AcceptanceRequest } },
    (request) => releasePackageHalf(context, request.body),
  );
  app.post(
    "/records",
    {
      schema: {
        ...half("The record key's half of a settled, consenting case, sealed to the curator"),
        body: RecordRequest,
      },
    },
    (request) => releaseRecordHalf(context, curator, request.body),
  );
  const OfCase = Closed({ id: Decimal });
  app.get("/runs/:id", { schema: { summary: "What a reading took", params: OfCase } }, async ({ params }) => {
    const report = context.store.report(params.id);
    if (!report)
      throw new DoctorError(
        "E702_NOT_FOUND",
        "This node has not read that case.",
        "It may still be waiting, or it was refused.",
      );
    return (JSON.parse(report) as SignedReport).stats;
  });
  app.get(
    "/runs/:id/progress",
    { schema: { summary: "How far a reading is", params: OfCase, response: { 200: RunProgress } } },
    async ({ params }) => {
      const now = context.progress.of(params.id);
      if (now) return now;
      const job = context.store.job(params.id);
      if (job) return { stage: job.state };
      throw new DoctorError(
        "E702_NOT_FOUND",
        "This node does not know that case.",
        "It may follow the chain a little behind, or the case belongs to another pair.",
      );
    },
  );
  return app;
}
