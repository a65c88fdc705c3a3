/** What a text says as JSON, to be checked by its reader; `undefined` when it is none. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
