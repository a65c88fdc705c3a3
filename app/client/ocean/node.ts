import { DoctorError } from "#errors";

/** An Ocean node (or an older Provider), as far as publishing needs it. */
export interface OceanNode {
  readonly url: string;
  /** @returns ciphertext that only the node can open, as `0x` and hex digits */
  encrypt(text: string): Promise<string>;
}

const TIMEOUT_MS = 30_000;
/** The longest DDO takes a few kilobytes. */
const LONGEST_ANSWER = 100_000;

/** @throws DoctorError E213_OCEAN_NODE when it does not answer, or with anything but a ciphertext */
export function oceanNode(url: string, chainId: number): OceanNode {
  const base = url.replace(/\/+$/, "");
  return {
    url: base,
    async encrypt(text) {
      try {
        const response = await fetch(`${base}/api/services/encrypt?chainId=${chainId}`, {
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
          body: text,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const answer = response.ok ? (await response.text()).trim() : "";
        if (!/^0x([0-9a-fA-F]{2})+$/.test(answer) || answer.length > LONGEST_ANSWER)
          throw new Error(`status ${response.status}`);
        return answer.toLowerCase();
      } catch (error) {
        throw new DoctorError(
          "E213_OCEAN_NODE",
          "The Ocean node does not encrypt for us.",
          "Name the address of a running Ocean node with --node, such as https://node.example.org.",
          error,
        );
      }
    },
  };
}
