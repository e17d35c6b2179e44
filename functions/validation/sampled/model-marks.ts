/** Of chats and padding: ChatML, Llama, Mistral, Gemma, T5 and BERT. [MASK] and [SEP] may be what participants are to see. */
const CONTROL_TOKEN =
  /<\|[a-z][a-z\d_]{1,40}\|>|\[\/INST\]|<(?:start|end)_of_turn>|<(?:unk|pad|bos|eos)>|\[(?:CLS|PAD|UNK)\]/;
/** How SentencePiece writes a space, and GPT-2's tokenizer within a text: as a letter of Maltese, which no small letter is before. */
const SPACE_OF_TOKENIZER = /▁\p{L}|\p{Ll}[.,!?]?Ġ\p{L}|(?:\sĠ\p{Ll}+){3}/u;
/** The rest of a word, as BERT's tokenizer writes it. */
const REST_OF_WORD = /\p{Ll} ##\p{Ll}/gu;
const LAST_TOKEN = "</s>";

/** Whether a text has tokens of a language model, which its tokenizer leaves out or joins when it decodes. */
export function hasModelTokens(text: string): boolean {
  if (CONTROL_TOKEN.test(text) || SPACE_OF_TOKENIZER.test(text)) return true;
  // One may be a hashtag. HTML strikes through what is between <s> and </s>.
  if ((text.match(REST_OF_WORD)?.length ?? 0) > 1) return true;
  return text.endsWith(LAST_TOKEN) && !text.includes("<s>");
}

/** A source in an answer of ChatGPT or of OpenAI's API, which only their programs show as a link. */
export const MODEL_CITATION =
  /【\d{1,4}(?::\d{1,4})?†|\boaicite:\d|turn\d{1,3}(?:search|view|news|image|file|fetch|academia|finance)\d/;
