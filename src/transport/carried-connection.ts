import { randomBytes } from 'node:crypto'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MantlError } from '../errors.ts'
import type { Carrier, Channel } from './carrier.ts'
import type {
  Become,
  ByteSource,
  Command,
  CommandResult,
  Connection,
  DownloadOptions,
  RunOptions,
  UploadOptions,
  UploadReceipt,
} from './connection.ts'
import { quote } from './quote.ts'
import { createShell, type Shell, type ShellResult } from './shell/shell.ts'
import { lostOf, openChannel } from './sudo/open-channel.ts'
import { sudoRefusal } from './sudo/refusal.ts'
import { type UploadPlan, uploadError, uploadScript } from './upload-script.ts'

/** Up to this size a file travels as a command's stdin: no channel, no sudo, pipelined. */
const smallBytes = 64 * 1024
/** sshd allows ten channels (MaxSessions); shells and kills need some of them. */
const parallelUploads = 4

/** A Connection over whatever carries pipes to the host. */
export const connectionOver = (carrier: Carrier, become?: Become): Connection => {
  const shells = new Map<boolean, Shell>()
  const uploads = gate(parallelUploads)
  const wanted = become && (become.user ?? 'root') !== carrier.user ? become : undefined
  const becomeFor = (options: RunOptions = {}): Become | undefined => (options.become === false ? undefined : wanted)
  const shellFor = (options?: RunOptions): Shell => {
    const raised = becomeFor(options) !== undefined
    const shell = shells.get(raised) ?? createShell(carrier, becomeFor(options))
    shells.set(raised, shell)
    return shell
  }
  const run = async (command: Command, options?: RunOptions): Promise<CommandResult> =>
    asText(await shellFor(options).run(command))

  const uploadSmall = async (plan: UploadRequest): Promise<void> => {
    const bytes = await readAll(plan.source)
    const { exitCode, stderr } = await shellFor(plan.options).run({ script: uploadScript({ ...plan, content: bytes }) })
    if (exitCode !== 0) throw uploadError(carrier.host, plan.destination, exitCode, stderr.toString())
    plan.options.onProgress?.(bytes.length)
  }
  const uploadLarge = (plan: UploadRequest): Promise<void> =>
    uploads(async () =>
      streamUpload(carrier, await openChannel(carrier, uploadScript(plan), becomeFor(plan.options)), plan),
    )

  return {
    host: carrier.host,
    run,
    runAll: (commands, options) => Promise.all(commands.map(command => run(command, options))),
    async upload(source, destination, options): Promise<UploadReceipt> {
      const { size: bytes, sha256 } = source
      const plan = { source, destination, sha256, size: bytes, options, id: randomBytes(6).toString('hex') }
      await (bytes <= smallBytes ? uploadSmall : uploadLarge)(plan)
      return { bytes, sha256 }
    },
    download: (path, options) => download(carrier.host, shellFor(options), path, options),
    forward: (address, port) => carrier.forward(address, port),
    async close() {
      for (const shell of shells.values()) shell.close()
      await carrier.close()
    },
  }
}

interface UploadRequest extends UploadPlan {
  readonly source: ByteSource
}

const streamUpload = async (carrier: Carrier, channel: Channel, plan: UploadRequest): Promise<void> => {
  let stderr = ''
  channel.stdout.resume()
  channel.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-4096)
  })
  channel.stderr.resume()
  const { open } = plan.options.packed ?? plan.source
  const sending = pipeline(open(), counting(plan.options.onProgress), channel.stdin)
  const broken = await Promise.race([
    sending.then(
      () => undefined,
      error => error as Error,
    ),
    channel.ended.then(() => undefined),
  ])
  if (broken && !isPipeError(broken)) channel.destroy()
  const end = await channel.ended
  const lost = await lostOf(carrier, end)
  sending.catch(() => undefined)
  if (lost) throw lost
  if (end.exitCode === 0 && !broken) return
  if (/^sudo: /m.test(stderr)) throw sudoRefusal(carrier.host, carrier.user, stderr)
  if (end.exitCode) throw uploadError(carrier.host, plan.destination, end.exitCode, stderr)
  throw new MantlError(
    'upload.failed',
    `${plan.destination} could not be sent to ${carrier.host}: ${broken?.message ?? end.signal}`,
    { cause: broken },
  )
}

// The program ended before it had read everything: its exit code says why.
const isPipeError = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET'

const counting = (onProgress: UploadOptions['onProgress']): Transform => {
  let sent = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length
      onProgress?.(sent)
      done(null, chunk)
    },
  })
}

const download = async (
  host: string,
  shell: Shell,
  path: string,
  { maxBytes }: DownloadOptions,
): Promise<Uint8Array> => {
  const script = `[ ! -d ${quote(path)} ] || { echo 'a directory stands there' >&2; exit 1; }; cat -- ${quote(path)}`
  const result = await shell.run({ script, maxOutputBytes: Math.max(maxBytes, 4096) })
  if (result.exitCode !== 0)
    throw new MantlError('download.failed', `${host} could not read ${path}: ${result.stderr.toString().trim()}`)
  if (result.truncated || result.stdout.length > maxBytes)
    throw new MantlError('download.too_large', `${path} on ${host} has more than ${maxBytes} bytes`)
  return result.stdout
}

const asText = ({ exitCode, stdout, stderr, truncated, timedOut }: ShellResult): CommandResult => ({
  exitCode,
  stdout: stdout.toString(),
  stderr: stderr.toString(),
  ...(truncated && { truncated }),
  ...(timedOut && { timedOut }),
})

const readAll = async (source: ByteSource): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of source.open()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Lets at most `width` of the works run at once. */
const gate = (width: number) => {
  let free = width
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>(resolve => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
