/** How long something took, for a sentence: "1 second", "90 seconds", "45 minutes", "6 hours 15 minutes". */
export function elapsedText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return counted(whole, "second");
  const minutes = Math.round(whole / 60);
  if (minutes < 120) return counted(minutes, "minute");
  const rest = minutes % 60;
  return `${counted(Math.floor(minutes / 60), "hour")}${rest === 0 ? "" : ` ${counted(rest, "minute")}`}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
