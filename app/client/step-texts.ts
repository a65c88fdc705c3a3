/** What each step of a flow is, in one sentence, and what to do when it fails, in another. */
export const stepTexts = {
  "step.network": "Make sure that the wallet is on this network.",
  "fail.network": "The wallet is on another network. Switch it, then try again.",
  "step.funds": "Look whether the account holds enough tokens and gas.",
  "fail.funds": "The account cannot pay for this. Fund it, then try again.",
  "step.consent": "Sign your consent. The signature stays on this device.",
  "fail.consent": "The consent was not signed. Nothing has been sent or paid.",
  "step.upload": "Send the ciphertext to the nodes, piece by piece.",
  "fail.upload": "The upload stopped. It goes on where it was when you try again.",
  "step.permit": "Sign that the contract may hold the escrow.",
  "fail.permit": "The permit was not signed. Nothing has been paid.",
  "step.open": "Open the case: the contract takes the escrow.",
  "fail.open": "The case was not opened. If the transaction is still under way, trying again finds it.",
  "step.licence": "Check the licence and register with the contract.",
  "fail.licence": "The contract did not take the registration. Check that the licence names this account.",
  "step.phase": "Look whether the vote is still open.",
  "fail.phase": "This phase of the case is over, or has not begun. The queue shows the dates.",
  "step.keep": "Keep the opening of the ballot on this device.",
  "fail.keep": "The ballot could not be kept on this device. Free some space: without it the vote could not be opened.",
  "step.commit": "Commit the sealed vote.",
  "fail.commit": "The vote was not committed. Your choice is kept: try again.",
  "step.recover": "Find the opening of the ballot.",
  "fail.recover":
    "The opening is neither on this device nor readable with this key file. Import the key file that was registered.",
  "step.reveal": "Open the vote on chain.",
  "fail.reveal": "The vote was not opened. Try again before the deadline.",
  "step.buy": "Buy a year of access.",
  "fail.buy": "The purchase did not go through. Nothing has been paid.",
  "step.withdraw": "Move your credit to your account.",
  "fail.withdraw": "The credit could not be moved. It stays yours; try again.",
  "step.decline": "Give the seat back.",
  "fail.decline": "The seat was not given back. That is possible before your vote only.",
  "step.flag": "Tell the contract that the package does not fit.",
  "fail.flag": "The case was not flagged. That is possible before your vote only.",
} as const;

type Text = keyof typeof stepTexts;
export type StepId = Text extends `${string}.${infer Id}` ? Id : never;
