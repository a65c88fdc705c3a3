/** The encryption of keys and ballots, loaded when it is needed: a queue is read without. */
export const age = () => import("#wire/seal");
