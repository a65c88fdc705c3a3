import { keyOf, type Seat } from "./api.ts";
import { el } from "./page.ts";
import { shortAddress, timeLeft, titleOf } from "./words.ts";

interface Row {
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly left: HTMLElement;
  readonly commitBy: number;
}

/** The open seats as buttons. Rows stay the same elements over refreshes, so that the focus is not lost. */
export class SeatList {
  readonly #list: HTMLUListElement;
  readonly #open: (seat: Seat) => void;
  readonly #rows = new Map<string, Row>();
  #selected = "";

  constructor(list: HTMLUListElement, open: (seat: Seat) => void) {
    this.#list = list;
    this.#open = open;
  }

  update(seats: readonly Seat[]): void {
    const keys = new Set(seats.map(keyOf));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) this.#drop(key, row);
    }
    for (const seat of seats) {
      const key = keyOf(seat);
      if (this.#rows.has(key)) continue;
      const row = this.#row(seat);
      this.#rows.set(key, row);
      this.#list.append(row.item);
    }
    this.#mark();
  }

  remove(seat: Seat): void {
    const row = this.#rows.get(keyOf(seat));
    if (row) this.#drop(keyOf(seat), row);
  }

  select(seat: Seat | undefined): void {
    this.#selected = seat ? keyOf(seat) : "";
    this.#mark();
  }

  tick(now: number): void {
    for (const row of this.#rows.values()) row.left.textContent = timeLeft(row.commitBy - now);
  }

  #mark(): void {
    for (const [key, { button }] of this.#rows) button.setAttribute("aria-current", String(key === this.#selected));
  }

  #drop(key: string, row: Row): void {
    row.item.remove();
    this.#rows.delete(key);
  }

  #row(seat: Seat): Row {
    const item = el("li", "");
    const button = el("button", "seat");
    button.type = "button";
    const left = el("span", "left");
    button.append(
      el("strong", "", titleOf(seat)),
      el("span", "bounty", `${seat.bounty} ${seat.token}`),
      el("code", "", shortAddress(seat.doctor)),
      left,
    );
    button.addEventListener("click", () => this.#open(seat));
    item.append(button);
    return { item, button, left, commitBy: Date.parse(seat.commitBy) };
  }
}
