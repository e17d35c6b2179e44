import { ServiceFailure } from "./json-protocol.ts";

/** Secrets Manager, as far as the functions need it: the one call that reads a secret. */
export class Secrets {
  readonly #values = new Map<string, string>();

  /** @param id the secret's ARN */
  put(id: string, value: string): void {
    this.#values.set(id, value);
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    if (operation !== "GetSecretValue") throw ServiceFailure.unknownOperation("Secrets Manager", operation);
    const id = String(input.SecretId);
    const value = this.#values.get(id);
    if (value === undefined) {
      throw new ServiceFailure(
        400,
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      );
    }
    return { ARN: id, Name: id.slice(id.lastIndexOf(":") + 1), SecretString: value, VersionStages: ["AWSCURRENT"] };
  }
}
