import { AcceptanceRequest, RecordRequest, ReleaseAnswer } from "#wire/api";
import { httpService } from "#service/http";
import type { NodeContext } from "./context.ts";
import { releasePackageHalf, releaseRecordHalf } from "./release.ts";

/** The node's public endpoint: key halves against signatures, and whether it is alive. It never hands out anything else. */
export async function nodeHttp(context: NodeContext, curator: string) {
  const app = await httpService(context.log);
  app.post("/acceptances", { schema: { body: AcceptanceRequest, response: { 200: ReleaseAnswer } } }, (request) => releasePackageHalf(context, request.body));
  app.post("/records", { schema: { body: RecordRequest, response: { 200: ReleaseAnswer } } }, (request) => releaseRecordHalf(context, curator, request.body));
  app.get("/health/live", async () => ({ party: context.party, waiting: context.store.waiting().length }));
  return app;
}
