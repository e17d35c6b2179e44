import type { SignIn } from "../../../functions/page/page-types.ts";
import { visibleText } from "../../../functions/report/html/words.ts";
import { showAddress } from "../location.ts";
import { Store } from "../store.ts";
import { loadPart } from "../updates.ts";
import { waitFor } from "../waits.ts";
import { decide } from "./decide.ts";
import type { Provider, Tokens } from "./open-id.ts";
import { RenewalPace } from "./renewal-pace.ts";
import { isReturn, keepTrip, takeTrip } from "./return-trip.ts";

/** Whether anybody is signed in, as far as the page has to show it. */
export type SignInState =
  | { readonly is: "going on" }
  /** The token has expired; what is on the page stays. */
  | { readonly is: "ended" }
  | { readonly is: "signed out" }
  | { readonly is: "failed"; readonly why: string };

export const signInState = new Store<SignInState>({ is: "going on" });

interface Held {
  readonly tokens: Tokens;
  /** In milliseconds, as `performance.now` has them. */
  readonly expiresAt: number;
}

// Tokens are nowhere else. A reload is a new sign-in, which most providers answer without asking.
let held: Held | undefined;
let hasLeft = false;
/** A token that was just given, or renewed, and is not accepted: the next one will not be accepted either. */
let isUntried = false;
const pace = new RenewalPace();
let provider: Promise<Provider> | undefined;
let renewing: Promise<Renewal> | undefined;
let leaving: Promise<void> | undefined;
let finishing = Promise.resolve();
let hasUnsaved: () => boolean = () => false;

type Renewal = "renewed" | "refused" | "unreached";

/** Time for a request under way. */
const RENEW_BEFORE_MS = 60_000;
const UNREACHED = "The sign-in service could not be reached. Check your connection, and try again.";

/** The provider's answer to a sign-out is not worth a longer wait. */
const REVOKE_MS = 2000;

type TabMessage =
  /** Without the refresh token, which is for one tab. */
  { readonly is: "signed in"; readonly tokens: Tokens } | { readonly is: "signed out" };

/** How this page's tabs tell each other that somebody has signed in again, or out. Other sites cannot listen. */
const others = new BroadcastChannel("dropset-sign-in");

/** @param unsaved whether leaving the page would lose something */
export function watchUnsaved(unsaved: () => boolean): void {
  hasUnsaved = unsaved;
}

/** The token for a request; undefined if nobody has signed in, and perhaps nobody needs to. */
export async function accessToken(): Promise<string | undefined> {
  await finishing;
  if (held && isRenewalDue(held, performance.now())) await renew();
  return held?.tokens.idToken;
}

/** Where tokens are valid for a minute or less, one that is still valid is not renewed for every request. */
function isRenewalDue({ expiresAt }: Held, now: number): boolean {
  return now > expiresAt || (now > expiresAt - RENEW_BEFORE_MS && pace.waitMs(now) === 0);
}

/**
 * A request was answered 401. Resolves when it is worth another try, which may be after somebody has signed in.
 *
 * @throws {Error} the server does not accept what the provider gives; its `status` is 401
 */
export async function refusedToken(
  used: string | undefined,
  { isBackground }: { readonly isBackground: boolean },
): Promise<void> {
  // Another request has seen to it.
  if (held !== undefined && held.tokens.idToken !== used) return;
  if (isUntried) throw notAccepted();
  switch (decide({ credentials: kindOf(held), isBackground, hasUnsaved: hasUnsaved() })) {
    case "renew": {
      const renewal = await renew();
      if (renewal === "renewed") return;
      if (renewal === "unreached") throw Object.assign(new Error(UNREACHED), { status: 0 });
      // It gives no more.
      if (held) held = { ...held, tokens: { ...held.tokens, refreshToken: undefined } };
      return refusedToken(used, { isBackground });
    }
    case "leave":
      await startSignIn();
      return signedIn(used);
    case "ask":
      signInState.set({ is: "ended" });
      return signedIn(used);
    case "wait":
      return signedIn(used);
  }
}

function kindOf(credentials: Held | undefined): "none" | "renewable" | "used-up" | "left" {
  if (hasLeft || signInState.value.is === "failed") return "left";
  if (!credentials) return "none";
  return credentials.tokens.refreshToken === undefined ? "used-up" : "renewable";
}

function notAccepted(): Error {
  const message =
    "You are signed in, but this page's server does not accept it. Tell the people who run this page, or sign in as somebody else.";
  return Object.assign(new Error(message), { status: 401 });
}

/** Resolves once there is another token. */
function signedIn(used: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const stop = signInState.listen(() => {
      if (held === undefined || held.tokens.idToken === used) return;
      stop();
      resolve();
    });
  });
}

/** A request was accepted: its token is good. */
export function acceptedToken(used: string | undefined): void {
  // An answer that comes late says nothing about a newer token.
  if (used === held?.tokens.idToken) isUntried = false;
}

/** Finishes the sign-in if the provider has just sent the person back. Never rejects: `signInState` says what went wrong. */
export function finishSignIn(): Promise<void> {
  finishing = finishNow();
  return finishing;
}

async function finishNow(): Promise<void> {
  const answer = new URL(location.href);
  const trip = takeTrip(sessionStorage);
  if (!isReturn(answer)) return;
  // The code is good for one use; it leaves the address before that.
  const from = trip?.from ?? "/";
  history.replaceState(null, "", from);
  showAddress();
  if (!trip) {
    signInState.set({ is: "failed", why: "This sign-in was started in another tab, or long ago. Sign in again." });
    return;
  }
  try {
    const tokens = await (await connect()).finish(answer, trip);
    hold(tokens);
    tell({ is: "signed in", tokens: { ...tokens, refreshToken: undefined } });
  } catch (error) {
    await fail(error);
  }
}

/** Leads to the provider. Never rejects. */
export function startSignIn(): Promise<void> {
  leaving ??= leave().finally(() => {
    leaving = undefined;
  });
  return leaving;
}

async function leave(): Promise<void> {
  hasLeft = false;
  if (signInState.value.is !== "ended") signInState.set({ is: "going on" });
  try {
    const { url, trip } = await (await connect()).start(location.pathname + location.search + location.hash);
    keepTrip(trip, sessionStorage);
    location.assign(url);
  } catch (error) {
    await fail(error);
  }
}

/** Signs in again: in another tab if this one has something to lose, which it tells this one. */
export function signInAgain(): void {
  if (hasUnsaved()) open("/", "_blank", "noopener");
  else void startSignIn();
}

/** Forgets the tokens, here and in the page's other tabs, and ends the session at the provider if it lets people. */
export async function signOut(): Promise<void> {
  tell({ is: "signed out" });
  await forgetTokens();
  const url = await provider?.then(
    (known) => known.signOutUrl(),
    () => undefined,
  );
  if (url) location.assign(url);
}

/** Whether somebody is signed in, and so can sign out. */
export function isSignedIn(): boolean {
  return held !== undefined;
}

/** Whether somebody has signed out: what is still answered to them is not shown any more. */
export function hasSignedOut(): boolean {
  return hasLeft;
}

async function forgetTokens(): Promise<void> {
  const refreshToken = held?.tokens.refreshToken;
  held = undefined;
  isUntried = false;
  hasLeft = true;
  signInState.set({ is: "signed out" });
  await revoke(refreshToken);
}

/** Without it, a refresh token would work on after the sign-out, for as long as the provider allows. Never rejects. */
async function revoke(refreshToken: string | undefined): Promise<void> {
  if (refreshToken === undefined) return;
  const revoked = connect()
    .then((known) => known.revoke(refreshToken))
    .catch(() => undefined);
  await Promise.race([revoked, waitFor(REVOKE_MS)]);
}

function tell(message: TabMessage): void {
  others.postMessage(message);
}

others.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => {
  switch (data.is) {
    case "signed in":
      // Somebody else in another tab changes nothing here.
      if (signInState.value.is === "ended" && data.tokens.subject === held?.tokens.subject) hold(data.tokens);
      return;
    case "signed out":
      void forgetTokens();
      return;
  }
});

function hold(tokens: Tokens): void {
  held = { tokens, expiresAt: performance.now() + tokens.validForMs };
  isUntried = true;
  hasLeft = false;
  signInState.set({ is: "going on" });
}

function renew(): Promise<Renewal> {
  renewing ??= renewNow().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renewNow(): Promise<Renewal> {
  if (held?.tokens.refreshToken === undefined) return "refused";
  await waitFor(pace.waitMs(performance.now()));
  // Signed out, or signed in again in another tab, meanwhile.
  const tokens = held?.tokens;
  if (tokens?.refreshToken === undefined) return "refused";
  pace.asked(performance.now());
  try {
    const renewed = await (await connect()).renew(tokens);
    if (!renewed) return "refused";
    if (!held) {
      // Signed out meanwhile.
      void revoke(renewed.refreshToken);
      return "refused";
    }
    hold(renewed);
    return "renewed";
  } catch (error) {
    return isUnreached(error) ? "unreached" : "refused";
  }
}

/** What `fetch` rejects with. */
function isUnreached(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

function connect(): Promise<Provider> {
  provider ??= connectNow();
  provider.catch(() => {
    provider = undefined;
  });
  return provider;
}

async function connectNow(): Promise<Provider> {
  const response = await fetch("/sign-in.json");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const settings: SignIn = await response.json();
  const { connectProvider } = await loadPart(() => import("./open-id.ts"));
  return connectProvider(settings, `${location.origin}/`);
}

async function fail(error: unknown): Promise<void> {
  signInState.set({ is: "failed", why: await explain(error) });
}

async function explain(error: unknown): Promise<string> {
  const { answeredError } = await import("./open-id.ts").catch(() => ({ answeredError: () => undefined }));
  const code = answeredError(error);
  if (code === "access_denied") {
    return "You were not signed in: access was denied. Try again, or ask the people who run this page for access.";
  }
  if (code !== undefined)
    return `You were not signed in: the sign-in service answered ${visibleText(code.slice(0, 100))}. Try again.`;
  if (isUnreached(error)) return UNREACHED;
  const why = error instanceof Error ? ` (${visibleText(error.message.slice(0, 300))})` : "";
  return `The sign-in could not be completed${why}. Try again; if it fails again, tell the people who run this page.`;
}
