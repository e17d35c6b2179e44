import { nameOfArn } from "../arns.ts";
import type { Resources } from "../template/resources.ts";
import { type RoutePattern, readRouteKey } from "./routes.ts";

/** The template's HTTP API. */
export interface ApiDefinition {
  readonly id: string;
  readonly routes: readonly ApiRoute[];
}

export interface ApiRoute extends RoutePattern {
  readonly key: string;
  readonly functionName: string;
  /** How long the function may take before the caller is answered without it. */
  readonly timeoutMs: number;
  /** undefined for a route that is open to everybody. */
  readonly signIn: RouteSignIn | undefined;
}

export interface RouteSignIn extends TokenRules {
  /** A token needs one of them; empty if it needs none. */
  readonly scopes: readonly string[];
}

/** Whose tokens an authorizer accepts. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const LONGEST_INTEGRATION_MS = 30_000;

/**
 * undefined for a template without an API.
 *
 * @throws {Error} there are two, or a route refers to what is not there
 */
export function readApi(resources: Resources): ApiDefinition | undefined {
  const [api, another] = resources.ofType("AWS::ApiGatewayV2::Api");
  if (!api) return undefined;
  if (another)
    throw new Error(`The embedded cloud runs one HTTP API; the template has ${api.name} and ${another.name}.`);
  if (resources.ofType("AWS::ApiGatewayV2::Stage").length === 0) {
    throw new Error(`The template's HTTP API ${api.name} has no stage, so that it would not be deployed.`);
  }
  const integrations = new Map(
    resources.ofType("AWS::ApiGatewayV2::Integration").map(({ name, properties }) => [name, properties]),
  );
  const authorizers = new Map(
    resources.ofType("AWS::ApiGatewayV2::Authorizer").map(({ name, properties }) => [name, properties]),
  );
  const routes = resources.ofType("AWS::ApiGatewayV2::Route").map(({ properties: route }): ApiRoute => {
    const integration = integrations.get(nameOfArn(route.Target));
    if (!integration) throw new Error(`The route ${route.RouteKey} refers to ${route.Target}, which is not there.`);
    const authorizer = authorizers.get(route.AuthorizerId ?? "")?.JwtConfiguration;
    if (route.AuthorizationType === "JWT" && !authorizer) {
      throw new Error(
        `The route ${route.RouteKey} refers to the authorizer ${route.AuthorizerId}, which is not there.`,
      );
    }
    return {
      ...readRouteKey(route.RouteKey),
      key: route.RouteKey,
      functionName: nameOfArn(integration.IntegrationUri),
      timeoutMs: integration.TimeoutInMillis ?? LONGEST_INTEGRATION_MS,
      signIn: authorizer && {
        issuer: authorizer.Issuer,
        audience: authorizer.Audience,
        scopes: route.AuthorizationScopes ?? [],
      },
    };
  });
  return { id: api.name, routes };
}
