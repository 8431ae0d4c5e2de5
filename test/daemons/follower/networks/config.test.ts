import { describe, expect, it } from 'vitest'
import { type NetworkConfig, parseConfig, programsOf } from '../../../../src/daemons/follower/networks/config.ts'
import { defaultDns, dnsFlagProblem } from '../../../../src/daemons/follower/networks/dns-flag.ts'
import { etcContents, onlyLoopback } from '../../../../src/daemons/follower/networks/etc-files.ts'
import {
  chainRules,
  deletions,
  mappingProblem,
  mappingRules,
} from '../../../../src/daemons/follower/networks/port-rules.ts'
import { errorText, networkInfoOf, parseResult } from '../../../../src/daemons/follower/networks/result.ts'
import { stepsOf, withPrevious } from '../../../../src/daemons/follower/networks/steps.ts'

const parsed = (config: object) => parseConfig(JSON.stringify(config)) as NetworkConfig
const problem = (config: object) => (parseConfig(JSON.stringify(config)) as { problem: string }).problem
const mapper = {
  name: 'n',
  cniVersion: '0.3.1',
  type: 'mesos-cni-port-mapper',
  chain: 'MESOS',
  excludeDevices: ['br0'],
  delegate: { type: 'bridge', ipam: { type: 'host-local' } },
}

describe('a network that an operator has written down', () => {
  it('is one plugin, or a chain of them', () => {
    expect(parsed({ name: 'n', type: 'bridge', mtu: 1400 })).toEqual({
      name: 'n',
      plugins: [{ name: 'n', type: 'bridge', mtu: 1400 }],
    })
    expect(parsed({ name: 'n', cniVersion: '1.0.0', plugins: [{ type: 'ptp' }, { type: 'portmap' }] })).toEqual({
      name: 'n',
      cniVersion: '1.0.0',
      plugins: [{ type: 'ptp' }, { type: 'portmap' }],
    })
  })

  it.each([
    [{ type: 'bridge' }, 'name'],
    [{ name: 'n' }, 'type'],
    [{ name: '../x', type: 'bridge' }, 'no name of a network'],
    [{ name: 'hosts', type: 'bridge' }, 'no name of a network'],
    [{ name: 'n', type: '../../bin/sh' }, 'no name of a program'],
    [{ name: 'n', type: 'bridge', ipam: { type: '/x' } }, 'no name of a program'],
    [{ name: 'n', plugins: [] }, 'plugins'],
    [{ name: 'n', type: 'bridge', args: { 'org.apache.mesos': {} } }, 'org.apache.mesos'],
    [{ ...mapper, chain: '-F' }, 'no name of a chain'],
    [{ ...mapper, chain: undefined }, 'chain'],
    [{ ...mapper, delegate: undefined }, 'delegate'],
    [{ ...mapper, excludeDevices: ['-j'] }, 'no name of a device'],
  ])('is not %j', (config, says) => expect(problem(config)).toContain(says))

  it('is no garbage', () => expect(parseConfig('{')).toMatchObject({ problem: expect.stringContaining('no JSON') }))

  it('names the programs that it needs', () => {
    expect(programsOf(parsed({ name: 'n', type: 'bridge', ipam: { type: 'host-local' } }))).toEqual([
      'bridge',
      'host-local',
    ])
    expect(programsOf(parsed(mapper))).toEqual(['bridge', 'host-local'])
  })
})

describe('what joining it takes', () => {
  const info = {
    name: 'n',
    ip_addresses: [{ ip_address: '10.0.0.9' }],
    port_mappings: [{ host_port: 31000, container_port: 80, protocol: 'TCP' }],
  }
  const args = { 'org.apache.mesos': { network_info: info } }

  it('is its plugin, told what the framework asks for', () =>
    expect(stepsOf(parsed({ name: 'n', type: 'bridge', args: { a: 1 } }), info)).toEqual([
      { kind: 'plugin', type: 'bridge', config: { name: 'n', type: 'bridge', args: { a: 1, ...args } } },
    ]))

  it('is each plugin of a chain, told of what it says that it can do', () => {
    const chain = {
      name: 'n',
      cniVersion: '1.0.0',
      plugins: [
        { type: 'bridge', capabilities: { ips: true } },
        { type: 'portmap', capabilities: { portMappings: true } },
      ],
    }
    expect(stepsOf(parsed(chain), info)).toEqual([
      {
        kind: 'plugin',
        type: 'bridge',
        config: { name: 'n', cniVersion: '1.0.0', type: 'bridge', args, runtimeConfig: { ips: ['10.0.0.9'] } },
      },
      {
        kind: 'plugin',
        type: 'portmap',
        config: {
          name: 'n',
          cniVersion: '1.0.0',
          type: 'portmap',
          args,
          runtimeConfig: { portMappings: [{ hostPort: 31000, containerPort: 80, protocol: 'tcp' }] },
        },
      },
    ])
  })

  it("is the port mapper's delegate, then the ports", () =>
    expect(stepsOf(parsed(mapper), info)).toEqual([
      {
        kind: 'plugin',
        type: 'bridge',
        config: { name: 'n', cniVersion: '0.3.1', type: 'bridge', ipam: { type: 'host-local' }, args },
      },
      { kind: 'map-ports', chain: 'MESOS', excludeDevices: ['br0'] },
    ]))

  it('is told to a later plugin as it was printed', () => {
    const [step] = stepsOf(parsed({ name: 'n', type: 'tuning' }), info)
    const result = parseResult('{"cniVersion":"0.4.0","x":1}')
    expect(withPrevious(step!, result as never)).toMatchObject({
      config: { prevResult: { cniVersion: '0.4.0', x: 1 } },
    })
  })
})

describe('what a plugin says', () => {
  const addresses = [{ protocol: 'IPv4', address: '10.0.0.2' }]
  it.each([
    ['{"ip4":{"ip":"10.0.0.2/24"},"dns":{}}', addresses],
    ['{"cniVersion":"0.3.1","ips":[{"version":"4","address":"10.0.0.2/24"}]}', addresses],
    ['{"ips":[{"address":"fd00::2/64"}]}', [{ protocol: 'IPv6', address: 'fd00::2' }]],
    ['{"ips":[{"address":"nonsense"}]}', []],
    ['{}', []],
  ])('%s', (printed, expected) => expect(parseResult(printed)).toMatchObject({ addresses: expected }))

  it('may be nonsense', () => {
    expect(parseResult('no')).toHaveProperty('problem')
    expect(parseResult('{"ips":3}')).toHaveProperty('problem')
  })

  it.each([
    ['{"code":7,"msg":"no room","details":"10.0.0.0/30"}', '', 'no room; 10.0.0.0/30'],
    ['', 'panic\n', 'panic'],
    ['', '', 'it says nothing'],
  ])('when it fails: %j %j', (stdout, stderr, text) => expect(errorText(stdout, stderr)).toBe(text))

  it('becomes the status of the container', () =>
    expect(
      networkInfoOf(
        { name: 'n', labels: { labels: [{ key: 'k' }] }, ip_addresses: [{ ip_address: '1.1.1.1' }] },
        parseResult('{"ips":[{"address":"10.0.0.2/24"}]}') as never,
      ),
    ).toEqual({
      name: 'n',
      labels: { labels: [{ key: 'k' }] },
      ip_addresses: [{ protocol: 'IPv4', ip_address: '10.0.0.2' }],
    }))
})

describe('files of a container with networks', () => {
  const network = (name: string, dns?: object) => ({ name, interface: 'eth0', info: {}, ...(dns ? { dns } : {}) })
  const contents = (networks: ReturnType<typeof network>[], printed: readonly string[]) =>
    etcContents(
      { hostname: 'box', networks },
      new Map(networks.map(({ name }, index) => [name, parseResult(printed[index]!) as never])),
      'own\n',
    )

  it('say its name, and the host’s servers where the network names none', () =>
    expect(contents([network('a')], ['{"ips":[{"address":"10.0.0.2/24"},{"address":"fd00::2/64"}],"dns":{}}'])).toEqual(
      {
        hosts: '127.0.0.1 localhost\n10.0.0.2 box\nfd00::2 box\n',
        hostname: 'box\n',
        'resolv.conf': 'own\n',
      },
    ))

  it('hold the servers of all networks, and the flag’s for those without', () =>
    expect(
      contents(
        [network('a'), network('b', { nameservers: ['9.9.9.9'], domain: 'b.org', options: ['ndots:2'] })],
        ['{"dns":{"nameservers":["8.8.8.8","bad line"],"domain":"a.org","search":["x","y"]}}', '{}'],
      )['resolv.conf'],
    ).toBe('domain b.org\nsearch x y\noptions ndots:2\nnameserver 8.8.8.8\nnameserver 9.9.9.9\n'))
})

describe('servers of the host', () => {
  it.each([
    ['nameserver 127.0.0.53\noptions edns0\n', true],
    ['nameserver ::1\nnameserver 127.0.0.1\n', true],
    ['nameserver 127.0.0.1\nnameserver 9.9.9.9\n', false],
    ['# nameserver 127.0.0.1\n', false],
    ['', false],
  ])('%j are out of reach of a container: %s', (text, out) => expect(onlyLoopback(text)).toBe(out))
})

describe('--default_container_dns', () => {
  const value = {
    mesos: [
      { network_mode: 'CNI', network_name: 'a', dns: { nameservers: ['1.1.1.1'] } },
      { network_mode: 'CNI', dns: { nameservers: ['2.2.2.2'] } },
      { network_mode: 'HOST', dns: { nameservers: ['3.3.3.3'] } },
    ],
    docker: [{ network_mode: 'BRIDGE', dns: {} }],
  }
  it('is looked up by network, else there is one for all', () => {
    expect(dnsFlagProblem(value)).toBeUndefined()
    expect(defaultDns(value, 'a')).toEqual({ nameservers: ['1.1.1.1'] })
    expect(defaultDns(value, 'other')).toEqual({ nameservers: ['2.2.2.2'] })
    expect(defaultDns(undefined, 'a')).toBeUndefined()
  })
  it.each([
    [{ mesos: [{ network_mode: 'CNI', dns: { nameservers: ['a b'] } }] }, 'white space'],
    [
      {
        mesos: [
          { network_mode: 'CNI', dns: {} },
          { network_mode: 'CNI', dns: {} },
        ],
      },
      'twice',
    ],
    [{ mesos: [{ network_mode: 'NAT', dns: {} }] }, 'network_mode'],
    [[], 'object'],
  ])('is not %j', (flag, says) => expect(dnsFlagProblem(flag)).toContain(says))
})

describe('rules for ports', () => {
  const mappings = [
    { host_port: 31000, container_port: 80 },
    { host_port: 31001, container_port: 53, protocol: 'UDP' },
  ]
  it('lead to the container, but for what comes in by excluded devices', () =>
    expect(mappingRules('a.b', '10.0.0.2', mappings, ['br0']).map(rule => rule.join(' '))).toEqual([
      '-i br0 -p tcp -m tcp --dport 31000 -m comment --comment container_id: a.b -j RETURN',
      '-p tcp -m tcp --dport 31000 -m comment --comment container_id: a.b -j DNAT --to-destination 10.0.0.2:80',
      '-i br0 -p udp -m udp --dport 31001 -m comment --comment container_id: a.b -j RETURN',
      '-p udp -m udp --dport 31001 -m comment --comment container_id: a.b -j DNAT --to-destination 10.0.0.2:53',
    ]))

  it('are reached from outside and from the host itself', () =>
    expect(chainRules('C').jumps.map(([from]) => from)).toEqual(['PREROUTING', 'OUTPUT']))

  it('are found again by their mark, and no other', () =>
    expect(
      deletions(
        [
          '-N C',
          '-A C -p tcp -m tcp --dport 1 -m comment --comment "container_id: a" -j DNAT --to-destination 10.0.0.2:80',
          '-A C -p tcp -m comment --comment "container_id: a.b" -j RETURN',
          '-A C -p tcp -m comment --comment "say \\"container_id: a\\"" -j RETURN',
        ].join('\n'),
        'a',
      ),
    ).toEqual([
      [
        '-D',
        'C',
        '-p',
        'tcp',
        '-m',
        'tcp',
        '--dport',
        '1',
        '-m',
        'comment',
        '--comment',
        'container_id: a',
        '-j',
        'DNAT',
        '--to-destination',
        '10.0.0.2:80',
      ],
    ]))

  it.each([
    [[{ host_port: 0, container_port: 80 }], '0 is no port'],
    [[{ host_port: 1, container_port: 70_000 }], '70000 is no port'],
    [[{ host_port: 1, container_port: 2, protocol: 'tcp -j ACCEPT' }], 'none of'],
  ])('are not made of %j', (given, says) => expect(mappingProblem(given)).toContain(says))
})
