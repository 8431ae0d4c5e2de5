import type * as Files from 'node:fs'
import { type MessagePort, Worker } from 'node:worker_threads'
import type { FileStep, Opened } from './step.ts'
import { type RunSteps, stepRunner } from './step-runner.ts'

export interface Job {
  readonly steps: readonly FileStep[]
  /** Once one of these has failed, none of them is done any more. */
  readonly strict: boolean
}

/** `error`: as node:fs throws it. */
export type Outcome = { readonly opened: Opened } | { readonly error: Error }

/** What an error is on its way between threads, where errors lose all but their message. */
interface Failure {
  readonly message: string
  readonly code?: string | undefined
  readonly syscall?: string | undefined
  readonly path?: string | undefined
}

type Answer = { readonly opened: Opened } | { readonly failure: Failure }

/** A thread that makes files, and waits for the disk in our stead. */
export interface FileThread {
  readonly ready: () => boolean
  /** `told` follows once all are done, with their outcomes in the same order; not to be called again before. */
  send(jobs: readonly Job[]): void
  end(): void
}

/** `lost`, once: it has died by itself, and nobody knows how far it came. Throws where there can be no thread. `source`: what it runs. */
export const startThread = (
  told: (outcomes: readonly Outcome[]) => void,
  lost: (error: Error) => void,
  source = threadSource(),
): FileThread => {
  let ready = false
  let over = false
  // Descriptors that it opens are for us. It only passes things on: the young generation is small, and with too much at once it dies, and not we.
  const worker = new Worker(source, {
    eval: true,
    env: {},
    execArgv: [],
    trackUnmanagedFds: false,
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 },
  })
  worker.unref()
  const die = (error: Error) => {
    if (over) return
    over = true
    ready = false
    lost(error)
  }
  worker.on('message', (answers: readonly Answer[] | 'ready') => {
    if (answers === 'ready') ready = !over
    else told(answers.map(outcomeOf))
  })
  let cause: Error | undefined
  worker.on('error', (error: Error) => (cause = error))
  // Nothing of it runs from then on.
  worker.on('exit', code => die(cause ?? new Error(`the thread that makes files has ended with ${code}`)))
  return {
    ready: () => ready,
    send: jobs => worker.postMessage(jobs),
    end: () => {
      over = true
      ready = false
      void worker.terminate()
    },
  }
}

const outcomeOf = (answer: Answer): Outcome =>
  'opened' in answer ? answer : { error: Object.assign(new Error(answer.failure.message), answer.failure) }

/** esbuild marks functions by a function of its own, which is not there. */
export const threadSource = (): string => `
const __name = named => named
const fs = require('node:fs')
;(${threadMain})((${stepRunner})(fs, process.pid), fs, require('node:worker_threads').parentPort)
`

/**
 * Like stepRunner it names nothing outside itself. All jobs of a message are done before any is waited for to be durable: then the kernel writes
 * its journal once for several. One thread of Node's own pool of four is left to others.
 */
const threadMain = (run: RunSteps, fs: Pick<typeof Files, 'fsync' | 'closeSync'>, port: MessagePort): void => {
  const lanes = 3
  let failed = false

  const failure = (error: unknown): Answer => {
    const { message, code, syscall, path } = error as NodeJS.ErrnoException
    return { failure: { message, code, syscall, path } }
  }
  const attempt = ({ steps, strict }: Job, toSync: number[]): Answer => {
    try {
      if (strict && failed) throw new Error('what was to be done before has failed')
      return { opened: run(steps, toSync) }
    } catch (error) {
      if (strict) failed = true
      return failure(error)
    }
  }
  const sync = (file: number) => new Promise<unknown>(resolve => fs.fsync(file, resolve))
  const syncAll = async (
    files: readonly { file: number; job: number }[],
    sad: (job: number, error: unknown) => void,
  ) => {
    let next = 0
    const lane = async () => {
      for (let one = files[next++]; one !== undefined; one = files[next++]) {
        const error = await sync(one.file)
        fs.closeSync(one.file)
        if (error) sad(one.job, error)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  port.on('message', async (jobs: readonly Job[]) => {
    const files: { file: number; job: number }[] = []
    const answers = jobs.map((job, index) => {
      const toSync: number[] = []
      const answer = attempt(job, toSync)
      for (const file of toSync) files.push({ file, job: index })
      return answer
    })
    if (files.length > 0) {
      await syncAll(files, (index, error) => {
        if (jobs[index]?.strict) failed = true
        answers[index] = failure(error)
      })
    }
    port.postMessage(answers)
  })
  port.postMessage('ready')
}
