import type { CountedReason, Explanation, RoleExplanation } from '../../frameworks/explanation.ts'
import { reasonText } from './offer-reasons.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** Why a framework has no more offers than it has: PURE. `now`: seconds since the epoch. */
export const explanationLines = (explanation: Explanation, now: number, palette: Palette): string[] => [
  palette.bold(`${explanation.name}  ${palette.dim(explanation.framework_id)}`),
  ...standing(explanation).map(line => palette.yellow(line)),
  ...explanation.roles.flatMap(role => ['', ...roleLines(role, now, palette)]),
]

const standing = ({ connected, active, waits_for_agents: waits }: Explanation): string[] => [
  ...(connected ? [] : ['it is not connected: offers are made again when it subscribes']),
  ...(connected && !active ? ['it is connected and wants no offers: its driver is aborted'] : []),
  ...(waits
    ? [
        `nobody has offers yet: the leader is new, and waits until ${waits.awaited} agents are back (${waits.registered} are), since there is quota`,
      ]
    : []),
]

const roleLines = (role: RoleExplanation, now: number, { bold, dim, yellow }: Palette): string[] => [
  `${bold(`role ${role.role}`)}  ${historyOf(role, now)}`,
  ...quotaLine(role).map(dim),
  ...(closed(role)?.map(line => yellow(`  ${line}`)) ?? reasonLines(role, now, dim)),
  ...passedOver(role).map(dim),
]

/** Why no agent is even looked at. */
const closed = ({ subscribed, suppressed }: RoleExplanation): string[] | undefined => {
  if (!subscribed) return ['it left this role: nothing more is offered in it']
  return suppressed ? ['it suppressed this role: nothing is offered in it until it calls REVIVE'] : undefined
}

const passedOver = ({ passed_over }: RoleExplanation): string[] => {
  const counts = Object.entries(passed_over).sort(([, a], [, b]) => b - a)
  if (counts.length === 0) return []
  return [
    `  looked at in vain so far: ${counts.map(([reason, times]) => `${reason} ${count(times, 'time')}`).join(', ')}`,
  ]
}

const historyOf = ({ offers, holds, share, weight }: RoleExplanation, now: number): string =>
  [
    offers.made === 0
      ? 'no offer so far'
      : `${count(offers.made, 'offer')} so far${offers.last === undefined ? '' : `, the last ${ago(now - offers.last)}`}, ${offers.outstanding} of them open`,
    `uses or is offered ${amounts(holds) || 'nothing'}`,
    `${percent(share)} of the cluster${weight === 1 ? '' : ` by a weight of ${weight}`}`,
  ].join(' · ')

const quotaLine = ({ quota }: RoleExplanation): string[] =>
  quota
    ? [
        `  quota of ${quota.role}: ${amounts(quota.consumed) || 'nothing'} in use or reserved` +
          `${amounts(quota.limits) && `, at most ${amounts(quota.limits)}`}` +
          `${amounts(quota.guarantees) && `, guaranteed ${amounts(quota.guarantees)}`}`,
      ]
    : []

const reasonLines = ({ agents, reasons }: RoleExplanation, now: number, dim: Palette['dim']): string[] => {
  if (agents === 0) return ['  there are no agents']
  const rows = reasons.map(reason => [
    `  ${reason.agents}`,
    `${reasonText(reason.reason)?.means ?? reason.reason}${ending(reason, now)}`,
    examplesOf(reason),
  ])
  const helps = reasons.flatMap(({ reason }) => reasonText(reason)?.helps ?? [])
  return [
    `  ${count(agents, 'agent')} looked at:`,
    ...table(['', '', ''], rows, { right: [0] }).slice(1),
    ...helps.map(help => dim(`  → ${help}`)),
  ]
}

const ending = ({ until }: CountedReason, now: number): string =>
  until === undefined ? '' : until <= now ? ', until the next allocation' : `, the first for ${span(until - now)} more`

const examplesOf = ({ agents, examples }: CountedReason): string =>
  examples.length === 0 ? '' : `${examples.join(', ')}${agents > examples.length ? ', …' : ''}`

const amounts = (quantities: Readonly<Record<string, number>>): string =>
  Object.entries(quantities)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`
const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
const ago = (seconds: number): string => (seconds < 1 ? 'just now' : `${span(seconds)} ago`)

const span = (seconds: number): string => {
  if (seconds < 120) return `${Math.ceil(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}
