import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { ShimPrograms } from './programs.ts'
import { quoteAll } from './quote.ts'
import { shimScript } from './shim.ts'

/** What a shim is started with: descriptors of ours, and the arguments behind its script. */
export interface StarterOrder {
  /** The folder that it starts in. */
  readonly folder: number
  readonly script: number
  readonly stdout: number
  readonly stderr: number
  readonly words: number
  readonly args: readonly string[]
}

/**
 * A small shell that forks shims for us: a fork of ours copies the tables of a hundred megabytes, and each child that ends costs a look at all
 * that we have. Shims are nobody's children from the first moment on, as they are once we have died.
 */
export interface Starter {
  /** Not from the first moment on, and no more once it has died. */
  ready(): boolean
  /**
   * False: it can't. `told`, once: the shim's pid, and the descriptors have had their use; `undefined`: nothing was started, or the starter
   * has died, and nobody knows.
   */
  start(order: StarterOrder, told: (pid: number | undefined) => void): boolean
  close(): void
}

/**
 * Descriptor 5 is /proc/<our pid>/fd, which names nobody else's when we are gone; 6 takes the answers: a number and the shim's pid, or 0.
 * Half a line is none: `read` fails.
 */
const starterScript = `
setsid=$1 shell=$2 shim=$3 fds=/proc/self/fd/5
start() {
  n=$1 folder=$2 script=$3 stdout=$4 stderr=$5 words=$6
  shift 6
  cd -P "$fds/$folder" &&
    "$setsid" --fork "$shell" -c "$shim" mantl-shim "$n" "$@" \\
      6>&1 <"$fds/$script" >>"$fds/$stdout" 2>>"$fds/$words" 3>>"$fds/$stderr" 5>&- ||
    echo "$n 0"
  cd /
}
"$setsid" --fork "$shell" -c : || exit 1
echo ready
while read -r line; do eval "start $line"; done
`

const answering = 'echo "$1 $$" >&6; exec 6>&-; shift\n'

export const createStarter = (programs: ShimPrograms): Starter => {
  const waiting = new Map<number, (pid: number | undefined) => void>()
  let ready = false
  let count = 0
  const child = spawnStarter(programs)
  const [input, output] = [child.stdin as Socket, child.stdout as Socket]
  const over = () => {
    ready = false
    const left = [...waiting.values()]
    waiting.clear()
    for (const told of left) told(undefined)
  }
  child.on('error', over)
  child.on('exit', over)
  input.on('error', () => {})
  for (const part of [child, input, output]) part.unref()
  readLines(output, line => {
    if (line === 'ready') ready = true
    const [number, pid] = line.split(' ').map(Number)
    const told = waiting.get(number!)
    waiting.delete(number!)
    told?.(pid || undefined)
  })
  return {
    ready: () => ready,
    start: ({ folder, script, stdout, stderr, words, args }, told) => {
      if (!ready) return false
      const line = `${count + 1} ${folder} ${script} ${stdout} ${stderr} ${words} ${quoteAll(args)}`
      if (line.includes('\n')) return false
      count += 1
      waiting.set(count, told)
      input.write(`${line}\n`)
      return true
    },
    close: () => {
      ready = false
      input.destroy()
    },
  }
}

const spawnStarter = (programs: ShimPrograms): ChildProcess => {
  const descriptors = openSync('/proc/self/fd', constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    const args = ['-c', starterScript, 'mantl-starter', programs.setsid, programs.shell, answering + shimScript]
    return spawn(programs.shell, args, {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'ignore', 'ignore', 'ignore', descriptors],
      detached: true,
    })
  } finally {
    closeSync(descriptors)
  }
}

const readLines = (stream: Socket, tell: (line: string) => void): void => {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) tell(line)
  })
}
