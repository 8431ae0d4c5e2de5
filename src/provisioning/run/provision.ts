import { MantlError } from '../../errors.ts'
import type { ApplyContext } from '../apply/context.ts'
import type { Plan } from '../model/plan.ts'
import { type ApplyListener, applyPlan, type HostOutcome } from '../phases/apply.ts'
import { makePlan } from '../planner/plan.ts'
import { type Observed, type ObservedHost, type ObserveOptions, observe, rolesInOrder } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface PlannedRun {
  readonly plan: Plan
  readonly observed: Observed
}

/** What would change, by what the hosts are now. Whoever gets it closes the hosts. */
export const planRun = async (prepared: Prepared, options: ObserveOptions): Promise<PlannedRun> => {
  const observed = await observe(prepared, options)
  return {
    observed,
    plan: makePlan(
      rolesInOrder,
      observed.hosts.map(({ planned }) => planned),
      warningsOf(observed),
    ),
  }
}

const warningsOf = ({ hosts }: Observed): string[] =>
  hosts
    .filter(
      ({ host, layout, surroundings }) =>
        surroundings.uid === 0 && !host.vars.given.has('mesos_work_dir') && layout.work.startsWith('/var/run/'),
    )
    .map(
      ({ host }) =>
        `${host.name}: mesos_work_dir is ${host.vars.mesos_work_dir}, which a reboot empties: volumes and running tasks are lost then`,
    )

export const applyRun = (
  { plan, observed }: PlannedRun,
  options: { readonly forks: number; readonly signal?: AbortSignal; readonly listener?: ApplyListener },
): Promise<ReadonlyMap<string, HostOutcome>> =>
  applyPlan(plan, new Map(observed.hosts.map(host => [host.host.name, contextOf(host)])), options)

const contextOf = ({ connection, layout, release }: ObservedHost): ApplyContext => ({
  connection,
  layout,
  blob: sha256 => release.blob(sha256),
})

export const closeRun = async ({ observed }: PlannedRun): Promise<void> => {
  await Promise.all(observed.hosts.map(host => host.close()))
}

/** Throws when a host was not reached, was locked or failed: what the exit code is to say. */
export const judge = (failures: ReadonlyMap<string, MantlError>, outcomes: ReadonlyMap<string, HostOutcome>): void => {
  const failed = [...outcomes.values()].filter(outcome => outcome.result === 'failed')
  const locked = [...failures].filter(([, { code }]) => code === 'lock.held')
  const unreachable = [...failures].filter(([, { code }]) => code.startsWith('ssh.'))
  if (locked.length > 0) throw new MantlError('lock.held', said(locked), { hint: locked[0]![1].hint, retryable: true })
  if (unreachable.length > 0)
    throw new MantlError('hosts.unreachable', said(unreachable), { hint: unreachable[0]![1].hint, retryable: true })
  if (failures.size > 0)
    throw new MantlError('hosts.failed', said([...failures]), { hint: [...failures.values()][0]!.hint })
  if (failed.length > 0) {
    throw new MantlError('hosts.failed', said(failed.map(({ host, error }) => [host, error] as const)), {
      hint: 'the other hosts are done; what is left is done by the next run',
      retryable: true,
    })
  }
}

const said = (failures: readonly (readonly [string, MantlError])[]) =>
  failures.map(([host, { message }]) => (message.startsWith(host) ? message : `${host}: ${message}`)).join('\n')
