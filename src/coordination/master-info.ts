import { MantlError } from '../errors.ts'
import { MasterInfo } from '../mesos/messages/agent-info.ts'
import { decode, fromJson, toJson } from '../mesos/messages/codec/index.ts'
import type { Candidate } from './candidates.ts'

/** Mesos' layout of an election node: MasterInfo as JSON with its defaults written and its keys in alphabetical order. */
export const masterInfoBytes = (master: MasterInfo): Buffer =>
  Buffer.from(JSON.stringify(sorted(toJson(MasterInfo, master))))

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}

/** What a candidate wrote of itself. Throws MantlError when it is not what its label says. */
export const readMasterInfo = ({ name, label }: Candidate, data: Buffer): MasterInfo => {
  switch (label) {
    case 'json':
      return fromJson(MasterInfo, parseJson(name, data))
    case 'protobuf':
      return decode(MasterInfo, data)
    case 'pid':
      return masterFromPid(data.toString('utf8').trim())
  }
}

const parseJson = (name: string, data: Buffer): unknown => {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch (cause) {
    throw new MantlError('coordination.bad_leader', `Election node ${name} does not hold JSON`, { cause })
  }
}

const masterFromPid = (pid: string): MasterInfo => {
  const match = /^(?:[^@\s]+)@(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(pid)
  if (match === null)
    throw new MantlError('coordination.bad_leader', `${JSON.stringify(pid)} is no process id name@ip:port`)
  const [, ip, port] = match
  return { ...masterAt({ id: '', hostname: ip!, ip: ip!, port: Number(port) }), pid }
}

/** A master of which nothing but its address is known. Throws 'coordination.bad_address' for an ip that is not IPv4. */
export const masterAt = ({
  id,
  hostname,
  ip,
  port,
}: {
  id: string
  hostname: string
  ip: string
  port: number
}): MasterInfo => ({
  id,
  ip: ipNumber(ip),
  port,
  pid: `master@${ip}:${port}`,
  hostname,
  address: { hostname, ip, port },
})

/** The four bytes in network order, read as a little-endian number: 127.0.0.1 is 16777343 (Mesos' MasterInfo.ip). */
export const ipNumber = (ip: string): number => {
  const parts = ip.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    throw new MantlError('coordination.bad_address', `${JSON.stringify(ip)} is no IPv4 address`)
  }
  return parts.reduce((sum, part, i) => sum + Number(part) * 256 ** i, 0)
}
