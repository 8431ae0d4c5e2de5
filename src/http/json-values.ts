const [quote, backslash, comma, bracket, brace] = Array.from('"\\,[{', sign => sign.charCodeAt(0))

/**
 * PURE. Whether a JSON text has more values than `most`, a key and its value counting for one: to be asked before it is parsed, in a few ms a
 * megabyte. Of what is no JSON it says anything.
 */
export const holdsMoreValues = (text: Uint8Array, most: number): boolean => {
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === quote) at = endOfString(text, at + 1)
    else if ((sign === comma || sign === bracket || sign === brace) && ++values > most) return true
  }
  return false
}

const endOfString = (text: Uint8Array, from: number): number => {
  let at = from
  while (at < text.length && text[at] !== quote) at += text[at] === backslash ? 2 : 1
  return at
}
