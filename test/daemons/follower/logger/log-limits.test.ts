import { describe, expect, it } from 'vitest'
import { limitsOf, loggerFlags } from '../../../../src/daemons/follower/logger/log-limits.ts'

const name = 'org_apache_mesos_LogrotateContainerLogger'
const flags = (parameters: Readonly<Record<string, string>> = {}) => {
  const modules = [{ name, parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })) }]
  return { container_logger: name, modules: { libraries: [{ file: 'liblogrotate_container_logger.so', modules }] } }
}
const mega = 1024 ** 2

describe('how much a container may say', () => {
  it.each([
    [{}, {}],
    [{ container_logger: name }, [10 * mega, 0, 10 * mega, 0]],
    [flags(), [10 * mega, 0, 10 * mega, 0]],
    [flags({ max_stdout_size: '1MB', logrotate_stdout_options: 'rotate 3' }), [mega, 3, 10 * mega, 0]],
    [flags({ max_stderr_size: '4KB' }), [10 * mega, 0, 4096, 0]],
  ])('%j', (given, expected) => {
    const made = loggerFlags(given)
    if (typeof made === 'string') throw new Error(made)
    const { stdout, stderr } = made.settings ?? {}
    expect(Array.isArray(expected) ? [stdout?.maxBytes, stdout?.kept, stderr?.maxBytes, stderr?.kept] : {}).toEqual(
      expected,
    )
  })

  it.each([
    [{ container_logger: 'mine' }, `--container_logger: 'mine' is not ${name}`],
    [flags({ max_stdout_size: 'much' }), "'much' is no size of at least 4KB"],
    [flags({ max_stdout_size: '1KB' }), "'1KB' is no size of at least 4KB"],
    [flags({ logrotate_stderr_options: 'compress' }), "'compress' is not 'rotate N'"],
    [flags({ logrotate_stderr_options: 'rotate 5000' }), "'rotate 5000' is not 'rotate N'"],
  ])('is refused: %j', (given, problem) => expect(loggerFlags(given)).toContain(problem))

  it('a task may set for itself', () => {
    const { settings } = loggerFlags(flags({ max_stdout_size: '1MB' })) as { settings: NonNullable<unknown> } as any
    const variable = (key: string, value: string) => ({ name: `CONTAINER_LOGGER_${key}`, value })
    expect(limitsOf(settings, [])).toEqual(settings)
    expect(limitsOf(settings, [variable('MAX_STDOUT_SIZE', '2MB')])).toEqual({
      stdout: { maxBytes: 2 * mega, kept: 0 },
      stderr: { maxBytes: 10 * mega, kept: 0 },
    })
    expect(limitsOf(settings, [variable('LOGROTATE_STDERR_OPTIONS', 'rotate 2')]).stderr.kept).toBe(2)
    expect(limitsOf(settings, [variable('MAX_STDOUT_SIZE', 'x')])).toEqual(settings)
  })
})
