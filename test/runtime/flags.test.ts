import { describe, expect, it } from 'vitest'
import type { FlagSpec } from '../../src/runtime/flags.ts'
import { parseFlags } from '../../src/runtime/flags.ts'

const table = [
  { name: 'work_dir', type: 'path', meaning: 'where state is kept', required: true },
  { name: 'port', type: 'integer', default: '5050', meaning: 'listen port' },
  { name: 'zk', type: 'string', meaning: 'ZooKeeper' },
  {
    name: 'authenticate_agents',
    aliases: ['authenticate_slaves'],
    type: 'boolean',
    default: 'false',
    meaning: 'ask agents',
  },
  { name: 'agent_ping_timeout', aliases: ['slave_ping_timeout'], type: 'duration', default: '15secs', meaning: 'ping' },
  { name: 'gc_disk_headroom', type: 'double', default: '0.1', meaning: 'headroom' },
  { name: 'cache', type: 'bytes', default: '2GB', meaning: 'cache' },
  { name: 'acls', type: 'json', meaning: 'ACLs' },
  { name: 'credentials', type: 'path', meaning: 'credentials' },
  { name: 'hooks', type: 'string', meaning: 'hooks', refused: 'modules are C++ code' },
] as const satisfies readonly FlagSpec[]

const files: Readonly<Record<string, string>> = {
  '/zk': 'zk://a:2181/m\n',
  rel: '7777',
  '/acls': '{"permissive":false}',
}

const parse = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  parseFlags(table, {
    argv,
    env,
    program: 'mesos-master',
    readFile: path => {
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
  })

const valuesOf = (argv: readonly string[], env?: Readonly<Record<string, string>>) => {
  const parsed = parse(['--work_dir=/w', ...argv], env)
  if (parsed.kind !== 'values') throw new Error(JSON.stringify(parsed))
  return parsed
}

describe('values', () => {
  it.each([
    ['the default', [], {}, { port: 5050, agent_ping_timeout: 15_000, cache: 2 ** 31, gc_disk_headroom: 0.1 }],
    ['the command line', ['--port=1'], {}, { port: 1 }],
    ['the environment', [], { MESOS_PORT: '2' }, { port: 2 }],
    ['the command line over the environment', ['--port=1'], { MESOS_PORT: '2' }, { port: 1 }],
    [
      'also by an alias there',
      ['--authenticate_agents'],
      { MESOS_AUTHENTICATE_SLAVES: 'false' },
      { authenticate_agents: true },
    ],
    ['a boolean alone', ['--authenticate_agents'], {}, { authenticate_agents: true }],
    [
      'a boolean negated',
      ['--no-authenticate_agents'],
      { MESOS_AUTHENTICATE_AGENTS: '1' },
      { authenticate_agents: false },
    ],
    ['a boolean as 1', ['--authenticate_agents=1'], {}, { authenticate_agents: true }],
    ['an alias', ['--slave_ping_timeout=1mins'], {}, { agent_ping_timeout: 60_000 }],
    ['a file', ['--zk=file:///zk'], {}, { zk: 'zk://a:2181/m' }],
    ['a relative file', ['--port=file://rel'], {}, { port: 7777 }],
    ['a path, which keeps its URL', ['--credentials=file:///zk'], {}, { credentials: 'file:///zk' }],
    ['JSON', ['--acls={"a":[1]}'], {}, { acls: { a: [1] } }],
    ['JSON in a file', ['--acls=file:///acls'], {}, { acls: { permissive: false } }],
    ['JSON in a file without the scheme', ['--acls=/acls'], {}, { acls: { permissive: false } }],
    ['unknown variables, ignored', [], { MESOS_NOPE: '1', PORT: '3' }, { port: 5050 }],
    ['what follows --, ignored', ['--', '--nope'], {}, { port: 5050 }],
    ['an equals sign inside', ['--zk=a=b'], {}, { zk: 'a=b' }],
  ])('%s', (_name, argv, env, expected) => {
    expect(valuesOf(argv, env as Record<string, string>).values).toMatchObject(expected)
  })

  it('shows every flag with a value as text, by the name that was used, sorted', () => {
    expect(Object.entries(valuesOf(['--slave_ping_timeout=90secs', '--acls={"a": 1}']).shown)).toEqual([
      ['acls', '{"a":1}'],
      ['authenticate_agents', 'false'],
      ['cache', '2GB'],
      ['gc_disk_headroom', '0.1'],
      ['port', '5050'],
      ['slave_ping_timeout', '90secs'],
      ['work_dir', '/w'],
    ])
  })

  it('shows no password of ZooKeeper', () => {
    expect(valuesOf(['--zk=zk://u:p@ss:w@h:1,h:2/c']).shown.zk).toBe('zk://u:***@h:1,h:2/c')
    expect(valuesOf(['--zk=zk://h:1/c']).shown.zk).toBe('zk://h:1/c')
  })

  it('warns of a deprecated name and knows what was given', () => {
    const { warnings, given } = valuesOf([], { MESOS_SLAVE_PING_TIMEOUT: '1secs' })
    expect(warnings).toEqual(['MESOS_SLAVE_PING_TIMEOUT is deprecated, use --agent_ping_timeout'])
    expect([...given].sort()).toEqual(['agent_ping_timeout', 'work_dir'])
  })
})

describe('problems, all at once', () => {
  it.each([
    [['--prot=1'], {}, 'unknown flag --prot; did you mean --port?'],
    [['--zzzzzzzz'], {}, 'unknown flag --zzzzzzzz'],
    [['--port'], {}, '--port lacks its value'],
    [['--port', '1'], {}, "unexpected argument '1'; a value follows its flag as --name=value"],
    [['--port=x'], {}, "--port: 'x' is not an integer"],
    [[], { MESOS_PORT: 'x' }, "MESOS_PORT: 'x' is not an integer"],
    [['--port=1', '--port=2'], {}, '--port is given twice'],
    [
      ['--agent_ping_timeout=1secs', '--slave_ping_timeout=1secs'],
      {},
      '--agent_ping_timeout and --slave_ping_timeout are the same flag, give only one of them',
    ],
    [
      [],
      { MESOS_AUTHENTICATE_AGENTS: '1', MESOS_AUTHENTICATE_SLAVES: '1' },
      'MESOS_AUTHENTICATE_AGENTS and MESOS_AUTHENTICATE_SLAVES are the same flag, give only one of them',
    ],
    [['--hooks=a'], {}, '--hooks is not supported: modules are C++ code'],
    [[], { MESOS_HOOKS: 'a' }, 'MESOS_HOOKS is not supported: modules are C++ code'],
    [['--no-port'], {}, '--no-port: only a boolean flag can be negated'],
    [['--no-authenticate_agents=1'], {}, '--no-authenticate_agents takes no value'],
    [['--authenticate_agents=yes'], {}, "--authenticate_agents: 'yes' is not true, 1, false or 0"],
    [['--agent_ping_timeout=15'], {}, "--agent_ping_timeout: '15' is not a duration such as 15secs, 1.5mins or 2weeks"],
    [['--zk=file:///nope'], {}, "--zk: can't read /nope: no such file"],
  ])('%j %j', (argv, env, problem) => {
    const parsed = parse(['--work_dir=/w', ...argv], env as Record<string, string>)
    expect(parsed.kind === 'problems' && parsed.problems).toContain(problem)
  })

  it('a broken JSON value is named', () => {
    const parsed = parse(['--work_dir=/w', '--acls={'])
    expect(parsed.kind === 'problems' && parsed.problems).toEqual([expect.stringMatching(/^--acls: not JSON/)])
  })

  it('several, and what is required', () => {
    expect(parse(['--prot=1', '--port=x'])).toMatchObject({
      kind: 'problems',
      problems: [
        'unknown flag --prot; did you mean --port?',
        '--work_dir (MESOS_WORK_DIR) is required: where state is kept',
        "--port: 'x' is not an integer",
      ],
    })
  })
})

it('help names every flag but the refused, and wins over problems', () => {
  const parsed = parse(['--nope', '--help'])
  const text = parsed.kind === 'help' ? parsed.text : ''
  expect(text).toContain('--[no-]authenticate_agents')
  expect(text).toContain('(default: false; also: --authenticate_slaves)')
  expect(text).not.toContain('--hooks')
})

it('asks for the version', () => expect(parse(['--version'])).toEqual({ kind: 'version' }))
