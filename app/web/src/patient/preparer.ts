import { DoctorError } from "#errors";
import type { Answer, Ask, GreyVolume, Looked, Sealed, SealProgress, Shown } from "./messages.ts";

type Done = Extract<Answer, { done: unknown }>["done"];

/** The worker as calls, one after the other. */
export class Preparer {
  readonly #worker = new Worker(new URL("./prepare.worker.ts", import.meta.url), { type: "module" });
  #turn: Promise<unknown>;

  constructor(kit: { kernels: ArrayBuffer; model: unknown; weights: ArrayBuffer }) {
    this.#turn = this.#ask({ kind: "start", ...kit });
    this.#turn.catch(() => {}); // whoever asks next is told
  }

  look(files: readonly Uint8Array[]): Promise<Looked> {
    return this.#next({ kind: "look", files }) as Promise<Looked>;
  }

  slice(number: number): Promise<Looked> {
    return this.#next({ kind: "slice", number }) as Promise<Looked>;
  }

  volume(): Promise<GreyVolume> {
    return this.#next({ kind: "volume" }) as Promise<GreyVolume>;
  }

  show(picture: Uint8Array): Promise<Shown> {
    return this.#next({ kind: "show", picture }) as Promise<Shown>;
  }

  seal(options: Omit<Extract<Ask, { kind: "seal" }>, "kind">, onProgress: (p: SealProgress) => void): Promise<Sealed> {
    return this.#next({ kind: "seal", ...options }, onProgress) as Promise<Sealed>;
  }

  /** Ends the worker, and with it every plain bundle, share and mask in its memory. */
  end(): void {
    this.#worker.terminate();
  }

  #next(ask: Ask, onProgress?: (p: SealProgress) => void): Promise<Done> {
    const turn = this.#turn.then(() => this.#ask(ask, onProgress));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #ask(ask: Ask, onProgress?: (p: SealProgress) => void): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ("progress" in data) onProgress?.(data.progress);
        else if ("done" in data) resolve(data.done);
        else reject(new DoctorError(data.failed.code, data.failed.message, data.failed.hint));
      };
      this.#worker.onerror = () =>
        reject(new DoctorError("E700_INTERNAL", "The part that prepares pictures did not start.", "Reload this page."));
      this.#worker.postMessage(ask);
    });
  }
}
