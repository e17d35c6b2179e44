import { WrongUse } from "../../cli/terminal/wrong-use.ts";

/**
 * The setting `page` of a local run. Without sign-in, the page is open to everyone on this machine, as the S3 endpoint is: the
 * embedded cloud asks nobody who they are, and says that each is this person.
 *
 * @param shared the settings in cdk.json
 * @throws {WrongUse} there is nothing to sign in with
 */
export function pageSettings(shared: Record<string, unknown>, signIn: boolean): unknown {
  if (!signIn) return { issuer: "http://127.0.0.1", clientId: "local", access: { local: ["*"] } };
  if (shared.page !== undefined) return shared.page;
  throw new WrongUse("--sign-in needs the setting page in cdk.json: docs/page.md says what belongs there.");
}
