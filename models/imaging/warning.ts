/** What a sender should look at; it refuses nothing. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}
