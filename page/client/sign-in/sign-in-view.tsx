import { visibleText } from "../../../functions/report/html/words.ts";
import { drops } from "../drops/drops.ts";
import { useStore } from "../store.ts";
import { areSending } from "../tray/tray-file.ts";
import { tray } from "../tray/tray-store.ts";
import { isSignedIn, signInAgain, signInState, signOut, startSignIn } from "./credentials.ts";

/** Who is signed in, in the page's head. Nothing where nobody has to. */
export function PersonView() {
  const { person } = useStore(drops);
  const { is } = useStore(signInState);
  if (person === null || is === "signed out" || !isSignedIn()) return null;
  return (
    <span class="person">
      <span class="person-name" title={visibleText(person)}>
        <span class="unseen">Signed in as </span>
        {visibleText(person)}
      </span>
      <SignOutButton />
    </span>
  );
}

function SignOutButton() {
  return (
    <button type="button" class="plain" onClick={() => void signOut()}>
      Sign out
    </button>
  );
}

/** In place of the page: nobody is signed in, or the user may see nothing. undefined where the page is shown. */
export function useBarrier() {
  const state = useStore(signInState);
  const { refused, person } = useStore(drops);
  if (state.is === "signed out") return <Barrier title="You are signed out" why={undefined} action="Sign in" />;
  if (state.is === "failed") return <Barrier title="You are not signed in" why={state.why} action="Sign in" />;
  if (refused === undefined) return undefined;
  return (
    <Barrier
      title="This page is not open to you"
      why={refused}
      action={person === null && isSignedIn() ? "Sign out" : undefined}
    />
  );
}

interface BarrierProps {
  readonly title: string;
  readonly why: string | undefined;
  readonly action: "Sign in" | "Sign out" | undefined;
}

function Barrier({ title, why, action }: BarrierProps) {
  return (
    <section class="barrier">
      <h1>{title}</h1>
      {why !== undefined && <p role="alert">{why}</p>}
      {action === "Sign in" && (
        <button type="button" class="primary" onClick={() => void startSignIn()}>
          Sign in
        </button>
      )}
      {action === "Sign out" && (
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
    </section>
  );
}

/** What a signed-in person should know: that the sign-in has ended, or that there is nowhere to upload to. */
export function SignInNotice() {
  const { is } = useStore(signInState);
  const { person, workspaces } = useStore(drops);
  const isSending = areSending(useStore(tray));
  if (is === "ended") {
    return (
      <div class="notice" role="alert">
        <p>
          Your sign-in has expired.{" "}
          {isSending ? "Sign in again in a new tab: the upload here then continues." : "Sign in again to continue."}
        </p>
        <button type="button" class="primary" onClick={signInAgain}>
          Sign in again
        </button>
      </div>
    );
  }
  if (person === null || workspaces.length > 0) return null;
  return (
    <div class="notice" role="alert">
      <p>
        Files cannot be uploaded yet, because the stack names no workspace. Ask the people who run this page to name
        one.
      </p>
    </div>
  );
}
