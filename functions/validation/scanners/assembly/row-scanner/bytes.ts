// Bytes of ASCII.

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function isDigit(at: usize): bool {
  const byte = load<u8>(at);
  return byte >= 0x30 && byte <= 0x39;
}

export function isHexDigit(byte: u8): bool {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** So many, up to a place. */
export function areHexDigits(place: usize, count: usize): bool {
  for (let at = place + 1 - count; at <= place; at++) if (!isHexDigit(load<u8>(at))) return false;
  return true;
}

export function isSmall(byte: u8): bool {
  return byte >= 0x61 && byte <= 0x7a;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function isAscii(from: usize, length: u32): bool {
  const end = from + (length as usize);
  for (let at = from; at < end; at++) if (load<u8>(at) >= 0x80) return false;
  return true;
}
