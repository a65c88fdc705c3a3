import type { Wording } from "./words.ts";

/** The page's element of that id, of that kind; the page and the script belong together, so a miss is a mistake. */
export function $<E extends HTMLElement = HTMLElement>(id: string, kind?: new () => E): E {
  const element = document.getElementById(id);
  if (!element || (kind && !(element instanceof kind))) throw new Error(`the page has no ${id}`);
  return element as E;
}

export function show(id: string, shown: boolean): void {
  $(id).hidden = !shown;
}

/** An element with text; all text of the service goes through here, never through HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** One radio button with a title and a line of explanation. */
export function radio(name: string, value: string, { title, detail }: Wording): HTMLLabelElement {
  const input = el("input", "");
  Object.assign(input, { type: "radio", name, value, required: true });
  const words = el("span", "words");
  words.append(el("strong", "", title), el("span", "detail", detail));
  const label = el("label", "choice");
  label.append(input, words);
  return label;
}
