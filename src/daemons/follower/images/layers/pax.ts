import { MantlError } from '../../../../errors.ts'

/** Records of a pax header (POSIX.1-2001, pax, "Extended Header"). Texts hold a byte a character. PURE. */
export type PaxRecords = Map<string, string>

/** `length key=value\n`, where the length counts itself. Throws MantlError follower.image. */
export const parsePax = (content: Uint8Array): PaxRecords => {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
  const records: PaxRecords = new Map()
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(' ', at)
    const length = space < 0 || space - at > 10 ? Number.NaN : Number(text.slice(at, space))
    const record = text.slice(space + 1, at + length)
    const equals = record.indexOf('=')
    const whole = length > space - at + 1 && at + length <= text.length && record.endsWith('\n')
    if (!whole || equals < 1) throw new MantlError('follower.image', 'a layer holds a malformed pax header')
    records.set(record.slice(0, equals), record.slice(equals + 1, -1))
    at += length
  }
  return records
}

export const formatPax = (records: PaxRecords): Buffer =>
  Buffer.from([...records].map(([key, value]) => formatRecord(key, value)).join(''), 'latin1')

const formatRecord = (key: string, value: string): string => {
  const rest = key.length + value.length + 3
  let length = rest + String(rest).length
  if (rest + String(length).length !== length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}
