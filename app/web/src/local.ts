import { postJson } from "#service/post";

/** What the local network hands out to newcomers: worthless money, or a licence of its demo board. */
export const postLocal = (what: "faucet" | "licence", account: string): Promise<unknown> =>
  postJson(`/local/${what}`, { account });
