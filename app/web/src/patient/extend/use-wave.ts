import { useCallback } from "react";
import type { Part } from "../part.ts";
import { atWave, changeAtWave } from "../stored-case.ts";

/** A case's page turned to one of its later waves: what is read and changed is that wave's, the rest is the case's. */
export function useWave(part: Part, wave: number): Part {
  const { stored, change } = part;
  const changeWave = useCallback<Part["change"]>(
    (next) => change((now) => changeAtWave(now, wave, typeof next === "function" ? next(atWave(now, wave)) : next)),
    [change, wave],
  );
  return { ...part, wave, stored: atWave(stored, wave), change: changeWave };
}
