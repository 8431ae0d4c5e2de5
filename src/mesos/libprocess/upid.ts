/** PURE. The address of a libprocess process: `slave(1)@10.0.0.2:5051`. */
export interface Upid {
  readonly id: string
  readonly ip: string
  readonly port: number
}

/** Undefined when the text is no UPID with an IPv4 address. */
export const parseUpid = (text: string): Upid | undefined => {
  const match = /^([^@\s/]+)@(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(text)
  if (match === null) return undefined
  const [, id, ip, port] = match as unknown as [string, string, string, string]
  const valid = ip.split('.').every(part => Number(part) <= 255) && Number(port) <= 65_535
  return valid ? { id, ip, port: Number(port) } : undefined
}

export const formatUpid = ({ id, ip, port }: Upid): string => `${id}@${ip}:${port}`

/** `ip:port`, or undefined when the text is no UPID: what connections are made by. */
export const addressOf = (upid: string): string | undefined => {
  const parsed = parseUpid(upid)
  return parsed && `${parsed.ip}:${parsed.port}`
}
