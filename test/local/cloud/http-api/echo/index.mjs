/** Answers with its event, or at `/public/answer` with the result that the request's body has. */
export async function handler(event) {
  const asked = event.rawPath === "/public/answer" ? JSON.parse(event.body) : {};
  // Longer than its integration may take.
  if (event.rawPath === "/slow") await new Promise(() => setInterval(() => {}, 1000));
  if (asked.fail) throw new Error("It is broken.");
  if (asked.fill) return { statusCode: 200, body: "x".repeat(asked.fill) };
  return "result" in asked ? asked.result : event;
}
