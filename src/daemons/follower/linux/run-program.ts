import { spawn } from 'node:child_process'

export interface ProgramRun {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Descriptors that it has as 3, 4, … */
  readonly descriptors?: readonly number[]
  /** It is killed when it takes longer. */
  readonly timeoutMillis: number
}

export interface ProgramEnd {
  /** Absent: it was killed, or could not be started. */
  readonly code?: number
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

/** Where the system's own programs are. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const mostOutput = 1024 * 1024

/** Runs one of the host's programs to its end. Never rejects. What it prints beyond a megabyte is lost. */
export const runProgram = (run: ProgramRun): Promise<ProgramEnd> =>
  new Promise(resolve => {
    const child = spawn(run.program, run.args, {
      env: { PATH: systemPath, ...run.env },
      stdio: ['pipe', 'pipe', 'pipe', ...(run.descriptors ?? [])],
      detached: true,
    })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < mostOutput) output[name] += text
      })
    }
    let timedOut = false
    // It and whatever it has started: a plugin starts others.
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid)
    }, run.timeoutMillis)
    const end = (code: number | null, problem = '') => {
      clearTimeout(timer)
      resolve({
        ...(code === null ? {} : { code }),
        ...output,
        stderr: output.stderr + problem,
        timedOut,
      })
    }
    child.on('error', error => end(null, error.message))
    child.on('close', code => end(code))
    child.stdin!.on('error', () => {})
    child.stdin!.end(run.input ?? '')
  })

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {}
}
