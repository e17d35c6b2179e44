import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Stack } from "../stack/connect.ts";
import { ask } from "./permissions.ts";

/** The secret exists, and nobody has put a token there. */
export class SecretEmpty extends Error {
  override readonly name = "SecretEmpty";
}

/** The secret's text. It is never printed. @throws {SecretEmpty} */
export async function readSecret({ clientSettings, output }: Stack): Promise<string> {
  const client = new SecretsManagerClient(clientSettings);
  try {
    const { SecretString } = await ask("secretsmanager:GetSecretValue", () =>
      client.send(new GetSecretValueCommand({ SecretId: output("TokenSecretArn") })),
    );
    if (SecretString === undefined || SecretString.trim() === "") throw new SecretEmpty();
    return SecretString;
  } catch (error) {
    // A new secret has no version that could be current.
    if (error instanceof Error && /AWSCURRENT/.test(error.message)) throw new SecretEmpty("", { cause: error });
    throw error;
  } finally {
    client.destroy();
  }
}

/** Secrets Manager's answer for a secret that waits for its deletion. */
export function isMarkedForDeletion(error: unknown): error is Error {
  return error instanceof Error && error.name === "InvalidRequestException";
}
