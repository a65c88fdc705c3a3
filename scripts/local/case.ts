import { readFileSync } from "node:fs";
import { parseDeployment } from "#chain/addresses";
import { type Contracts, connectContracts } from "#chain/contracts";
import { moneyOf } from "#chain/currency";
import { pause } from "#chain/follow";
import { paymentsOf } from "#chain/payments";
import { verifyRows } from "#client/batches";
import { buySteps } from "#client/buyer";
import { assetCard, downloadRows } from "#client/data-service";
import { runSteps } from "#client/steps";
import { DoctorError } from "#errors";
import { roleAccount } from "./accounts.ts";
import type { Network } from "./network.ts";

interface PlayOptions {
  readonly network: Network;
  readonly picture: Uint8Array;
  readonly name: string;
  /** One label for each doctor of the panel, or one for all. */
  readonly votes: readonly string[];
  readonly modelName: string;
  readonly say: (sentence: string) => void;
  /** Lines of CSV as the network prints them; the case's own is waited for. */
  readonly lines: readonly string[];
}

const STEP_MS = 60_000;

/** Plays one case as its people would: over HTTP as patient and doctors, over JSON-RPC as researcher. */
export async function play({ network, picture, name, votes, modelName, say, lines }: PlayOptions) {
  const { patient, doctor, data } = network.urls;
  const contracts = await connectContracts(
    parseDeployment(JSON.parse(readFileSync(network.deployment, "utf8"))),
    network.chain.provider,
  );
  const usd = (amount: bigint | string) => moneyOf(contracts.currency, amount);
  const timings: Record<string, number> = {};
  let last = performance.now();
  const lap = (step: string) => {
    timings[step] = Math.round(performance.now() - last);
    last = performance.now();
    return (timings[step] / 1000).toFixed(1);
  };

  const form = new FormData();
  form.set("file", new Blob([Uint8Array.from(picture)]), name);
  const accepted = await asked(`${patient}/image`, { method: "POST", body: form });
  const { caseId } = accepted;
  const uploaded = accepted.uploads.reduce((sum: number, upload: { bytes: number }) => sum + upload.bytes, 0);
  say(
    `Patient: ${name} was shared and encrypted on this side; ${(uploaded / 1e6).toFixed(1)} MB of ciphertext left it. Case ${caseId} is open, ${usd(accepted.price.most)} in escrow (${lap("openMs")} s).`,
  );

  const read = await until(
    () => asked(`${patient}/cases/${caseId}`),
    (view) => view.state !== "Open",
  );
  const inference = await asked(`${(await contracts.directory.getPair(1)).endpoints[0]}/runs/${caseId}`);
  say(
    `Nodes: two processes ran the encrypted model in ${inference.rounds} rounds, ${inference.onlineMs.toFixed(1)} ms and ${(inference.bytesSentPerParty / 1e6).toFixed(2)} MB each way, after ${(inference.setupBytesPerParty / 1e6).toFixed(2)} MB of masked weights; neither saw the picture (${lap("reportMs")} s).`,
  );
  say(
    `Patient: the model says "${read.prediction.label}" with ${(read.prediction.confidence * 100).toFixed(1)} %. So the bounty is ${usd(read.bounty.current)} of at most ${usd(read.bounty.max)}.`,
  );

  const offered = async (): Promise<{ caseId: string; doctor: string }[]> =>
    (await asked(`${doctor}/cases`)).filter((seat: { caseId: string }) => seat.caseId === caseId);
  const seats = await until(offered, ({ length }) => length > 0);
  const panel = seats.map((seat) => seat.doctor);
  const before = await Promise.all(panel.map((address) => contracts.core.reputation(address)));
  const cast = panel.map((address, i) => ({ doctor: address, label: votes[i] ?? votes.at(-1)! }));
  await Promise.all(
    cast.map(async (vote) => {
      const response = await fetch(`${doctor}/cases/${caseId}/image?doctor=${vote.doctor}`);
      if (!response.ok)
        throw new DoctorError(
          "E702_NOT_FOUND",
          "A doctor could not see the picture.",
          "Run with --verbose to see why.",
        );
      await response.arrayBuffer();
      await asked(`${doctor}/decision`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ caseId, ...vote }),
      });
    }),
  );
  say(
    `Doctors: ${panel.length} were drawn, saw the picture, checked that the machine had read the same one, and voted blind (${lap("voteMs")} s).`,
  );

  const settled = await until(
    () => asked(`${patient}/cases/${caseId}`),
    (view) => !["Open", "Voting"].includes(view.state),
  );
  const after = await Promise.all(panel.map((address) => contracts.core.reputation(address)));
  const pay = await paymentsOf(contracts, caseId);
  const doctors = panel.map((address, i) => ({
    address,
    paid: String(pay.doctors.get(address.toLowerCase()) ?? 0n),
    reputationBefore: Number(before[i]),
    reputationAfter: Number(after[i]),
  }));
  say(
    settled.diagnosis
      ? `Chain: ${settled.diagnosis.agreeing} of ${settled.diagnosis.seats} agreed on "${settled.diagnosis.label}"; ${usd(settled.bounty.paid)} paid, ${usd(settled.bounty.refunded)} back to the patient, reputations moved (${lap("settleMs")} s).`
      : `Chain: the case stands at ${settled.state}, without diagnosis or row; ${usd(settled.bounty.paid)} paid to who read the picture.`,
  );

  const csv = settled.diagnosis
    ? await until(
        async () => lines.find((line) => line.startsWith(`${caseId},`)),
        (line) => line !== undefined,
      )
    : "";
  const dataset = settled.diagnosis ? await buy(contracts, data, say) : { rows: 0, bought: false, downloaded: 0 };
  lap("dataMs");
  const { max, paid, refunded } = settled.bounty;
  return {
    csv: csv as string,
    json: {
      caseId,
      state: settled.state as string,
      model: { name: modelName, ...read.prediction },
      bounty: { max, paid, refunded },
      votes: cast,
      diagnosis: settled.diagnosis,
      doctors,
      dataset,
      timings,
      inference,
    },
  };
}

/** Waits for a published batch, orders access, and downloads it with a signed request. */
async function buy(contracts: Contracts, data: string, say: (sentence: string) => void) {
  const card = await until(
    () => assetCard(data),
    (found) => found.batches.length > 0,
  );
  const researcher = roleAccount("researcher").connect(contracts.provider);
  const { batch, cid } = card.batches.at(-1)!;
  const refused = await fetch(`${data}/batches/${batch}.csv`);
  if (refused.status !== 402) throw new Error(`a download without an order was answered with ${refused.status}`);
  const state = { contracts, signer: researcher, toNetwork: async () => {} };
  await runSteps(buySteps, { at: 0, state });
  const rows = await downloadRows(state, data, batch);
  if (!(await verifyRows(contracts, cid, rows))) throw new Error("the rows are not those whose root stands on chain");
  const downloaded = rows.length;
  say(
    `Researcher: without an order the batch costs ${moneyOf(contracts.currency, card.price.amount)}; bought in one transaction, downloaded ${downloaded} row${downloaded === 1 ? "" : "s"}, held against the root on chain.`,
  );
  return { rows: card.rows, bought: true, downloaded };
}

/** The JSON answer. @throws DoctorError the service's own error */
async function asked(url: string, init?: RequestInit): Promise<any> {
  const response = await fetch(url, init);
  const answer = await response.json();
  if (response.ok) return answer;
  throw new DoctorError(
    answer.code ?? "E700_INTERNAL",
    answer.message ?? "A service refused.",
    answer.hint ?? "Run with --verbose to see why.",
  );
}

async function until<T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + STEP_MS;
  for (;;) {
    const seen = await look();
    if (done(seen)) return seen;
    if (performance.now() > deadline)
      throw new DoctorError(
        "E710_TIMEOUT",
        "A step of the case took longer than a minute.",
        "Run with --verbose to see what it waits for.",
      );
    await pause(100);
  }
}
