// Numbers, true, false and null.

/** Where a number, true, false or null ends; 0 where there is none. */
export function literalEnd(at: usize): usize {
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  if (word == 0x736c6166 && load<u8>(at, 4) == 0x65) return at + 5;
  if (load<u8>(at) == 0x2d) at++;
  if (load<u8>(at) == 0x30) at++;
  else {
    const first = at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  if (load<u8>(at) == 0x2e) {
    const first = ++at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    const first = at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  return at;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function digitsEnd(at: usize): usize {
  while (load<u8>(at) >= 0x30 && load<u8>(at) <= 0x39) at++;
  return at;
}
