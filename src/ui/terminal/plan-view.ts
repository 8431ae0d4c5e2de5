import { createTwoFilesPatch } from 'diff'
import type { Change } from '../../provisioning/model/change.ts'
import { changesOf, isEmpty, type Plan } from '../../provisioning/model/plan.ts'
import { changeText } from './change-text.ts'
import type { Palette } from './palette.ts'

/** What a plan would do, host by host, with reasons and differences. PURE. `files`: whole new files are shown too. */
export const planLines = (
  plan: Plan,
  palette: Palette,
  { files = false }: { readonly files?: boolean } = {},
): string[] => [
  ...plan.warnings.map(warning => `${palette.yellow('warning')}: ${warning}`),
  ...hostsOf(plan).flatMap(host => hostLines(plan, host, palette, files)),
  summary(plan, palette),
]

const hostsOf = (plan: Plan): string[] => [...new Set(plan.waves.flatMap(({ hosts }) => hosts.map(({ host }) => host)))]

const hostLines = (plan: Plan, host: string, palette: Palette, files: boolean): string[] => {
  const waves = plan.waves.flatMap(({ role, hosts }) => {
    const changes = hosts
      .filter(steps => steps.host === host)
      .flatMap(({ steps }) => steps.flatMap(step => step.changes))
    return changes.length === 0
      ? []
      : [`  ${palette.dim(role)}`, ...changes.flatMap(change => changeLines(change, palette, files))]
  })
  return waves.length === 0
    ? [`${palette.bold(host)}  ${palette.green('nothing to change')}`]
    : [palette.bold(host), ...waves, '']
}

const changeLines = (change: Change, palette: Palette, files: boolean): string[] => [
  `    ${mark(change, palette)} ${changeText(change)}  ${palette.dim(`(${change.why})`)}`,
  ...difference(change, files).map(line => `        ${paintDifference(line, palette)}`),
]

const mark = ({ kind }: Change, { green, red, yellow }: Palette): string => {
  if (kind.startsWith('remove') || kind === 'stop-unit') return red('-')
  return kind === 'set-attributes' || kind === 'restart-unit' ? yellow('~') : green('+')
}

const difference = (change: Change, files: boolean): string[] => {
  if (change.kind !== 'write-file' || change.content.secret) return []
  if (!change.replaces && !files) return []
  const patch = createTwoFilesPatch(change.path, change.path, change.before ?? '', change.content.text, 'now', 'then', {
    context: 2,
  })
  return patch
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('===='))
}

const paintDifference = (line: string, { green, red, cyan, dim }: Palette): string => {
  if (line.startsWith('+++') || line.startsWith('---')) return dim(line)
  if (line.startsWith('@@')) return cyan(line)
  return line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line
}

const summary = (plan: Plan, { bold, green }: Palette): string => {
  if (isEmpty(plan)) return green('nothing to change')
  const changes = changesOf(plan)
  const hosts = new Set(changes.map(({ host }) => host))
  const restarts = changes.filter(({ change }) => change.kind === 'restart-unit').length
  return bold(
    `${changes.length} changes on ${hosts.size} of ${hostsOf(plan).length} hosts, ${restarts} units to start or restart`,
  )
}

/** The plan as data for --json: secrets left out. */
export const planData = (plan: Plan): unknown => ({
  changes: changesOf(plan).length,
  warnings: plan.warnings,
  waves: plan.waves.map(({ role, serial, hosts }) => ({
    role,
    serial,
    hosts: hosts.map(({ host, steps }) => ({
      host,
      changes: steps.flatMap(({ operation, changes }) =>
        changes.map(change => ({ operation, what: changeText(change), ...changeData(change) })),
      ),
    })),
  })),
})

const changeData = (change: Change): object => {
  if (change.kind === 'push-release')
    return { kind: change.kind, why: change.why, digest: change.release.digest, version: change.release.version }
  if (change.kind === 'await') return { kind: change.kind, why: change.why, timeoutMs: change.timeoutMs }
  if (change.kind !== 'write-file') return change
  const { content, before, ...rest } = change
  return content.secret ? { ...rest, secret: true } : { ...rest, before, after: content.text }
}
