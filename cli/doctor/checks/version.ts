import { VERSION } from "../../../functions/datasets/version.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, ok, wrong } from "../finding.ts";

/** The version that was deployed, and this one. */
export async function checkVersion({ stack }: Deployment): Promise<Finding[]> {
  const deployed = stack.find("Version");
  if (deployed === VERSION) return [ok(`${VERSION} is deployed, the version of this command.`)];
  return [
    wrong(
      `${deployed ?? "A version without a number"} is deployed, but this command is ${VERSION}.`,
      "Deploy this version with npm run deploy, or use the commands of the deployed one.",
    ),
  ];
}
