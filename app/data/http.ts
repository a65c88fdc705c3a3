import Type from "typebox";
import type { Contracts } from "#chain/contracts";
import { isDownload } from "#chain/requests";
import { ROW_FORMATS, type RowFormat } from "#client/rows";
import { DoctorError } from "#errors";
import { httpService } from "#service/http";
import type { Logger } from "#service/log";
import { Address, Closed } from "#wire/schema";
import type { DataStore } from "./store.ts";

/** A signed request comes in headers: who asks, until when, and the EIP-712 signature of `Download(batch, account, expiry)`. */
const Signed = Type.Object({
  "x-account": Type.Optional(Address),
  "x-expiry": Type.Optional(Type.String({ pattern: "^[0-9]{1,12}$" })),
  // A contract account has signatures of its own form (ERC-1271); all headers together are bounded by Node.
  "x-signature": Type.Optional(Type.String({ pattern: "^0x([0-9a-fA-F]{2}){1,4096}$" })),
});
const LONGEST_EXPIRY = 3_600;

/**
 * @param licence what a buyer may do with the rows, in the curator's words
 * @param reach names it is called by besides loopback, and origins of pages that may call it from a browser
 */
export async function dataHttp(
  log: Logger,
  contracts: Contracts,
  store: DataStore,
  licence: string,
  reach: { hosts: string[]; origins: string[] },
) {
  const app = await httpService(log, "crypto-doctor: the data service", reach);
  const { access, data, currency, deployment } = contracts;

  const price = async () => ({
    amount: String(await access.price()),
    token: deployment.token,
    ...currency,
    accessContract: deployment.access,
  });

  app.get("/", { schema: { summary: "The data set: contents, batches, price" } }, async () => {
    const published = store.batches().filter((batch) => batch.published);
    const balance: Record<string, number> = {};
    for (const { diagnosis } of published.flatMap(({ rows }) => rows))
      balance[diagnosis] = (balance[diagnosis] ?? 0) + 1;
    return {
      name: "Diagnoses of brain MRI by panels of doctors",
      schema: [
        { column: "period", meaning: "month of publication, YYYY-MM" },
        { column: "diagnosis", meaning: "label on which a strict majority of a panel agreed" },
      ],
      rows: published.reduce((sum, { rows }) => sum + rows.length, 0),
      balance,
      batches: published.map(({ id, root, cid, rows }) => ({ batch: id, rows: rows.length, root, cid })),
      dataset: { contract: deployment.data, id: deployment.dataset, curator: await data.ownerOf(deployment.dataset) },
      licence,
      price: await price(),
      buy: "Call buyAccess(permit) on the access contract, then ask for /batches/N.csv, .jsonl or .parquet with a signed request.",
      notice: "Research software. Not cleared or CE-marked. Not for diagnosis.",
    };
  });

  const Params = Closed({ name: Type.String({ pattern: "^[0-9]{1,9}\\.(csv|jsonl|parquet)$" }) });
  app.get(
    "/batches/:name",
    { schema: { summary: "The rows of a batch, for an account with access", params: Params, headers: Signed } },
    async (request, reply) => {
      const [number, format] = request.params.name.split(".") as [string, RowFormat];
      const batch = store.batches().find(({ id, published }) => published && id === Number(number));
      if (!batch) throw new DoctorError("E702_NOT_FOUND", "There is no such batch.", "GET / lists the published ones.");

      const account = request.headers["x-account"];
      const expiry = Number(request.headers["x-expiry"] ?? 0);
      const now = Date.now() / 1000;
      const signed =
        account !== undefined &&
        (await isDownload(contracts, { batch: batch.id, account, expiry }, request.headers["x-signature"] ?? "0x"));
      if (account !== undefined && (!signed || expiry < now || expiry > now + LONGEST_EXPIRY)) {
        throw new DoctorError(
          "E704_NOT_ENTITLED",
          "The request is not signed by the account that it names, or it has expired.",
          "Sign Download(batch, account, expiry) with that account; an expiry lies within the next hour.",
        );
      }
      if (account === undefined || (await access.accessUntil(account)) <= now) {
        return reply.status(402).send({
          code: "E703_PAYMENT_REQUIRED",
          message: "There is no order of this account for this data set.",
          hint: "Order access on chain, then ask again with a signed request.",
          price: await price(),
        });
      }
      const { type, write } = ROW_FORMATS[format];
      return reply.type(type).send(await write(batch.rows));
    },
  );
  return app;
}
