import { Duration, type Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";

export interface PageApiOptions {
  /** The folder of the function's bundle. */
  readonly bundle: string;
  readonly issuer: string;
  readonly scopes?: string[];
}

/** An HTTP API with routes of every kind in front of one function, and a short time for the one at `/slow`. */
export function addPageApi(stack: Stack, { bundle, issuer, scopes = [] }: PageApiOptions) {
  const page = new LambdaFunction(stack, "PageFunction", {
    code: Code.fromAsset(bundle),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    memorySize: 128,
    timeout: Duration.seconds(29),
  });
  const api = new HttpApi(stack, "PageApi");
  const integration = new HttpLambdaIntegration("Page", page);
  const authorizer = new HttpJwtAuthorizer("SignIn", issuer, { jwtAudience: ["page"] });
  for (const path of ["/", "/assets/{name}", "/folders/{path+}"]) {
    api.addRoutes({ path, methods: [HttpMethod.GET], integration });
  }
  api.addRoutes({ path: "/public/{path+}", integration });
  api.addRoutes({ path: "/api/{path+}", integration, authorizer, authorizationScopes: scopes });
  const slow = new HttpLambdaIntegration("Slow", page, { timeout: Duration.millis(50) });
  api.addRoutes({ path: "/slow", integration: slow });
  return { page, api };
}

/** A function that answers with its event, or at `/public/answer` with the result that the request's body has. */
export const ECHO = `
export const handler = async (event) => {
  const asked = event.rawPath === "/public/answer" ? JSON.parse(event.body) : {};
  if (event.rawPath === "/slow") await new Promise(() => setInterval(() => {}, 1000));
  if (asked.fail) throw new Error("It is broken.");
  if (asked.fill) return { statusCode: 200, body: "x".repeat(asked.fill) };
  return "result" in asked ? asked.result : event;
};`;
