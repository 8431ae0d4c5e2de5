import { MantlError } from '../../errors.ts'
import { hostNames, manyHosts } from '../../inventory/host-names.ts'
import type { ErrorDetails } from '../../results/error.ts'
import { changeText } from '../model/change-text.ts'
import { concernTexts } from '../model/concern-text.ts'
import type { Plan } from '../model/plan.ts'
import type { HostOutcome } from '../phases/outcome.ts'

/** How one host fared in a whole run: what the summary shows and --json prints. */
export interface HostReport {
  readonly host: string
  readonly result: HostOutcome['result'] | 'unreachable' | 'locked'
  readonly applied: number
  readonly planned: number
  /** Why it is not done. */
  readonly error?: MantlError
  /** The operation's change at which it failed. */
  readonly change?: Extract<HostOutcome, { result: 'failed' }>['change']
  readonly why?: string
}

/** All selected hosts in their order: those that could not be looked at, and how applying ended for the others. */
export const reportsOf = (
  hosts: readonly string[],
  failures: ReadonlyMap<string, MantlError>,
  outcomes: ReadonlyMap<string, HostOutcome>,
): readonly HostReport[] =>
  hosts.map((host): HostReport => {
    const failure = failures.get(host)
    if (failure) return { host, result: resultOf(failure), applied: 0, planned: 0, error: failure }
    const outcome = outcomes.get(host) ?? { host, result: 'done', applied: 0, planned: 0 }
    return outcome.result === 'failed' && isUnreachable(outcome.error) ? { ...outcome, result: 'unreachable' } : outcome
  })

const resultOf = (error: MantlError): HostReport['result'] => {
  if (error.code === 'lock.held') return 'locked'
  if (error.code === 'run.interrupted') return 'interrupted'
  return isUnreachable(error) ? 'unreachable' : 'failed'
}

const isUnreachable = ({ code }: MantlError) => code.startsWith('ssh.')

/** The reports as data for --json. */
export const reportData = (reports: readonly HostReport[]): NonNullable<ErrorDetails['hosts']> =>
  reports.map(({ host, result, applied, planned, change, error, why }) => ({
    host,
    result,
    applied,
    planned,
    ...(change === undefined ? {} : { change: changeText(change) }),
    ...(why === undefined ? {} : { why }),
    ...(error === undefined ? {} : { error: errorData(error) }),
  }))

const errorData = ({ code, message, hint, retryable }: MantlError) => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
  retryable,
})

/** The run as a whole did not end well. `details`: what --json prints beside code and message. */
export class RunError extends MantlError {
  readonly details: ErrorDetails

  constructor(code: string, message: string, hint: string | undefined, hosts: readonly HostReport[]) {
    super(code, message, { retryable: true, ...(hint === undefined ? {} : { hint }) })
    this.details = { hosts: reportData(hosts) }
  }
}

/**
 * Throws RunError when a host was locked by another run, not reached, interrupted, failed or held back; the worst decides which
 * code. The message names each such host, in the hosts' order, those together to which the same happened, and what to do.
 */
export const judge = (hosts: readonly HostReport[]): void => {
  const worst = verdicts.find(({ result }) => hosts.some(report => report.result === result))
  if (worst === undefined) return
  const bad = notDone(hosts, worst.result === 'interrupted')
  const [first] = bad.flatMap(({ error }) => error?.hint ?? [])
  const several = first !== undefined && bad.some(({ error }) => error?.hint !== first)
  const said = worst.result === 'interrupted' ? [stopped] : kindsOf(bad).map(kind => sentence(kind, several))
  throw new RunError(worst.code, said.join('\n'), worst.hint ?? (several ? again : first), hosts)
}

const notDone = (hosts: readonly HostReport[], interrupted: boolean) =>
  hosts.filter(({ result }) => result !== 'done' && (result !== 'interrupted' || interrupted))

interface Verdict {
  readonly result: HostReport['result']
  readonly code: string
  readonly hint?: string
}

const verdicts: readonly Verdict[] = [
  { result: 'locked', code: 'lock.held' },
  { result: 'interrupted', code: 'run.interrupted', hint: 'what is left is done by the next run' },
  { result: 'unreachable', code: 'hosts.unreachable' },
  { result: 'failed', code: 'hosts.failed' },
  { result: 'held', code: 'hosts.failed' },
]

const stopped = 'interrupted; the changes under way were finished'
const again = 'when that is mended, run the same again: what is done stays as it is'

/** Hosts to which the same happened, when they are so many that a line each would bury the others. */
const kindsOf = (bad: readonly HostReport[]): HostReport[][] => {
  const kind = ({ host, error, why }: HostReport) =>
    JSON.stringify(error ? [error.code, error.hint?.replaceAll(host, '')] : [why])
  return [...Map.groupBy(bad, kind).values()].flatMap(group =>
    group.length < mostApart(group[0]!) ? group.map(report => [report]) : [group],
  )
}

/** Keys are to be compared host by host; those that are held back wait for the same. */
const mostApart = ({ result, error }: HostReport): number =>
  result === 'held' ? 1 : error?.code === 'ssh.host_key_unknown' ? manyHosts : 4

const sentence = (group: readonly HostReport[], withHint: boolean): string => {
  const [{ host, error, why }] = group as [HostReport]
  const text = error?.message ?? `held back: ${why}`
  const named = text.startsWith(`${host} `) || text.startsWith(`${host}:`)
  const hint = withHint && error?.hint !== undefined ? `\n  hint: ${error.hint}` : ''
  if (group.length === 1) return `${named ? text : `${host}: ${text}`}${hint}`
  return `${hostNames(group.map(report => report.host))}: ${named ? `for example ${text}` : text}${hint}`
}

/** Throws `plan.refused` when the plan says that carrying it out is pointless; the message names hosts that could not be looked at, too. */
export const refuseErrors = ({ errors }: Plan, looked: readonly HostReport[] = []): void => {
  if (errors.length === 0) return
  const said = [...concernTexts(errors), ...kindsOf(notDone(looked, false)).map(kind => sentence(kind, false))]
  throw new MantlError('plan.refused', said.join('\n'), { hint: 'nothing was changed on any host' })
}

/** Throws when another run is at work on one of the hosts: none is changed then. */
export const refuseLocked = (hosts: readonly HostReport[]): void => {
  if (hosts.some(({ result }) => result === 'locked')) judge(hosts)
}
