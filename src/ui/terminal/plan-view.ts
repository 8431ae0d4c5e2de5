import { createTwoFilesPatch } from 'diff/lib/patch/create.js'
import { hostNames } from '../../inventory/host-names.ts'
import type { Change } from '../../provisioning/model/change.ts'
import { changeText, shortDigests } from '../../provisioning/model/change-text.ts'
import { concernTexts } from '../../provisioning/model/concern-text.ts'
import { changesOf, type HostConcern, hostsOf, isEmpty, type Plan } from '../../provisioning/model/plan.ts'
import type { Palette } from './palette.ts'

export interface PlanViewOptions {
  /** Whole new files are shown too, and every host's differences. */
  readonly verbose?: boolean
  /** A reason that would not fit into so many columns has a line of its own; absent: none has. */
  readonly columns?: number
}

/** What a plan would do, with reasons and differences; hosts with the same changes are shown once. Its errors are said by whoever refuses it. PURE. */
export const planLines = (plan: Plan, palette: Palette, options: PlanViewOptions = {}): string[] => [
  ...warningLines(plan).map(warning => `${palette.yellow('warning')}: ${warning}`),
  ...(isEmpty(plan)
    ? []
    : groupsOf(plan, options.verbose ?? false).flatMap(hosts => groupLines(plan, hosts, palette, options))),
  ...(plan.risks ?? []).map(risk => `${palette.yellow('at risk')}: ${risk}`),
  summary(plan, palette),
]

/** Those of a host begin with its name; hosts with the same one are named together. */
const warningLines = (plan: Plan): string[] => {
  const hosts = new Set(hostsOf(plan))
  const concerns = plan.warnings.map((text): HostConcern => {
    const at = text.indexOf(': ')
    const host = text.slice(0, Math.max(at, 0))
    return hosts.has(host) ? { host, message: text.slice(at + 2) } : { host: '', message: text }
  })
  return concernTexts(concerns)
}

const groupsOf = (plan: Plan, verbose: boolean): string[][] => [
  ...Map.groupBy(hostsOf(plan), host =>
    JSON.stringify(hostWaves(plan, host).map(wave => outline(wave, verbose))),
  ).values(),
]

interface HostWave {
  readonly role: string
  readonly beside?: true | undefined
  readonly held?: string
  readonly changes: readonly Change[]
}

const hostWaves = (plan: Plan, host: string): HostWave[] =>
  plan.waves
    .flatMap(({ role, beside, hosts }) =>
      hosts
        .filter(steps => steps.host === host)
        .map(({ steps, held }) => ({ role, beside, held, changes: steps.flatMap(step => step.changes) })),
    )
    .filter(({ changes }) => changes.length > 0)

/** What two hosts must have in common to be shown as one. */
const outline = ({ role, held, changes }: HostWave, verbose: boolean) => [
  role,
  held,
  changes.map(change => [changeText(change), change.why, verbose ? difference(change, true) : []]),
]

const groupLines = (plan: Plan, hosts: readonly string[], palette: Palette, options: PlanViewOptions): string[] => {
  const [first = ''] = hosts
  const waves = hostWaves(plan, first)
  const title = palette.bold(hostNames(hosts))
  if (waves.length === 0) return [`${title}  ${palette.green('nothing to change')}`]
  const changes = waves.reduce((sum, wave) => sum + wave.changes.length, 0)
  const others = hosts.slice(1).map(host => hostWaves(plan, host).flatMap(({ changes }) => changes))
  let index = 0
  return [
    `${title}  ${palette.dim(`${count(changes, 'change')}${hosts.length > 1 ? ' each' : ''}`)}`,
    ...waves.flatMap(({ role, beside, held, changes: ofRole }) => [
      `  ${palette.dim(beside ? `${role}, not waiting for other hosts` : role)}${held === undefined ? '' : palette.yellow(`  held back: ${held}`)}`,
      ...ofRole.flatMap(change => {
        const same = others.map(list => list[index])
        index += 1
        return changeLines(change, same, first, palette, options)
      }),
    ]),
    '',
  ]
}

/** `same`: the change in the same place on the group's other hosts. */
const changeLines = (
  change: Change,
  same: readonly (Change | undefined)[],
  host: string,
  palette: Palette,
  { verbose = false, columns }: PlanViewOptions,
): string[] => {
  const lines = difference(change, verbose)
  const text = lines.join('\n')
  const alike = same.every(other => other !== undefined && difference(other, verbose).join('\n') === text)
  return [
    ...reasoned(`    ${mark(change, palette)} `, changeText(change), `(${shortDigests(change.why)})`, palette, columns),
    ...(alike ? [] : [`        ${palette.dim(`on ${host}, and alike on the others:`)}`]),
    ...lines.map(line => `        ${paintDifference(line, palette)}`),
  ]
}

/** What and why: on one line where it fits. `begin`: six columns. */
const reasoned = (begin: string, what: string, why: string, { dim }: Palette, columns = Number.POSITIVE_INFINITY) =>
  6 + what.length + 2 + why.length <= columns
    ? [`${begin}${what}  ${dim(why)}`]
    : [`${begin}${what}`, `        ${dim(why)}`]

const mark = (change: Change, { green, red, yellow }: Palette): string => {
  if (change.kind.startsWith('remove') || change.kind === 'stop-unit' || change.kind === 'end-tasks') return red('-')
  const alters =
    change.kind === 'set-attributes' ||
    change.kind === 'restore-file' ||
    (change.kind === 'restart-unit' && change.running) ||
    (change.kind === 'write-file' && change.replaces)
  return alters ? yellow('~') : green('+')
}

const difference = (change: Change, newFiles: boolean): string[] => {
  if (change.kind !== 'write-file' || change.content.secret) return []
  if (!change.replaces && !newFiles) return []
  const patch = createTwoFilesPatch(change.path, change.path, change.before ?? '', change.content.text, 'now', 'then', {
    context: 2,
  })
  return patch
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('====') && !line.startsWith('Index:'))
}

const paintDifference = (line: string, { green, red, cyan, dim }: Palette): string => {
  if (line.startsWith('+++') || line.startsWith('---')) return dim(line)
  if (line.startsWith('@@')) return cyan(line)
  return line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line
}

const summary = (plan: Plan, { bold, green }: Palette): string => {
  const all = hostsOf(plan)
  if (all.length === 0) return 'no host takes part'
  if (isEmpty(plan)) return `${bold(hostNames(all))}  ${green('nothing to change')}`
  const changes = changesOf(plan)
  const hosts = new Set(changes.map(({ host }) => host))
  const restarts = changes.filter(({ change }) => change.kind === 'restart-unit').length
  return bold(
    `${count(changes.length, 'change')} on ${hosts.size} of ${count(all.length, 'host')}${restarts === 0 ? '' : `, ${count(restarts, 'unit')} to start or restart`}`,
  )
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
