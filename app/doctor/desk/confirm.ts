import type { Seat } from "./api.ts";
import { $ } from "./page.ts";
import { shortAddress, wordingOf } from "./words.ts";

/** Repeats the choice in words, and waits for a second yes. Escape and "Go back" are no. */
export function confirmed(seat: Seat, label: string): Promise<boolean> {
  const dialog = $("confirm", HTMLDialogElement);
  const { title, detail } = wordingOf(label);
  $("confirm-text").textContent = `For case ${seat.caseId}, doctor ${shortAddress(seat.doctor)} decides:`;
  $("confirm-label").textContent = title;
  $("confirm-detail").textContent = detail;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "commit"), { once: true });
  });
}
