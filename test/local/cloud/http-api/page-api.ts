import { fileURLToPath } from "node:url";
import { Duration, type Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";

/** Answers with its event. */
const ECHO = fileURLToPath(new URL("./echo", import.meta.url));

export interface PageApiOptions {
  readonly issuer: string;
  readonly scopes?: string[];
}

/** An HTTP API with routes of every kind in front of one function, and a short time for the one at `/slow`. */
export function addPageApi(stack: Stack, { issuer, scopes = [] }: PageApiOptions) {
  const page = new LambdaFunction(stack, "PageFunction", {
    code: Code.fromAsset(ECHO),
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
