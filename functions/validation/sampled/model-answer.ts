const BEGINS =
  /^\[?\w+\((?:[^"']*["'][\w-]*["'], |citations=None, )?(?:content|text)=["']|^content=["'](?=.*["'] (?:additional_kwargs|response_metadata)=\{)/s;
const HAS_ROLE = /\b(?:role='assistant'|type='text'|additional_kwargs=\{)/;

/** Whether a text is an answer of a language model as Python prints its object. In time that grows with its length. */
export function isModelAnswer(text: string): boolean {
  const [begin] = BEGINS.exec(text) ?? [];
  if (begin === undefined) return false;
  return begin.startsWith("content") || (/\)\]?$/.test(text.slice(-2)) && HAS_ROLE.test(text));
}
