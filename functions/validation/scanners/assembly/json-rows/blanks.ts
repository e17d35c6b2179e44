// What is between the values and the lines.

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function skipBlanks(at: usize): usize {
  while (load<u8>(at) == 0x20 || load<u8>(at) == 0x09) at++;
  return at;
}

/** The place after a line end; 0 where there is none. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function lineEndAt(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x0a) return at + 1;
  return byte == 0x0d && load<u8>(at, 1) == 0x0a ? at + 2 : 0;
}
