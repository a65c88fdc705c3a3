import { readFileSync } from "node:fs";
import { httpService } from "#service/http";
import type { Logger } from "#service/log";
import { DecisionRequest } from "#wire/api";
import { Address, Closed, Decimal } from "#wire/schema";
import type { Practice } from "./practice.ts";

/** Paths of the desk page's files. */
interface DeskFiles {
  readonly html: string;
  /** The sheet that the desk shares with the web application. */
  readonly base: string;
  readonly css: string;
  readonly script: string;
}

export async function doctorHttp(log: Logger, practice: Practice, desk: DeskFiles) {
  const app = await httpService(log, "crypto-doctor: the doctors' service");
  const file = (path: string, type: string, at: string) =>
    app.get(at, { schema: { hide: true } }, async (_request, reply) => reply.type(type).send(readFileSync(path)));
  file(desk.base, "text/css", "/base.css");
  file(desk.css, "text/css", "/desk.css");
  file(desk.script, "text/javascript", "/desk.js");

  app.get("/", { schema: { hide: true } }, async (_request, reply) => reply.redirect("/decision"));
  app.get(
    "/decision",
    { schema: { summary: "The desk as a page; to a client that asks for JSON, the same as /cases" } },
    async (request, reply) => {
      if (request.headers.accept?.includes("application/json")) return practice.offers();
      return reply.type("text/html").send(readFileSync(desk.html));
    },
  );
  app.get("/cases", { schema: { summary: "Seats that wait for a decision" } }, () => practice.offers());
  app.get(
    "/cases/:id/image",
    {
      schema: {
        summary: "The picture of a seat, PNG; accepts the seat if that has not happened",
        params: Closed({ id: Decimal }),
        querystring: Closed({ doctor: Address }),
      },
    },
    async (request, reply) =>
      reply
        .type("image/png")
        .header("cache-control", "no-store")
        .send(Buffer.from(await practice.picture(request.params.id, request.query.doctor))),
  );
  app.post(
    "/decision",
    {
      schema: { summary: "Commit a doctor's decision; it is revealed when all have committed", body: DecisionRequest },
    },
    ({ body }) => practice.decide(body.caseId, body.doctor, body.label),
  );
  return app;
}
