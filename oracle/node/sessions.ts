import type { LinkSession } from "#node/link/session";
import { Call } from "#wire/api";
import { hear } from "./hear.ts";

/** The calling party's first word on a new session: which case it is about. */
export async function call(session: LinkSession, caseId: string): Promise<LinkSession> {
  await session.sendMessage({ caseId });
  return session;
}

/**
 * Brings together the two sides of a case at the party that listens: the peer's session may come before or after this
 * node's own job is ready. A session nobody asks for within `patienceMs` is closed.
 */
export class Sessions {
  readonly #arrived = new Map<string, { session: LinkSession; timer: NodeJS.Timeout }>();
  readonly #wanted = new Map<string, (session: LinkSession) => void>();
  readonly #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Listens for the caller's first word; a session that says nothing sensible is closed. */
  async welcome(session: LinkSession): Promise<void> {
    try {
      this.#offer((await hear(session, Call)).caseId, session);
    } catch {
      session.close();
    }
  }

  #offer(caseId: string, session: LinkSession): void {
    const wanted = this.#wanted.get(caseId);
    if (wanted) {
      this.#wanted.delete(caseId);
      wanted(session);
      return;
    }
    this.#drop(caseId);
    const timer = setTimeout(() => this.#drop(caseId), this.#patienceMs);
    this.#arrived.set(caseId, { session, timer });
  }

  /** The peer's session for this case, or `undefined` when none came in time. */
  take(caseId: string, timeoutMs: number): Promise<LinkSession | undefined> {
    const arrived = this.#arrived.get(caseId);
    if (arrived) {
      clearTimeout(arrived.timer);
      this.#arrived.delete(caseId);
      return Promise.resolve(arrived.session);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#wanted.delete(caseId);
        resolve(undefined);
      }, timeoutMs);
      this.#wanted.set(caseId, (session) => {
        clearTimeout(timer);
        resolve(session);
      });
    });
  }

  #drop(caseId: string): void {
    const arrived = this.#arrived.get(caseId);
    if (!arrived) return;
    clearTimeout(arrived.timer);
    this.#arrived.delete(caseId);
    arrived.session.close();
  }
}
