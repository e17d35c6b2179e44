export async function handler() {
  return { outcome: "ready", reportKey: "none", seconds: 0 };
}
