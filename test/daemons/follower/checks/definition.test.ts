import { describe, expect, it } from 'vitest'
import { checkDefinitions } from '../../../../src/daemons/follower/checks/definition.ts'
import type { TaskInfo } from '../../../../src/mesos/messages/task.ts'

const task = (more: object) => ({ name: 't', task_id: { value: 't' }, agent_id: { value: 'a' }, ...more }) as TaskInfo

describe('what a check asks for', () => {
  it('has the defaults of Mesos', () => {
    expect(checkDefinitions(task({ health_check: { type: 'TCP', tcp: { port: 80 } } }))).toEqual([
      {
        which: 'health',
        probe: { kind: 'tcp', host: '127.0.0.1', port: 80 },
        delay: 15_000,
        interval: 10_000,
        timeout: 20_000,
        grace: 10_000,
        failures: 3,
      },
    ])
  })

  it.each([
    [
      { type: 'HTTP', http: { port: 8080 } },
      { kind: 'http', scheme: 'http', host: '127.0.0.1', port: 8080, path: '/' },
    ],
    [
      { http: { port: 1, path: '/x', scheme: 'https', protocol: 'IPv6' } },
      { kind: 'http', scheme: 'https', host: '::1', port: 1, path: '/x' },
    ],
    [
      { type: 'TCP', tcp: { port: 65535, protocol: 'IPv6' } },
      { kind: 'tcp', host: '::1', port: 65535 },
    ],
    [{ command: { value: 'true' } }, { kind: 'command', command: { value: 'true' } }],
  ])('%j looks so', (health_check, probe) => {
    expect(checkDefinitions(task({ health_check }))).toMatchObject([{ which: 'health', probe }])
  })

  it('may be both, the health check first', () => {
    const both = { check: { type: 'TCP', tcp: { port: 2 } }, health_check: { type: 'TCP', tcp: { port: 1 } } }
    expect(checkDefinitions(task(both))).toMatchObject([
      { which: 'health', probe: { port: 1 } },
      { which: 'check', probe: { port: 2 } },
    ])
  })

  it('is bounded: no timeout means no timer, no interval means ten a second', () => {
    const health_check = {
      type: 'TCP',
      tcp: { port: 1 },
      timeout_seconds: 0,
      interval_seconds: 0,
      delay_seconds: 1e300,
    }
    expect(checkDefinitions(task({ health_check }))).toMatchObject([
      { timeout: 2_000_000_000, interval: 100, delay: 2_000_000_000 },
    ])
  })

  it.each([
    [{ health_check: {} }, 'health check: it has no type'],
    [{ health_check: { http: { port: 1 }, command: { value: 'x' } } }, 'health check: it has no type'],
    [
      { health_check: { type: 'COMMAND', command: {} } },
      'health check: of type COMMAND, and has no command with a value',
    ],
    [{ health_check: { type: 'HTTP', tcp: { port: 1 } } }, 'health check: of type HTTP, and has no http'],
    [
      { health_check: { type: 'HTTP', http: { port: 1, scheme: 'ftp' } } },
      "health check: the scheme 'ftp' is neither http nor https",
    ],
    [
      { health_check: { type: 'HTTP', http: { port: 1, path: 'x' } } },
      "health check: its path 'x' does not begin with /",
    ],
    [{ health_check: { type: 'TCP', tcp: { port: 70000 } } }, 'health check: 70000 is no port'],
    [
      { health_check: { type: 'TCP', tcp: { port: 1 }, delay_seconds: -1 } },
      'health check: its delay_seconds is negative',
    ],
    [
      { health_check: { type: 'TCP', tcp: { port: 1 }, interval_seconds: Number.NaN } },
      'health check: its interval_seconds is negative',
    ],
    [{ check: { http: { port: 1 } } }, 'check: it has no type'],
    [{ check: { type: 'UNKNOWN' } }, 'check: it has no type'],
    [{ check: { type: 'TCP', tcp: { port: 0 } } }, 'check: 0 is no port'],
  ])('is refused: %j', (given, problem) => {
    expect(checkDefinitions(task(given))).toBe(problem)
  })
})
