/** What has to be known when the provider sends the person back. */
export interface Trip {
  readonly state: string;
  readonly nonce: string;
  /** Of the proof key (PKCE). */
  readonly verifier: string;
  /** The page's path, query and hash where the person was. */
  readonly from: string;
}

/** The part of the browser's storage that is used: it is this tab's, and only until the person is back. */
export type TripStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const NAME = "dropset-sign-in";

export function keepTrip(trip: Trip, storage: TripStorage): void {
  storage.setItem(NAME, JSON.stringify(trip));
}

/** What was kept; it can be taken once. undefined if there is nothing, or nothing that this page wrote. */
export function takeTrip(storage: TripStorage): Trip | undefined {
  const kept = storage.getItem(NAME);
  storage.removeItem(NAME);
  if (kept === null) return undefined;
  try {
    const trip: unknown = JSON.parse(kept);
    return isTrip(trip) ? { ...trip, from: safePath(trip.from) } : undefined;
  } catch {
    return undefined;
  }
}

function isTrip(value: unknown): value is Trip {
  if (typeof value !== "object" || value === null) return false;
  return ["state", "nonce", "verifier", "from"].every(
    (name) => typeof Reflect.get(value, name) === "string" && Reflect.get(value, name) !== "",
  );
}

/** Whether an address is the provider's answer, good or bad. */
export function isReturn(url: URL): boolean {
  const { searchParams } = url;
  return searchParams.has("state") && (searchParams.has("code") || searchParams.has("error"));
}

/** An address of this page, whatever is given: what a browser would take elsewhere becomes the start page, and a sign-in's answer is left out. */
export function safePath(path: string): string {
  const here = "https://page.invalid";
  if (!path.startsWith("/") || !URL.canParse(path, here)) return "/";
  const url = new URL(path, here);
  // Two slashes would begin another host's name.
  if (url.origin !== here || url.pathname.startsWith("//")) return "/";
  return url.pathname + (isReturn(url) ? "" : url.search) + url.hash;
}
