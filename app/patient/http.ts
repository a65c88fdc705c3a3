import multipart from "@fastify/multipart";
import { DoctorError } from "#errors";
import { httpService } from "#service/http";
import type { Logger } from "#service/log";
import { Closed, Decimal } from "#wire/schema";
import type { PatientDesk } from "./desk.ts";

/** Upper bound of an uploaded picture file, in bytes. */
const MAX_FILE = 20 * 2 ** 20;

/** @param consentUnlessSaid what a form without a `consent` field means: `yes` on the local network only */
export async function patientHttp(log: Logger, desk: PatientDesk, consentUnlessSaid: boolean) {
  const app = await httpService(log, { bodyLimit: MAX_FILE + 64 * 1024 });
  await app.register(multipart, { limits: { fileSize: MAX_FILE, files: 1, fields: 4, parts: 5 } });

  app.get("/", async () => ({
    service: "crypto-doctor patient service",
    post: 'curl -X POST -F "file=@FILE" localhost:PORT/image',
    notice: "Research software. Not cleared or CE-marked. Not for diagnosis.",
  }));

  app.post("/image", async (request, reply) => {
    if (!request.isMultipart()) throw noFile();
    let bytes: Buffer | undefined;
    let consent = consentUnlessSaid;
    let model: string | undefined;
    for await (const part of request.parts()) {
      if (part.type === "file" && part.fieldname === "file") bytes = await part.toBuffer();
      else if (part.type === "field" && part.fieldname === "consent") consent = part.value === "yes";
      else if (part.type === "field" && part.fieldname === "model") model = String(part.value);
      else if (part.type === "file") part.file.resume();
    }
    if (!bytes) throw noFile();
    return reply.status(202).send(await desk.submit(bytes, { consent, model }));
  });

  app.get("/models", async () => desk.models());

  app.get("/cases/:id", { schema: { params: Closed({ id: Decimal }) } }, async (request) => ({
    ...(await desk.view(request.params.id)),
    notice: "Research software. Not cleared or CE-marked. Not for diagnosis.",
  }));
  return app;
}

const noFile = () =>
  new DoctorError(
    "E100_NO_FILE",
    "The request holds no picture.",
    'Send it as the field "file" of a form: curl -X POST -F "file=@FILE" localhost:8080/image',
  );
