import { MantlError } from '../../errors.ts'
import type { ErrorDetails } from '../../results/error.ts'
import type { RoleHost } from '../../roles/role.ts'
import type { Connection } from '../../transport/connection.ts'
import type { Examined, Finding, Probe, ProbeResult } from '../doctor/check.ts'
import { checks, findingsIn } from '../doctor/checks.ts'
import { compareClocks } from '../phases/compare-clocks.ts'
import { type ConnectedHost, connect } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { inParallel } from '../phases/in-parallel.ts'
import { distinct } from '../planner/facts-needed.ts'
import { type HostReport, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface Examination {
  readonly findings: readonly Finding[]
  readonly looked: readonly HostReport[]
}

/** What is to change is not well already. */
export class UnwellError extends MantlError {
  readonly details: ErrorDetails

  constructor(findings: readonly Finding[]) {
    super('upgrade.unwell', 'the cluster is not well, and nothing was changed', {
      hint: findings.every(({ check }) => check === 'provisioned')
        ? 'npx mantl provision makes a cluster of them'
        : 'mend it first, or go on with --force',
    })
    this.details = { findings }
  }
}

/** Asks all selected hosts, tries the ports between them, and names what is wrong. Changes nothing. */
export const examine = async (
  { cluster, selected }: Prepared,
  options: Pick<ObserveOptions, 'forks' | 'open' | 'signal' | 'listener'>,
): Promise<Examination> => {
  const { found, failures } = await lookAtAll(selected, options, async host =>
    examineHost(host, cluster, await connect(host, options.open)),
  )
  const away = [...failures].map(
    ([host, error]): Finding => ({
      severity: 'error',
      check: 'reach',
      host,
      what: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    }),
  )
  const names = selected.map(({ name }) => name)
  return { findings: [...away, ...findingsIn(found)], looked: reportsOf(names, failures, new Map()) }
}

const examineHost = async (
  host: RoleHost,
  cluster: Prepared['cluster'],
  { connection, surroundings, layout }: ConnectedHost,
): Promise<Examined> => {
  try {
    const examinee = { host, cluster, surroundings, layout }
    const clock = await compareClocks(connection)
    const facts = await gather(connection, distinct(checks.flatMap(check => check.needs?.(examinee) ?? [])))
    const results = await tryAll(
      connection,
      checks.flatMap(check => check.probes?.(examinee) ?? []),
    )
    return { ...examinee, facts, clock, probe: probe => results.get(keyOf(probe)) ?? 'open' }
  } finally {
    await connection.close()
  }
}

const keyOf = ({ address, port }: Probe) => `${address} ${port}`

const tryAll = async (connection: Connection, probes: readonly Probe[]): Promise<ReadonlyMap<string, ProbeResult>> => {
  const results = new Map<string, ProbeResult>()
  const wanted = [...new Map(probes.map(probe => [keyOf(probe), probe])).values()]
  await inParallel(wanted, 8, async probe => {
    results.set(keyOf(probe), await tryOne(connection, probe))
  })
  return results
}

/** Longer than a SYN and its first repetition take. */
const patienceMs = 3000

const tryOne = async (connection: Connection, { address, port }: Probe): Promise<ProbeResult> => {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'silent'>(resolve => {
    timer = setTimeout(resolve, patienceMs, 'silent')
  })
  const attempt = connection.forward(address, port).then(
    (stream): ProbeResult => {
      stream.destroy()
      return 'open'
    },
    (): ProbeResult => 'refused',
  )
  const result = await Promise.race([attempt, silence])
  clearTimeout(timer)
  return result
}
