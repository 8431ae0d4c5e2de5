import type { Client } from 'ssh2'
import { MantlError } from '../../errors.ts'
import type { Carrier } from '../carrier.ts'
import type { OpenOptions, Target } from '../connection.ts'
import { sshCarrier } from './carrier.ts'
import { jumpTarget, type Login, loginFor, type Surroundings } from './config.ts'
import { readConfig } from './config-files.ts'
import { login } from './connect.ts'

/** As many hosts in a row as a configuration may name; more is a circle. */
const longestWay = 8

/** One attempt at a connection, through the jump hosts that ~/.ssh/config names. Throws MantlError ssh.*. */
export const openSsh = async (target: Target, options: OpenOptions & Surroundings): Promise<Carrier> => {
  const text = readConfig(options.configFile ?? `${options.home}/.ssh/config`, options.home)
  const to = loginFor(target, text, options)
  const way = wayTo(to, text, options)
  const passed: Client[] = []
  const letGo = (): void => {
    for (const client of passed.reverse()) client.destroy()
  }
  try {
    const client = await follow([...way, { name: target.host, to }], options, passed)
    return sshCarrier(target.host, to.user, client, letGo)
  } catch (error) {
    letGo()
    throw error
  }
}

interface Step {
  readonly name: string
  readonly to: Login
}

/** The jump hosts, the nearest first. The first of a ProxyJump may need a jump itself; the others are reached from it. */
const wayTo = (to: Login, text: string, around: Surroundings, depth = 0): Step[] => {
  if (depth > longestWay) throw new MantlError('ssh.config_invalid', `ProxyJump to ${to.address} goes in a circle`)
  const steps = to.jumps.map(jump => {
    const target = jumpTarget(jump)
    return { name: target.host, to: loginFor(target, text, around) }
  })
  const first = steps[0]
  return first ? [...wayTo(first.to, text, around, depth + 1), ...steps] : []
}

const follow = async (steps: readonly Step[], options: OpenOptions, passed: Client[]): Promise<Client> => {
  const patience = { connectMs: options.connectTimeoutMs ?? 10_000, silenceMs: options.silenceMs ?? 15_000 }
  const accept = options.acceptNewHostKeys ?? false
  let client: Client | undefined
  for (const [index, { name, to }] of steps.entries()) {
    const place = placeOf(name, to, steps[index - 1]?.name)
    const stream = client && (await through(client, place, to))
    client = await login(place, to, accept, patience, stream)
    if (index < steps.length - 1) keepQuiet(client, passed)
  }
  return client!
}

/** A jump host that fails later takes the streams through it along, and those tell. */
const keepQuiet = (client: Client, passed: Client[]): void => {
  client.on('error', () => client.destroy())
  passed.push(client)
}

const through = (client: Client, place: string, to: Login) =>
  new Promise<import('node:stream').Duplex>((resolve, reject) => {
    client.once('close', () => reject(jumpRefused(place, 'the connection was lost')))
    client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, stream) => {
      if (error) reject(jumpRefused(place, error.message))
      else resolve(stream)
    })
  })

const jumpRefused = (place: string, reason: string): MantlError =>
  new MantlError('ssh.refused', `${place} can't be reached: ${reason}`, {
    retryable: true,
    hint: 'is sshd running there, and does the jump host allow forwarding (AllowTcpForwarding)?',
  })

const placeOf = (name: string, to: Login, via?: string): string => {
  const address = `${to.address}:${to.port}`
  return `${name === to.address && to.port === 22 ? name : `${name} (${address})`}${via === undefined ? '' : ` through ${via}`}`
}
