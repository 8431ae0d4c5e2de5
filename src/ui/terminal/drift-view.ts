import { hostNames } from '../../inventory/host-names.ts'
import { shortDigests } from '../../provisioning/model/change-text.ts'
import type { HostDrift } from '../../provisioning/run/drift.ts'
import type { Palette } from './palette.ts'

/** What is not as the last runs left it; hosts that differ alike are shown once. PURE. */
export const driftLines = (hosts: readonly HostDrift[], palette: Palette): string[] => {
  const alike = Map.groupBy(hosts, ({ drift, known }) => JSON.stringify([drift, known]))
  const differing = hosts.filter(({ drift }) => drift.length > 0).length
  const summary =
    differing === 0 ? palette.green('no drift') : palette.bold(`${differing} of ${hosts.length} hosts differ`)
  return [...[...alike.values()].flatMap(group => groupLines(group, palette)), summary]
}

const groupLines = (group: readonly HostDrift[], { bold, green, dim, yellow }: Palette): string[] => {
  const [{ drift, known }] = group as [HostDrift]
  const title = bold(hostNames(group.map(({ host }) => host)))
  if (drift.length === 0)
    return [`${title}  ${known ? green('as it was left') : dim('mantl has changed nothing there')}`]
  return [title, ...drift.map(({ what, how }) => `    ${yellow('~')} ${what}  ${dim(`(${shortDigests(how)})`)}`)]
}
