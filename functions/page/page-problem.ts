import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What a request cannot have, in words for people. */
export class PageProblem extends Error {
  override readonly name = "PageProblem";
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, message: string) {
    super(message);
    this.status = status;
  }
}

/** For what does not exist, and for what this person may not see: the two look the same. */
export function notFound(): PageProblem {
  return new PageProblem(404, "Not found.");
}
