/**
 * JSON whose objects keep the order of their names: as Maps. In JavaScript's objects, names such as "1" come first, and
 * `__proto__` is none.
 *
 * @throws {SyntaxError}
 */
export function parseOrdered(text: string): unknown {
  JSON.parse(text);
  // A string before a colon is a name. With a mark before it, it is like any other.
  const marked = text.replace(/"((?:[^"\\]|\\.)*"\s*:)|"(?:[^"\\]|\\.)*"/g, (token, name) =>
    name ? `"=${name}` : token,
  );
  return withMaps(JSON.parse(marked));
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([name, member]) => [name.slice(1), withMaps(member)]));
}

/** The other way round: Maps become objects, with their names in order. For values without undefined. */
export function orderedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(orderedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = value instanceof Map ? [...value] : Object.entries(value);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${orderedJson(member)}`).join(",")}}`;
}
