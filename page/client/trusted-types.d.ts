// The part of Trusted Types that is used here; TypeScript's library does not declare it.
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
        // A TrustedScriptURL, which is accepted wherever a script's URL is.
      ): { createScriptURL(url: string): URL };
    }
  | undefined;
