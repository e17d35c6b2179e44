import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Replaces the SDK's chain of credential providers in the bundles: Lambda gives a function its role's credentials in
 * the environment, always, and the chain's other links (SSO, profiles, STS, instance metadata) are a sixth of a bundle.
 */
export const defaultProvider = fromEnv;
