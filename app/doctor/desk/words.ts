/** How the desk says things: labels, money, time, people. */

/** What may be said of any picture, after the model's own labels. */
export const CONSTANT_LABELS = ["cannot-decide", "unusable-picture"] as const;

export interface Wording {
  readonly title: string;
  readonly detail: string;
}
const WORDINGS: Record<string, Wording> = {
  yes: { title: "Yes", detail: "I see a tumour in this picture." },
  no: { title: "No", detail: "I see no tumour in this picture." },
  glioma: { title: "Glioma", detail: "I see a tumour, and it looks like a glioma." },
  meningioma: { title: "Meningioma", detail: "I see a tumour, and it looks like a meningioma." },
  pituitary: { title: "Pituitary tumour", detail: "I see a tumour of the pituitary gland." },
  notumor: { title: "No tumour", detail: "I see no tumour in this picture." },
  "cannot-decide": {
    title: "Cannot decide",
    detail: "The picture is good, but does not settle it. Earns the reading fee at most.",
  },
  "unusable-picture": {
    title: "Unusable picture",
    detail: "Not a readable axial head MR: wrong part, cut off, too poor. Earns the reading fee at most.",
  },
};

export const wordingOf = (label: string): Wording => WORDINGS[label] ?? { title: label, detail: "" };

/** The case's labels in their order, then the two that every case has. */
export const choicesOf = (labels: readonly string[]): string[] => [...new Set([...labels, ...CONSTANT_LABELS])];

/** A case by its number, and by which of its panels votes where it is not the first. */
export const titleOf = ({ caseId, wave }: { caseId: string; wave: number }): string =>
  wave > 1 ? `Case ${caseId}, panel ${wave}` : `Case ${caseId}`;

export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** Such as "1 h 05 min", "4 min 09 s", "12 s", "over". @param left milliseconds */
export function timeLeft(left: number): string {
  const seconds = Math.ceil(left / 1000);
  if (!(seconds > 0)) return "over";
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  if (minutes > 0) return `${minutes} min ${two(seconds % 60)} s`;
  return `${seconds} s`;
}
