/** A route as its key has it, such as `GET /folders/{path+}`, or `$default`. */
export interface RoutePattern {
  /** `ANY` for every method. */
  readonly method: string;
  readonly segments: readonly string[];
}

const DEFAULT_ROUTE = "$default";

const VARIABLE = /^\{([^{}+]+)(\+?)\}$/;

export function readRouteKey(key: string): RoutePattern {
  if (key === DEFAULT_ROUTE) return { method: "ANY", segments: [] };
  const [method = "", path = ""] = key.split(" ", 2);
  return { method, segments: path.split("/").slice(1) };
}

/**
 * The most specific route for a request, with its path's variables.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 *
 * @param path decoded: API Gateway decodes a path before it looks for its route, so that an encoded slash is a slash
 */
export function findRoute<R extends RoutePattern>(
  routes: readonly R[],
  method: string,
  path: string,
): { route: R; variables: Record<string, string> } | undefined {
  const segments = path.split("/").slice(1);
  return routes
    .flatMap((route) => {
      const variables = variablesOf(route, method, segments);
      return variables ? [{ route, variables }] : [];
    })
    .sort((one, other) => compare(one.route, other.route))[0];
}

/** undefined where the route does not have the path. */
function variablesOf(
  route: RoutePattern,
  method: string,
  segments: readonly string[],
): Record<string, string> | undefined {
  if (route.method !== "ANY" && route.method !== method) return undefined;
  if (isDefault(route)) return {};
  const variables: Record<string, string> = {};
  for (const [index, pattern] of route.segments.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const [, name, greedy] = VARIABLE.exec(pattern) ?? [];
    if (name === undefined) {
      if (segment !== pattern) return undefined;
      continue;
    }
    const value = greedy ? segments.slice(index).join("/") : segment;
    if (value === "") return undefined;
    variables[name] = value;
    if (greedy) return variables;
  }
  return route.segments.length === segments.length ? variables : undefined;
}

/** A text comes before a variable, that before a greedy one, and a method before any. */
function compare(one: RoutePattern, other: RoutePattern): number {
  if (isDefault(one) || isDefault(other)) return Number(isDefault(one)) - Number(isDefault(other));
  for (const [index, segment] of one.segments.entries()) {
    const difference = generality(segment) - generality(other.segments[index] ?? "");
    if (difference !== 0) return difference;
  }
  return Number(one.method === "ANY") - Number(other.method === "ANY");
}

function generality(segment: string): number {
  const [, name, greedy] = VARIABLE.exec(segment) ?? [];
  if (name === undefined) return 0;
  return greedy ? 2 : 1;
}

function isDefault({ segments }: RoutePattern): boolean {
  return segments.length === 0;
}
