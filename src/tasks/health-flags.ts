import { Flags } from '@oclif/core'
import { MantlError } from '../errors.ts'
import type { HealthCheck } from '../mesos/messages/command.ts'

const one = ['health-cmd', 'health-http', 'health-tcp']
const others = (name: string) => one.filter(other => other !== name)

/** How `mantl run` is told to look after a task: one way of looking, and how often. */
export const healthFlags = {
  'health-cmd': Flags.string({
    summary: 'the task is healthy while this shell text, run beside it, ends with 0',
    exclusive: others('health-cmd'),
    helpValue: 'TEXT',
    helpGroup: 'HEALTH',
  }),
  'health-http': Flags.string({
    summary: 'the task is healthy while it answers there with 200 to 399; https://… for TLS',
    exclusive: others('health-http'),
    helpValue: 'PORT/PATH',
    helpGroup: 'HEALTH',
  }),
  'health-tcp': Flags.integer({
    summary: 'the task is healthy while it takes connections there',
    min: 1,
    max: 65_535,
    exclusive: others('health-tcp'),
    helpValue: 'PORT',
    helpGroup: 'HEALTH',
  }),
  'health-interval': Flags.integer({
    summary: 'seconds from one look to the next, and to the first; ill three times in a row, the task is killed',
    default: 10,
    min: 1,
    helpGroup: 'HEALTH',
  }),
}

export interface HealthWishes {
  readonly 'health-cmd'?: string | undefined
  readonly 'health-http'?: string | undefined
  readonly 'health-tcp'?: number | undefined
  readonly 'health-interval': number
}

/** Nothing where nobody shall look. Throws MantlError usage.health. */
export const healthCheckOf = (wishes: HealthWishes): HealthCheck | undefined => {
  const seconds = wishes['health-interval']
  const times = { delay_seconds: seconds, interval_seconds: seconds }
  const { 'health-cmd': value, 'health-http': http, 'health-tcp': port } = wishes
  if (value !== undefined) return { type: 'COMMAND', command: { value }, ...times }
  if (port !== undefined) return { type: 'TCP', tcp: { port }, ...times }
  return http === undefined ? undefined : { type: 'HTTP', http: httpOf(http), ...times }
}

const httpOf = (text: string): NonNullable<HealthCheck['http']> => {
  const [, scheme = 'http', digits = '', path = '/'] = /^(?:(https?):\/\/)?:?(\d{1,5})(\/.*)?$/.exec(text) ?? []
  const port = Number(digits)
  if (port > 0 && port <= 65_535) return { scheme, port, path }
  throw new MantlError('usage.health', `--health-http ${text} is no port with a path`, {
    hint: 'for example --health-http 8080/health, or https://8443/',
  })
}
