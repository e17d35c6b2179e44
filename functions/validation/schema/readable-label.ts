/** A field's name as a person would write it: "review_text" and "reviewText" are "Review text", "imageURL" is "Image URL". */
export function readableLabel(name: string): string {
  const isAllCapitals = name === name.toUpperCase();
  const words = name
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, "$1 ")
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1 ")
    .split(/[\s_.-]+/u)
    .filter((word) => word !== "")
    // An abbreviation in capitals stays one.
    .map((word) => (/^\p{Lu}{2,}$/u.test(word) && !isAllCapitals ? word : word.toLowerCase()));
  const text = words.join(" ");
  if (text === "") return name;
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}
