import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { custodyOf } from "#client/custody";
import { acceptSeat, type OpenSeat } from "#client/doctor";
import { seatOf } from "#client/seats";
import { isRejection } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { NeedsWallet, useMoney, useSession } from "../session/use-session.tsx";
import { NeedsVault } from "../session/vault-form.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { Problem } from "../ui/problem.tsx";
import { ballotOf, type KeptBallot } from "./ballot.ts";
import { CustodyCard } from "./custody-card.tsx";
import { KeyFile } from "./key-file.tsx";
import { doctorTools } from "./kit.ts";
import { LeaveSeat } from "./leave-seat.tsx";
import { useDoctor } from "./use-doctor.ts";
import { Viewer } from "./viewer.tsx";
import { VoteForm } from "./vote-form.tsx";

/** One seat: accept it, see the picture, vote, and keep the vote safe until it is revealed. */
export function SeatPage() {
  const { t } = useLanguage();
  return (
    <main className="page wide-page">
      <Link to="/doctor" className="back">
        ← {t("doctor.title")}
      </Link>
      <NeedsWallet>
        <NeedsVault alone>
          <Seat />
        </NeedsVault>
      </NeedsWallet>
    </main>
  );
}

function Seat() {
  const { t, number } = useLanguage();
  const money = useMoney();
  const { caseId = "" } = useParams();
  const { network, wallet, vault } = useSession();
  const { contracts } = network;
  const account = wallet!.account;
  const queries = useQueryClient();
  const doctor = useDoctor();
  const [open, setOpen] = useState<OpenSeat>();
  const [accepting, setAccepting] = useState(false);
  const [error, setError] = useState<unknown>();
  const seat = useQuery({
    queryKey: ["seat", caseId, account],
    refetchInterval: 1_500,
    queryFn: async () => (await seatOf(contracts, caseId, account)) ?? null,
  });
  const kept = useQuery({
    queryKey: ["ballot", caseId, account],
    queryFn: async () => (await vault!.get<KeptBallot>(ballotOf(caseId, account))) ?? null,
  });

  const accept = async (): Promise<OpenSeat> => {
    if (open) return open;
    const tools = await doctorTools(network);
    const opened = await acceptSeat(tools, seat.data!, wallet!.signer, doctor.data!.identity!);
    setOpen(opened);
    return opened;
  };
  const look = async () => {
    setAccepting(true);
    setError(undefined);
    await accept().catch((failed) => !isRejection(failed) && setError(failed));
    setAccepting(false);
  };
  if (!seat.data || !doctor.data?.registered || kept.data === undefined)
    return (
      <>
        <h1>{t("case.number", { n: caseId })}</h1>
        {seat.data === null ? <p className="hint">{t("seat.none")}</p> : <p className="quiet">{t("case.loading")}</p>}
      </>
    );
  const custody = custodyOf(contracts, seat.data, kept.data ?? undefined);
  const readable = custody === "none" && ["Committing", "Grace"].includes(seat.data.phase);
  return (
    <>
      <h1>{t("case.number", { n: caseId })}</h1>
      <dl className="facts inline">
        {seat.data.wave > 1 && (
          <div>
            <dt>{t("seat.panel")}</dt>
            <dd data-testid="wave">{number(seat.data.wave)}</dd>
          </div>
        )}
        <div>
          <dt>{t("seat.pay")}</dt>
          <dd>{money(seat.data.pay)}</dd>
        </div>
        <div>
          <dt>{t("seat.committed")}</dt>
          <dd>{t("follow.count", { n: seat.data.committed, of: seat.data.seats })}</dd>
        </div>
        {readable && (
          <div>
            <dt>{t("seat.left")}</dt>
            <dd>
              <Countdown until={seat.data.commitEnd} />
            </dd>
          </div>
        )}
      </dl>
      {!doctor.data.identity && <KeyFile doctor={doctor.data} onChange={() => void doctor.refetch()} />}
      {readable && !open && (
        <section className="card">
          <p>{t("seat.acceptText")}</p>
          <button
            type="button"
            className="primary"
            disabled={accepting || !doctor.data.identity}
            onClick={() => void look()}
          >
            {accepting ? t("seat.accepting") : t("seat.accept")}
          </button>
        </section>
      )}
      {error !== undefined && <Problem error={error} onRetry={() => void look()} />}
      <div className={open && readable ? "reading" : ""}>
        {open && <Viewer blob={open.blob} model={open.model} />}
        {open && readable && (
          <VoteForm
            open={open}
            backupTo={doctor.data.registered.recipient}
            onVoted={() => {
              void queries.invalidateQueries({ queryKey: ["ballot", caseId] });
              void seat.refetch();
            }}
          />
        )}
      </div>
      {readable && <LeaveSeat seat={seat.data} onLeft={() => void seat.refetch()} />}
      {seat.data.status === "Seated" && !readable && <p className="hint">{t("seat.missedVote")}</p>}
      {custody !== "none" && (
        <CustodyCard
          seat={seat.data}
          custody={custody}
          kept={kept.data ?? undefined}
          identity={doctor.data.identity}
          reopen={accept}
          onRevealed={() => void seat.refetch()}
        />
      )}
    </>
  );
}
