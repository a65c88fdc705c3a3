/** Columns of the local network's output, one line per decided case. */
export const CSV_HEADER = "case,opened,decided,diagnosis,agreeing,seats,model_diagnosis,model_confidence,bounty";
