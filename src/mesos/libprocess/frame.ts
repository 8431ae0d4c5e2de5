/**
 * PURE. A message as the HTTP request that libprocess writes (3rdparty/libprocess encoder.hpp): these headers in this
 * order, the body as one chunk; without a body no header speaks of one.
 */
export const frame = (fromUpid: string, toId: string, toAddress: string, name: string, body: Uint8Array): Buffer => {
  const head =
    `POST /${toId}/${name} HTTP/1.1\r\n` +
    `User-Agent: libprocess/${fromUpid}\r\n` +
    `Libprocess-From: ${fromUpid}\r\n` +
    `Connection: Keep-Alive\r\n` +
    `Host: ${toAddress}\r\n`
  if (body.length === 0) return Buffer.from(`${head}\r\n`, 'latin1')
  const start = Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`, 'latin1')
  return Buffer.concat([start, body, END])
}

const END = Buffer.from('\r\n0\r\n\r\n', 'latin1')
