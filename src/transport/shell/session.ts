import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { MantlError } from '../../errors.ts'
import { type Carrier, type Channel, type ChannelEnd, plainShell } from '../carrier.ts'
import type { Become } from '../connection.ts'
import { lostOf, openChannel } from '../sudo/open-channel.ts'
import { sudoRefusal } from '../sudo/refusal.ts'
import { createFrameReader, type Frame, type FrameReader, framed } from './framing.ts'

/** One living sh process. */
export interface Session {
  /** Its process group: everything that its commands started and that made no group of its own. */
  readonly processGroup: number
  /** Sends commands; their results come in the same order to `onOutput`. Numbers count from 1 without a gap. */
  send(text: string): void
  onOutput(listener: (output: Output) => void): void
  /** What the unfinished command has said. */
  rest(): Output
  /** Settles when the process is gone and its last output is read. */
  readonly ended: Promise<ChannelEnd>
  destroy(): void
  readonly nonce: string
}

export interface Output {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly truncated: boolean
}

const helloLimit = 4096
const startPatienceMs = 30_000

/** Starts an sh as the wanted user. `limit`: bytes of output to keep for a command's number. Throws MantlError sudo.*, shell.failed. */
export const startSession = async (
  carrier: Carrier,
  become: Become | undefined,
  limit: (number: number) => number,
): Promise<Session> => {
  const channel = await openChannel(carrier, plainShell, become)
  const nonce = randomBytes(16).toString('hex')
  const limitOf = (number: number): number => (number === 0 ? helloLimit : limit(number))
  const stdout = createFrameReader(nonce, limitOf)
  const stderr = createFrameReader(nonce, limitOf)
  const outputs = pairFrames(channel, stdout, stderr)
  channel.stdin.write(framed(nonce, 0, greeting))
  const hello = await outputs.first(startPatienceMs)
  if (!hello) {
    const said = stderr.rest().output.toString()
    channel.destroy()
    throw await whyNot(carrier, channel, become, said)
  }
  return {
    nonce,
    processGroup: Number(/(\d+)$/.exec(hello.stdout.toString())?.[1]),
    send: text => channel.stdin.write(text),
    onOutput: outputs.listen,
    rest: () => ({ exitCode: 124, ...joined(stdout.rest(), stderr.rest()) }),
    ended: channel.ended.then(async end => {
      await Promise.race([outputs.drained, new Promise(resolve => setTimeout(resolve, 500).unref())])
      return end
    }),
    destroy: () => channel.destroy(),
  }
}

/**
 * The first text that an sh gets. Tools speak the C locale, so that facts can be read; the superuser's folders are on the PATH of
 * ordinary users too, as they need them for sudo. The process group is the fifth field of stat (proc(5)).
 */
const greeting = `{
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; LC_ALL=C; export PATH LC_ALL; unset CDPATH ENV; umask 022
read -r a b c d mantl_group e </proc/$$/stat || mantl_group=$$
printf %s "$mantl_group"; unset a b c d e mantl_group
}`

const joined = (out: Frame, err: Frame) => ({
  stdout: out.output,
  stderr: err.output,
  truncated: out.truncated || err.truncated,
})

const pairFrames = (channel: Channel, stdout: FrameReader, stderr: FrameReader) => {
  const early: Output[] = []
  let listener = (output: Output): void => void early.push(output)
  const waiting: { out: Frame[]; err: Frame[] } = { out: [], err: [] }
  const pair = (): void => {
    while (waiting.out.length > 0 && waiting.err.length > 0) {
      const out = waiting.out.shift()!
      listener({ exitCode: out.exitCode ?? 0, ...joined(out, waiting.err.shift()!) })
    }
  }
  const read = (stream: Readable, reader: FrameReader, into: Frame[]): Promise<void> => {
    stream.on('data', (chunk: Buffer) => {
      const frames = reader.push(chunk)
      if (frames.length === 0) return
      into.push(...frames)
      pair()
    })
    stream.resume()
    return new Promise(resolve => stream.once('end', resolve).once('close', resolve))
  }
  const drained = Promise.all([read(channel.stdout, stdout, waiting.out), read(channel.stderr, stderr, waiting.err)])
  return {
    drained,
    listen(next: (output: Output) => void) {
      listener = next
      for (const output of early.splice(0)) next(output)
    },
    first: (patienceMs: number): Promise<Output | undefined> =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, patienceMs, undefined)
        listener = output => {
          clearTimeout(timer)
          listener = later => void early.push(later)
          resolve(output)
        }
        void channel.ended.then(async () => {
          await Promise.race([drained, new Promise(done => setTimeout(done, 500).unref())])
          clearTimeout(timer)
          resolve(undefined)
        })
      }),
  }
}

const whyNot = async (
  carrier: Carrier,
  channel: Channel,
  become: Become | undefined,
  said: string,
): Promise<MantlError> => {
  const lost = await lostOf(carrier, await channel.ended)
  if (lost) return lost
  if (become) return sudoRefusal(carrier.host, carrier.user, said)
  return new MantlError(
    'shell.failed',
    `${carrier.host} starts no sh for ${carrier.user}: ${said.trim() || 'no word of why'}`,
    {
      hint: 'the user needs a login shell that can run commands',
    },
  )
}
