// What browsers have of Trusted Types and the compiler's library doesn't declare.
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
        // An object of its own kind, which is taken wherever a script's address is.
      ): { createScriptURL(url: string): URL };
    }
  | undefined;
