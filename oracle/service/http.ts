import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { DoctorError } from "#errors";
import type { Logger } from "./log.ts";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** Codes whose meaning HTTP has its own number for; other errors of the caller are 400, ours are 500 or 503. */
const STATUS: Record<string, number> = {
  E103_TOO_MANY_BYTES: 413,
  E104_TOO_MANY_PIXELS: 413,
  E701_FOREIGN: 403,
  E335_UNKNOWN_MODEL: 404,
  E702_NOT_FOUND: 404,
  E703_PAYMENT_REQUIRED: 402,
  E704_NOT_ENTITLED: 403,
  E705_BUSY: 503,
  E610_WRONG_OFFSET: 409,
  E611_TOO_MANY_UPLOADS: 503,
};

export const statusOf = (error: DoctorError): number =>
  STATUS[error.code] ?? (/^E[12]/.test(error.code) ? 400 : /^E[45]/.test(error.code) ? 502 : 500);

const CORS = {
  "access-control-allow-methods": "GET, POST, PUT",
  "access-control-allow-headers": "content-type, x-account, x-expiry, x-signature",
  "access-control-max-age": "600",
};
const OWN_PAGES = { defaultSrc: ["'self'"], imgSrc: ["'self'", "blob:"], upgradeInsecureRequests: null };

/**
 * A small HTTP service on `host`. Loopback is no authentication, since any web page can reach a local port: a foreign
 * Host (DNS rebinding) or Origin (a page of another site) is refused, and CORS headers go to `origins` alone.
 * `/openapi.json` describes the routes by the schemas that they are checked by.
 *
 * @param title what the service is
 * @param origins pages of other sites that may call this service, such as the web application's; none unless said
 * @param policy content security policy of its pages
 */
export async function httpService(
  log: Logger,
  title: string,
  {
    bodyLimit = 64 * 1024,
    perMinute = 600,
    hosts = [] as string[],
    origins = [] as readonly string[],
    policy = OWN_PAGES as Record<string, string[] | null>,
  } = {},
) {
  // Behind a proxy on this machine a visitor is who the proxy says; else everybody would share one rate.
  const trustProxy = hosts.length > 0 ? "loopback" : false;
  const app = Fastify({ bodyLimit, forceCloseConnections: true, trustProxy }).withTypeProvider<TypeBoxTypeProvider>();
  const known = (host: string | undefined) => host !== undefined && (LOOPBACK.test(host) || hosts.includes(host));

  // A form on another site can post text without asking first; JSON makes the browser ask.
  app.removeContentTypeParser("text/plain");

  app.addHook("onRequest", async (request, reply) => {
    const { origin, host } = request.headers;
    const invited = origin !== undefined && origins.includes(origin);
    // A name given by configuration is reached through a proxy with TLS.
    const own = origin === `http://${host}` || (origin === `https://${host}` && hosts.includes(host ?? ""));
    if (!known(host) || (origin !== undefined && !invited && !own)) {
      throw new DoctorError(
        "E701_FOREIGN",
        "This request names a foreign Host or Origin.",
        "Call the service by the address it printed, not from another site's page.",
      );
    }
    if (!invited) return;
    reply.headers({ "access-control-allow-origin": origin, vary: "Origin" });
    if (request.method === "OPTIONS") return reply.headers(CORS).status(204).send();
  });
  await app.register(helmet, { contentSecurityPolicy: { directives: policy } });
  await app.register(rateLimit, { max: perMinute, timeWindow: "1 minute" });
  const info = { title, version: "1", description: "Research software. Not cleared or CE-marked. Not for diagnosis." };
  await app.register(swagger, { openapi: { openapi: "3.1.0", info } });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());

  app.setErrorHandler((error: FastifyError | DoctorError, request, reply) => {
    const known = asDoctorError(error);
    const status = error instanceof DoctorError ? statusOf(error) : (error.statusCode ?? 500);
    if (status >= 500)
      log.warn({ err: error, method: request.method, route: request.routeOptions.url }, "request failed");
    return reply.status(status).send(known.toJSON());
  });
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      code: "E702_NOT_FOUND",
      message: `There is no ${request.method} ${request.url.split("?")[0]} here.`,
      hint: "GET /openapi.json says what there is.",
    }),
  );
  return app;
}

/** Listens, or says which port is taken. @throws DoctorError E706_PORT_BUSY */
export async function listen(
  app: FastifyInstance<any, any, any, any, any>,
  port: number,
  host: string,
  role: string,
): Promise<number> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
    throw new DoctorError(
      "E706_PORT_BUSY",
      `Port ${port} on ${host}, wanted by the ${role}, is in use.`,
      "Stop the other program, or choose another port by flag or environment.",
    );
  }
  return (app.server.address() as { port: number }).port;
}

function asDoctorError(error: FastifyError | DoctorError): DoctorError {
  if (error instanceof DoctorError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413)
    return new DoctorError(
      "E103_TOO_MANY_BYTES",
      "The request is larger than this service takes.",
      "Send a smaller file.",
    );
  if (status === 429) return new DoctorError("E707_RATE_LIMIT", "Too many requests in a short time.", "Wait a minute.");
  if (status === 415)
    return new DoctorError(
      "E711_NOT_JSON",
      "This endpoint takes JSON only.",
      "Send it with content-type: application/json.",
    );
  if (status < 500)
    return new DoctorError(
      "E110_MALFORMED",
      "The request does not fit its schema.",
      "See the README for an example of this request.",
    );
  return new DoctorError(
    "E700_INTERNAL",
    "Something went wrong inside the service.",
    "The log of the service has the details.",
  );
}
