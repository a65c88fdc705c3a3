import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type SeatOnChain, seatsOf } from "#client/seats";
import { useLanguage } from "../i18n/language.tsx";
import { useMoney, useSession } from "../session/use-session.tsx";
import { Countdown } from "../ui/countdown.tsx";

const READABLE = ["Committing", "Grace"];

/** What the doctor has to do about a seat: the word for it, or nothing any more. */
function duty({ status, phase }: SeatOnChain): "read" | "reveal" | "wait" | "past" {
  if (status === "Seated" && READABLE.includes(phase)) return "read";
  if (status === "Committed" && phase === "Revealing") return "reveal";
  if (status === "Committed" && READABLE.includes(phase)) return "wait";
  return "past";
}

/** Seats that wait for this doctor, and the ones before. */
export function Queue() {
  const { t } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const seats = useQuery({
    queryKey: ["seats", wallet?.account],
    refetchInterval: 2_000,
    queryFn: () => seatsOf(network.contracts, wallet!.account),
  });
  const all = seats.data ?? [];
  const due = all.filter((seat) => duty(seat) !== "past");
  const past = all.filter((seat) => duty(seat) === "past");
  return (
    <>
      <section className="card" aria-labelledby="queue-title">
        <h2 id="queue-title">{t("queue.title", { n: due.length })}</h2>
        {due.length === 0 && <p className="hint">{t("queue.none")}</p>}
        <ul className="list">
          {due.map((seat) => (
            <li key={seat.caseId}>
              <Link to={`/doctor/${seat.caseId}`}>
                <strong>{t("case.number", { n: seat.caseId })}</strong>
                {seat.wave > 1 && <span className="tag">{t("seat.wave", { n: seat.wave })}</span>}
                <span className="tag">{t(`duty.${duty(seat)}`)}</span>
                <span className="figure">{money(seat.pay)}</span>
                <span className="quiet">
                  <Countdown until={seat.phase === "Revealing" ? seat.revealEnd : seat.commitEnd} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {past.length > 0 && (
        <section className="card" aria-labelledby="past-title">
          <h2 id="past-title">{t("queue.past")}</h2>
          <ul className="list">
            {past.map((seat) => (
              <li key={seat.caseId}>
                <Link to={`/doctor/${seat.caseId}`}>
                  <strong>{t("case.number", { n: seat.caseId })}</strong>
                  <span>{t(`state.${seat.state}`)}</span>
                  <span className="figure">{money(seat.paid)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
