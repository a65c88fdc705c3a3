import { DoctorError } from "#errors";

export const unreachable = (cause?: unknown) =>
  new DoctorError(
    "E401_PEER_UNREACHABLE",
    "The other node cannot be reached.",
    "Check its address and that it runs.",
    cause,
  );

export const gone = (cause?: unknown) =>
  new DoctorError(
    "E402_PEER_GONE",
    "The other node closed the connection.",
    "The case is tried again with the spare set.",
    cause,
  );

export const stalled = () =>
  new DoctorError(
    "E403_PEER_STALLED",
    "The other node has said nothing for too long.",
    "The case is tried again with the spare set.",
  );

export const oversize = () =>
  new DoctorError(
    "E404_FRAME_TOO_LARGE",
    "The other node announced more bytes than any message has.",
    "Run the same version on both nodes.",
  );

export const wrongLength = () =>
  new DoctorError(
    "E405_FRAME_LENGTH",
    "The other node sent another number of bytes than this round has.",
    "Run the same version and model on both nodes.",
  );

export const unexpected = (cause?: unknown) =>
  new DoctorError(
    "E406_UNEXPECTED_FRAME",
    "The other node sent something that does not belong here.",
    "Run the same version on both nodes.",
    cause,
  );

export const wrongCertificate = () =>
  new DoctorError(
    "E407_WRONG_CERTIFICATE",
    "The connection's certificate is not the one pinned for the other node.",
    "Compare the certificate hash in the pair's on-chain entry.",
  );
