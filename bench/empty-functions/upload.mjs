export async function handler() {
  return { status: "UPLOADED", waitSeconds: 1, elapsedSeconds: 0, polls: 0, uploadedAt: new Date().toISOString() };
}
