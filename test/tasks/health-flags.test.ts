import { describe, expect, it } from 'vitest'
import { healthCheckOf } from '../../src/tasks/health-flags.ts'

const every = { 'health-interval': 5 }
const times = { delay_seconds: 5, interval_seconds: 5 }

describe('how mantl run has a task looked after', () => {
  it.each([
    [{}, undefined],
    [{ 'health-cmd': 'test -e x' }, { type: 'COMMAND', command: { value: 'test -e x' }, ...times }],
    [{ 'health-tcp': 80 }, { type: 'TCP', tcp: { port: 80 }, ...times }],
    [{ 'health-http': '8080' }, { type: 'HTTP', http: { scheme: 'http', port: 8080, path: '/' }, ...times }],
    [{ 'health-http': ':80/a?b' }, { type: 'HTTP', http: { scheme: 'http', port: 80, path: '/a?b' }, ...times }],
    [{ 'health-http': 'https://443/' }, { type: 'HTTP', http: { scheme: 'https', port: 443, path: '/' }, ...times }],
  ])('%j', (given, check) => expect(healthCheckOf({ ...every, ...given })).toEqual(check))

  it.each(['', 'x', '0', '70000', 'ftp://80', 'host:80'])('not by %j', text =>
    expect(() => healthCheckOf({ ...every, 'health-http': text })).toThrow('is no port with a path'),
  )
})
