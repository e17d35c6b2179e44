/** A progress bar. @param done 0 to 1 */
export function Meter({ label, text, done }: { label: string; text: string; done: number }) {
  const percent = Math.floor(Math.min(1, done) * 100);
  return (
    <span class="meter">
      <progress aria-label={label} max={100} value={percent} />
      <span>
        {text} {percent} %
      </span>
    </span>
  );
}
