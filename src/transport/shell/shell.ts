import { MantlError } from '../../errors.ts'
import type { Carrier } from '../carrier.ts'
import type { Become, Command } from '../connection.ts'
import { lostOf, openChannel } from '../sudo/open-channel.ts'
import { commandText } from './command-text.ts'
import { framed } from './framing.ts'
import { type Output, type Session, startSession } from './session.ts'

/** Runs commands of one privilege in one sh, and replaces that sh when a command took it along. */
export interface Shell {
  run(command: Command): Promise<ShellResult>
  close(): void
}

export interface ShellResult extends Output {
  readonly timedOut?: true
}

/** Text that may be under way to the host: enough to keep it busy, little enough to send again. */
const windowBytes = 256 * 1024
const defaultOutputBytes = 1024 * 1024
/** How long a killed shell may take to go before its channel is dropped. */
const killPatienceMs = 5_000
/** Of a command that names no time of its own: whatever hangs on a host, nobody waits for ever. */
const longestMs = 900_000

interface Turn {
  readonly text: string
  readonly timeoutMs: number
  readonly outputBytes: number
  readonly resolve: (result: ShellResult) => void
  readonly reject: (error: unknown) => void
}

export const createShell = (carrier: Carrier, become: Become | undefined): Shell => {
  const queue: Turn[] = []
  let sent: Turn[] = []
  let sentBytes = 0
  let firstSent = 1
  let nextNumber = 1
  let session: Session | undefined
  let starting = false
  let planned = false
  let timer: NodeJS.Timeout | undefined
  let overdue: Turn | undefined
  let failure: MantlError | undefined

  const limit = (number: number): number => sent[number - firstSent]?.outputBytes ?? defaultOutputBytes

  const plan = (): void => {
    if (planned) return
    planned = true
    queueMicrotask(pump) // calls made in one go travel in one write
  }

  const pump = (): void => {
    planned = false
    if (failure) refuseAll(failure)
    if (queue.length === 0) return
    if (!session) {
      void start()
      return
    }
    if (overdue) return
    const texts: string[] = []
    while (queue.length > 0 && (sent.length === 0 || sentBytes < windowBytes)) {
      const turn = queue.shift()!
      texts.push(framed(session.nonce, nextNumber++, turn.text))
      sent.push(turn)
      sentBytes += turn.text.length
    }
    if (texts.length > 0) session.send(texts.join(''))
    watchHead()
  }

  const start = async (): Promise<void> => {
    if (starting) return
    starting = true
    try {
      const started = await startSession(carrier, become, limit)
      if (failure) return started.destroy()
      session = started
      firstSent = 1
      nextNumber = 1
      started.onOutput(finishHead)
      void started.ended.then(async end => replace(started, await lostOf(carrier, end)))
    } catch (error) {
      refuseAll(error)
    } finally {
      starting = false
    }
    plan()
  }

  const finishHead = (output: Output): void => {
    const turn = sent.shift()
    if (!turn) return
    firstSent += 1
    sentBytes -= turn.text.length
    clearTimeout(timer)
    timer = undefined
    turn.resolve(output)
    watchHead()
    if (queue.length > 0 && sentBytes < windowBytes / 2) plan()
  }

  const watchHead = (): void => {
    const head = sent[0]
    if (timer || overdue || head === undefined) return
    timer = setTimeout(() => {
      overdue = head
      if (session) void killSession(carrier, become, session)
    }, head.timeoutMs)
  }

  /** The sh is gone: the command that it was at ends, those behind it were never begun and go to the next sh. */
  const replace = (gone: Session, lost: MantlError | undefined): void => {
    if (session !== gone) return
    clearTimeout(timer)
    timer = undefined
    session = undefined
    const [head, ...behind] = sent
    queue.unshift(...behind)
    sent = []
    sentBytes = 0
    if (head && head === overdue) head.resolve({ ...gone.rest(), timedOut: true })
    else head?.reject(lost ?? failure ?? interrupted(carrier.host, overdue !== undefined))
    overdue = undefined
    failure ??= lost
    plan()
  }

  const refuseAll = (error: unknown): void => {
    for (const turn of [...sent.splice(0), ...queue.splice(0)]) turn.reject(error)
    sentBytes = 0
  }

  void carrier.ended.then(error => {
    failure ??= error ?? closed(carrier.host)
    clearTimeout(timer)
    refuseAll(failure)
  })

  return {
    run: command =>
      new Promise((resolve, reject) => {
        const { timeoutMs = longestMs, maxOutputBytes: outputBytes = defaultOutputBytes } = command
        queue.push({ text: commandText(command), timeoutMs, outputBytes, resolve, reject })
        plan()
      }),
    close() {
      failure ??= closed(carrier.host)
      clearTimeout(timer)
      refuseAll(failure)
      session?.destroy()
    },
  }
}

/** Kills the whole process group from a second channel, since the sh itself can't hear while a command runs. */
const killSession = async (carrier: Carrier, become: Become | undefined, session: Session): Promise<void> => {
  const giveUp = setTimeout(() => session.destroy(), killPatienceMs)
  void session.ended.then(() => clearTimeout(giveUp))
  try {
    const channel = await openChannel(carrier, `kill -s KILL -- -${session.processGroup}`, become)
    channel.stdout.resume()
    channel.stderr.resume()
    channel.stdin.end()
    if ((await channel.ended).exitCode !== 0) session.destroy()
  } catch {
    session.destroy()
  }
}

const interrupted = (host: string, byNeighbour: boolean): MantlError =>
  byNeighbour
    ? new MantlError('command.interrupted', `a command on ${host} was killed together with one that took too long`, {
        retryable: true,
      })
    : new MantlError('command.interrupted', `a command on ${host} ended the shell that ran it`, {
        hint: 'a command must not kill its parent process',
      })

const closed = (host: string): MantlError =>
  new MantlError('command.interrupted', `the connection to ${host} was closed`)
