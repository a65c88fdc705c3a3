import { gestures } from "../../viewer/gestures.ts";
import { GreyCanvas } from "../../viewer/grey-canvas.ts";
import { decide, keyOf, openSeats, picture, Refusal, type Seat } from "./api.ts";
import { confirmed } from "./confirm.ts";
import { $, radio, show } from "./page.ts";
import { SeatList } from "./seat-list.ts";
import { toolbar } from "./toolbar.ts";
import { choicesOf, shortAddress, timeLeft, titleOf, wordingOf } from "./words.ts";

/** The doctor's desk: a list of open seats, the picture of one of them, one decision about it. */

const POLL_MS = 2000;
const canvas = $("picture", HTMLCanvasElement);
const tools = toolbar();
const viewer = new GreyCanvas(canvas, tools.show);
tools.bind(viewer);
gestures(canvas, viewer, tools.drag);
const list = new SeatList($("seats", HTMLUListElement), open);
const form = $("form", HTMLFormElement);

let current: Seat | undefined;
let sending = false;
let loading = new AbortController();

async function open(seat: Seat): Promise<void> {
  if (sending || (current && keyOf(current) === keyOf(seat))) return;
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  notice();
  close();
  current = seat;
  list.select(seat);
  showCase(seat);
  placeholder("Fetching and decrypting the picture…");
  try {
    const file = await picture(seat, signal);
    await viewer.show(file);
    if (signal.aborted) return viewer.clear();
    placeholder();
    canvas.setAttribute("aria-label", `Picture of case ${seat.caseId}`);
    tools.enable(true);
    // On to the picture, unless the person has gone elsewhere in the meantime.
    if (document.activeElement?.closest(".queue")) canvas.focus();
    $("choices", HTMLFieldSetElement).disabled = false;
  } catch (error) {
    if (signal.aborted) return;
    close();
    notice(error);
  }
}

/** Puts the picture away: no pixel of it stays on the page. */
function close(): void {
  current = undefined;
  list.select(undefined);
  viewer.clear();
  tools.enable(false);
  canvas.setAttribute("aria-label", "No picture is open");
  placeholder("Choose a seat to see its picture.");
  show("case", false);
}

function showCase(seat: Seat): void {
  $("case-title").textContent = `${titleOf(seat)}, seat ${seat.seat + 1}`;
  $("bounty").textContent = `${seat.bounty} ${seat.token}`;
  $("doctor").textContent = shortAddress(seat.doctor);
  $("doctor").title = seat.doctor;
  $("choices", HTMLFieldSetElement).disabled = true;
  $("submit", HTMLButtonElement).disabled = true;
  $("labels").replaceChildren(...choicesOf(seat.labels).map((label) => radio("label", label, wordingOf(label))));
  tick();
  show("case", true);
}

form.addEventListener("change", () => {
  $("submit", HTMLButtonElement).disabled = false;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const seat = current;
  const label = new FormData(form).get("label");
  if (!seat || sending || typeof label !== "string" || !(await confirmed(seat, label)) || current !== seat) return;
  sending = true;
  form.inert = true;
  $("submit").textContent = "Committing…";
  try {
    await decide({ caseId: seat.caseId, doctor: seat.doctor, label });
    list.remove(seat);
    close();
    notice(
      `Committed: “${wordingOf(label).title}” for case ${seat.caseId}. It is revealed by itself when that is allowed.`,
    );
  } catch (error) {
    notice(error);
  } finally {
    sending = false;
    form.inert = false;
    $("submit").textContent = "Decide…";
  }
});

/** Says how something went, and takes the focus there; nothing clears it. */
function notice(news?: unknown): void {
  const element = $("notice");
  element.hidden = news === undefined;
  if (news === undefined) return;
  const failed = typeof news !== "string";
  const refusal = failed
    ? news instanceof Refusal
      ? news
      : new Refusal("The picture cannot be shown.", "Reload this page and try again.")
    : undefined;
  element.classList.toggle("failed", failed);
  element.textContent = refusal ? `${refusal.message} ${refusal.hint}` : String(news);
  element.focus();
}

function placeholder(text?: string): void {
  show("placeholder", text !== undefined);
  if (text) $("placeholder").textContent = text;
}

function tick(): void {
  const now = Date.now();
  list.tick(now);
  if (!current) return;
  const left = Date.parse(current.commitBy) - now;
  $("left").textContent = timeLeft(left);
  $("left").classList.toggle("soon", left < 30_000);
}

async function poll(): Promise<void> {
  try {
    if (!document.hidden) {
      const seats = await openSeats();
      $("link").textContent = "";
      list.update(seats);
      show("no-seats", seats.length === 0);
      $("count").textContent = String(seats.length);
      const selected = current;
      if (selected && !sending && !seats.some((seat) => keyOf(seat) === keyOf(selected))) {
        loading.abort();
        close();
        notice(new Refusal(`Case ${selected.caseId} no longer waits for this doctor.`, "Choose another seat."));
      }
    }
  } catch (error) {
    $("link").textContent = error instanceof Refusal ? `${error.message} ${error.hint}` : "";
  }
  tick();
  setTimeout(poll, POLL_MS);
}

setInterval(tick, 1000);
close();
void poll();
