export async function handler({ uploadedAt }) {
  return { status: "READY", polls: 1, uploadedAt, waitSeconds: 1, elapsedSeconds: 0, sinceUploadSeconds: 0 };
}
