import multipart from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { DoctorError } from "#errors";
import { MAX_FILES, MAX_TOTAL } from "#models/imaging/limits";
import { refuse } from "#models/imaging/refuse";
import { httpService } from "#service/http";
import type { Logger } from "#service/log";
import { Closed, Decimal } from "#wire/schema";
import type { PatientDesk, Submission } from "./desk.ts";

/** @param consentUnlessSaid what a form without a `consent` field means: `yes` on the local network only */
export async function patientHttp(log: Logger, desk: PatientDesk, consentUnlessSaid: boolean) {
  const app = await httpService(log, "crypto-doctor: the patient's service", { bodyLimit: MAX_TOTAL + 2 ** 20 });
  await app.register(multipart, {
    limits: { fileSize: MAX_TOTAL, files: MAX_FILES, fields: 8, fieldSize: 64, parts: MAX_FILES + 8 },
  });

  app.get("/", { schema: { summary: "How a picture is sent" } }, async () => ({
    service: "crypto-doctor patient service",
    post: 'curl -X POST -F "file=@FILE" localhost:PORT/image',
    again: 'curl -X POST -F "file=@FILE" localhost:PORT/cases/N/extend, after a vote without majority',
    files: "JPEG, PNG, NIfTI, DICOM; several DICOM files of one series by several -F file=@…, or as a zip",
    fields: {
      consent: "yes | no",
      model: "a name from GET /models",
      slice: "axial slice, from 1",
      window: "robust | stored",
      "accept-unsure": "yes",
    },
    notice: "Research software. Not cleared or CE-marked. Not for diagnosis.",
  }));

  app.post(
    "/image",
    { schema: { summary: "Open a case for a picture (a form, GET / lists its fields)" } },
    async (request, reply) => {
      const { files, fields } = await form(request);
      return reply.status(202).send(await desk.submit(files, submission(fields, consentUnlessSaid)));
    },
  );

  const OfCase = Closed({ id: Decimal });
  const another = { summary: "Ask another panel after a vote without majority (a form, as /image)", params: OfCase };
  app.post("/cases/:id/extend", { schema: another }, async (request, reply) => {
    const { files, fields } = await form(request);
    return reply.status(202).send(await desk.extend(request.params.id, files, submission(fields, consentUnlessSaid)));
  });

  app.get("/models", { schema: { summary: "Models that a case may name" } }, async () => desk.models());

  app.get("/cases/:id", { schema: { summary: "How a case goes", params: OfCase } }, async (request) => ({
    ...(await desk.view(request.params.id)),
    notice: "Research software. Not cleared or CE-marked. Not for diagnosis.",
  }));
  return app;
}

async function form(request: FastifyRequest) {
  if (!request.isMultipart()) throw noFile();
  const files: Uint8Array[] = [];
  const fields: Record<string, string> = {};
  let total = 0;
  for await (const part of request.parts()) {
    if (part.type === "field") fields[part.fieldname] = String(part.value);
    else if (part.fieldname !== "file") part.file.resume();
    else {
      files.push(await part.toBuffer());
      total += files.at(-1)!.length;
      if (total > MAX_TOTAL) throw refuse.tooManyBytes(total, MAX_TOTAL);
    }
  }
  if (files.length === 0) throw noFile();
  return { files, fields };
}

const noFile = () =>
  new DoctorError(
    "E100_NO_FILE",
    "The request holds no picture.",
    'Send it as the field "file" of a form: curl -X POST -F "file=@FILE" localhost:8080/image',
  );

function submission(fields: Record<string, string>, consentUnlessSaid: boolean): Submission {
  const { consent, model, slice, window } = fields;
  if (window !== undefined && window !== "robust" && window !== "stored") throw badField("window");
  if (slice !== undefined && !/^\d{1,4}$/.test(slice)) throw badField("slice");
  return {
    consent: consent === undefined ? consentUnlessSaid : consent === "yes",
    ...(model !== undefined && { model }),
    acceptUnsure: fields["accept-unsure"] === "yes",
    ...(slice !== undefined && { slice: Number(slice) }),
    ...(window !== undefined && { window }),
  };
}

const badField = (name: string) =>
  new DoctorError(
    "E110_MALFORMED",
    `The form's field "${name}" has a value that it cannot have.`,
    "GET / lists the fields and their values.",
  );
