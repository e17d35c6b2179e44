/** A text in UTF-8, read in another encoding. @param label its name for TextDecoder */
export function misreadAs(text: string, label: string): string {
  return new TextDecoder(label).decode(new TextEncoder().encode(text));
}
