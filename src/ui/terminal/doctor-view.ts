import { hostNames } from '../../inventory/host-names.ts'
import type { Finding } from '../../provisioning/doctor/check.ts'
import type { Palette } from './palette.ts'

/** What is wrong, the worst first; hosts with the same fault are named together. PURE. */
export const doctorLines = (findings: readonly Finding[], hosts: number, palette: Palette): string[] => {
  const { green, bold } = palette
  if (findings.length === 0) return [green(`no fault found on ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`)]
  const errors = findings.filter(({ severity }) => severity === 'error')
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  return [
    ...[errors, warnings].flatMap(list =>
      [...Map.groupBy(list, finding => kindOf(finding)).values()].flatMap(group => findingLines(group, palette)),
    ),
    bold(`${count(errors.length, 'fault')}, ${count(warnings.length, 'warning')}`),
  ]
}

/** What two hosts must have in common to be named together: all but their names and addresses. */
const kindOf = ({ severity, check, what, hint, host }: Finding) =>
  JSON.stringify([severity, check, host === undefined ? what : withoutHost(what, host), hint])

const withoutHost = (text: string, host: string) =>
  (text.startsWith(`${host} `) ? text.slice(host.length) : text).replace(/ \([^)]*:\d+\)/, '')

const findingLines = (group: readonly Finding[], { red, yellow, bold, dim }: Palette): string[] => {
  const [{ severity, check, what, hint }] = group as [Finding]
  const names = group.flatMap(({ host }) => (host === undefined ? [] : [host]))
  const mark = severity === 'error' ? red('✗') : yellow('!')
  const named = names.length > 0 && what.startsWith(`${names[0]} `)
  const subject = names.length === 0 || (named && names.length === 1) ? '' : `${bold(hostNames(names))}: `
  const example = group.every(finding => finding.what === what) ? '' : 'for example '
  return [
    `${mark} ${subject}${example}${what}  ${dim(`(${check})`)}`,
    ...(hint === undefined ? [] : [`    ${dim(hint)}`]),
  ]
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
