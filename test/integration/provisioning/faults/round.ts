import { setTimeout as pause } from 'node:timers/promises'
import type { Controller, Run } from '../controller.ts'
import type { Point } from './armed-host.ts'
import type { FaultyCluster } from './cluster.ts'
import { type Fault, killed } from './faults.ts'
import { halfWritten, hostState, leftovers, register, unnoted } from './host-state.ts'

/** A kind of run that faults are injected into. */
export interface Work {
  readonly name: string
  /** Makes that there is something to do. */
  readonly renew: () => Promise<unknown>
  /** Arguments of mantl. */
  readonly argv: () => readonly string[]
  /** What finishes it after a fault; and what then finds nothing left to do, and ends with 0. */
  readonly next: () => readonly string[]
  readonly nothingLeft: () => readonly string[]
  /** It stops daemons. */
  readonly stops?: true
}

export interface Round {
  readonly work: Work
  readonly fault: Fault
  readonly point: Point
}

interface HostResult {
  readonly host: string
  readonly result: string
  readonly applied: number
  readonly planned: number
  readonly change?: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** Where the others are done, which the summary must say, they need not be asked again. */
const here = (argv: readonly string[]) => (argv.includes('--limit') ? argv : [...argv, '--limit', 'node-1'])

/** All that is not as it must be; nothing when all is well. */
export const play = async (cluster: FaultyCluster, round: Round): Promise<readonly string[]> => {
  const { armed, mantl } = cluster
  const { work, fault, point } = round
  const before = await hostState(armed.host)
  const unitsBefore = await running(cluster)
  const ended = await meet(cluster, round)
  if (ended.met) await fault.heal?.({ armed, lab: cluster.lab })
  const passed = await armed.points()
  await armed.disarm()
  const met = await hostState(armed.host)
  const down = work.stops ? [] : await staysDown(cluster, unitsBefore)
  const next = await mantl(...(fault.process ? work.next() : here(work.next())))
  const after = await hostState(armed.host)
  const left = await mantl(...here(work.nothingLeft()))
  const finished = passed.filter(({ kind, status }) => kind === 'end' && status === 0).length
  return [
    ...(ended.met
      ? []
      : [
          `${point.kind} ${point.number} was never reached: ${passed.filter(({ kind }) => kind === point.kind).length} were`,
        ]),
    ...summaryFaults(round, ended, finished),
    ...halfWritten(before, met, after).map(line => `half-written: ${line}`),
    ...down.map(unit => `${unit} is down after the fault`),
    ...(next.exitCode === 0 ? [] : [`the next run ended with ${next.exitCode}: ${next.stderr.slice(-600)}`]),
    ...(left.exitCode === 0
      ? []
      : [`the run after that has work to do: ${left.exitCode} ${left.stdout.slice(-600)}${left.stderr.slice(-300)}`]),
    ...(work.stops ? [] : unnoted(after, await register(armed.host))).map(path => `not in the register: ${path}`),
    ...(await stopped(cluster)).map(line => `stopped for ever: ${line}`),
    ...leftovers(after).map(path => `left behind: ${path}`),
  ]
}

interface Ended extends Run {
  readonly met: boolean
}

const meet = async (cluster: FaultyCluster, { work, fault, point }: Round): Promise<Ended> => {
  const { armed, lab } = cluster
  await fault.prepare?.({ armed, lab })
  const reaching = await armed.arm(point)
  const { run, ...process } = started(cluster, [...work.argv(), '--json'], fault)
  const met = await Promise.race([reaching.reached.then(() => true), run.then(() => false)])
  if (met) {
    const order = await fault.strike({ armed, lab, ...process })
    if (order !== undefined) await armed.go(order)
  }
  reaching.giveUp()
  return { met, ...(await run) }
}

interface Started {
  readonly run: Promise<Run>
  readonly pid?: number
}

const started = ({ controller, mantl }: FaultyCluster, argv: readonly string[], fault: Fault): Started => {
  if (!fault.process) return { run: mantl(...argv) }
  const child = controller.start(...argv)
  return { run: ending(child), pid: child.pid! }
}

const ending = async (child: ReturnType<Controller['start']>): Promise<Run> => {
  const { exitCode, stdout, stderr } = await child
  return { exitCode: exitCode ?? killed, stdout: String(stdout), stderr: String(stderr) }
}

/** What could not start meanwhile, systemd starts again every second. */
const staysDown = async (cluster: FaultyCluster, before: readonly string[]): Promise<readonly string[]> => {
  for (let tries = 0; ; tries++) {
    const now = await running(cluster)
    const down = before.filter(unit => !now.includes(unit))
    if (down.length === 0 || tries === 60) return down
    await pause(500)
  }
}

/** mantl's daemons that run on the host. */
const running = async ({ armed }: FaultyCluster): Promise<readonly string[]> => {
  const { stdout } = await armed.host.exec([
    'sh',
    '-c',
    `systemctl list-units --plain --no-legend --state=active 'mantl-*' | sed 's/ .*//'`,
  ])
  return stdout.split('\n').filter(Boolean)
}

/** Processes that nobody wakes any more. */
const stopped = async ({ armed }: FaultyCluster): Promise<readonly string[]> => {
  const { stdout } = await armed.host.exec(['ps', '-A', '-o', 'stat=,args='])
  return stdout.split('\n').filter(line => line.startsWith('T'))
}

const summaryFaults = ({ fault }: Round, ended: Ended, finished: number): readonly string[] => {
  const { exitCode, stdout, stderr } = ended
  if (exitCode === killed)
    return fault.ends.some(([code]) => code === killed) ? [] : [`it ended without a word: ${stderr}`]
  const hosts = hostsIn(stdout)
  const [first, ...others] = hosts
  if (first === undefined) return [`no summary: ${exitCode} ${stdout} ${stderr}`]
  const said = `${exitCode} ${first.result}`
  const fits = fault.ends.some(([code, result]) => said === `${code} ${result}`)
  const { applied, planned, result, change, error } = first
  return [
    ...(fits ? [] : [`summary: ${said}: ${error?.message}`]),
    ...(result === 'done' && applied !== planned ? [`done, with ${applied} of ${planned}`] : []),
    ...(applied > finished ? [`${applied} are said to be applied, ${finished} were`] : []),
    ...(['failed', 'unreachable'].includes(result) && (error === undefined || change === undefined)
      ? [`no reason, or no change: ${JSON.stringify(first)}`]
      : []),
    ...others
      .filter(other => other.result !== 'done' && result !== 'interrupted')
      .map(other => `${other.host} is ${other.result}: ${other.error?.message}`),
  ]
}

const hostsIn = (stdout: string): readonly HostResult[] => {
  try {
    return (JSON.parse(stdout) as { hosts?: readonly HostResult[] }).hosts ?? []
  } catch {
    return []
  }
}
