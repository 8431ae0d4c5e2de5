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
      [
        ...Map.groupBy(list, ({ severity, check, what, hint }) =>
          JSON.stringify([severity, check, what, hint]),
        ).values(),
      ].flatMap(group => findingLines(group, palette)),
    ),
    bold(`${count(errors.length, 'fault')}, ${count(warnings.length, 'warning')}`),
  ]
}

const findingLines = (group: readonly Finding[], { red, yellow, bold, dim }: Palette): string[] => {
  const [{ severity, check, what, hint }] = group as [Finding]
  const names = group.flatMap(({ host }) => (host === undefined ? [] : [host]))
  const mark = severity === 'error' ? red('✗') : yellow('!')
  const subject = names.length === 0 ? '' : `${bold(hostNames(names))}: `
  return [`${mark} ${subject}${what}  ${dim(`(${check})`)}`, ...(hint === undefined ? [] : [`    ${dim(hint)}`])]
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
