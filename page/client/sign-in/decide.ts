/** What is known when a request was not accepted, or would not be. */
export interface Situation {
  /** `none`: nobody has signed in yet. `left`: somebody signed out. */
  readonly credentials: "none" | "renewable" | "used-up" | "left";
  /** Whether nobody waits for the answer. */
  readonly isBackground: boolean;
  /** Whether leaving the page loses something: a file that is sent, or was chosen, or a form. */
  readonly hasUnsaved: boolean;
}

/** `leave`: the provider's page comes in place of this one. `ask`: the person says when. */
export type Decision = "renew" | "leave" | "ask" | "wait";

/** How to come to a token that is accepted. */
export function decide({ credentials, isBackground, hasUnsaved }: Situation): Decision {
  switch (credentials) {
    case "none":
      return "leave";
    case "left":
      return "wait";
    case "renewable":
      return "renew";
    case "used-up":
      return isBackground || hasUnsaved ? "ask" : "leave";
  }
}
