/** Whether what goes to this stream may be coloured: a terminal that can, and nobody who says no (no-color.org). */
export const coloursWanted = (stream: { readonly isTTY?: boolean }, env = process.env): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
