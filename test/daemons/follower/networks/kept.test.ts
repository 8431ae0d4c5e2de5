import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type NetworkConfig, parseConfig } from '../../../../src/daemons/follower/networks/config.ts'
import { findConfig } from '../../../../src/daemons/follower/networks/find-config.ts'
import {
  keepConfig,
  keepResult,
  keptNetworks,
  readNetworkInfos,
} from '../../../../src/daemons/follower/networks/kept.ts'
import { parseResult } from '../../../../src/daemons/follower/networks/result.ts'
import { runPlugin } from '../../../../src/daemons/follower/networks/run-plugin.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'mantl-networks-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = (json: object) => parseConfig(JSON.stringify(json)) as NetworkConfig
const single = config({ name: 'a', cniVersion: '0.3.1', type: 'bridge', args: { mine: 1 } })
const chain = config({ name: 'b', cniVersion: '1.0.0', plugins: [{ type: 'ptp' }, { type: 'portmap' }] })
const network = (name: string, index: number) => ({ name, interface: `eth${index}`, info: { name, groups: ['g'] } })
const result = (printed: object) =>
  parseResult(JSON.stringify(printed)) as Extract<ReturnType<typeof parseResult>, { raw: object }>

describe('what lies on disk of the networks of a container', () => {
  it('is read back as it was, in the order of joining', () => {
    keepConfig(folder, network('b', 0), chain)
    keepConfig(folder, network('a', 10), single)
    keepConfig(folder, network('c', 2), { ...single, name: 'c', plugins: [{ ...single.plugins[0]!, name: 'c' }] })
    keepResult(folder, network('b', 0), result({ ips: [{ address: '10.0.0.2/24' }] }))
    const kept = keptNetworks(folder)
    expect(kept.map(one => one.interface)).toEqual(['eth0', 'eth2', 'eth10'])
    expect(kept[0]).toMatchObject({
      info: { name: 'b', groups: ['g'] },
      result: { addresses: [{ address: '10.0.0.2' }] },
    })
    expect(kept[0]!.config.plugins.map(({ type }) => type)).toEqual(['ptp', 'portmap'])
    expect(kept[2]!.config).toEqual(single)
    expect(kept[2]!.result).toBeUndefined()
  })

  it('becomes the container’s status, as far as it has joined', () => {
    expect(readNetworkInfos(folder)).toBeUndefined()
    keepConfig(folder, network('a', 0), single)
    expect(readNetworkInfos(folder)).toBeUndefined()
    keepResult(folder, network('a', 0), result({ ip4: { ip: '10.0.0.2/24' } }))
    expect(readNetworkInfos(folder)).toEqual([
      { name: 'a', groups: ['g'], ip_addresses: [{ protocol: 'IPv4', ip_address: '10.0.0.2' }] },
    ])
  })

  it('is nothing where it was only begun, or is garbage', () => {
    mkdirSync(join(folder, 'a/eth0'), { recursive: true })
    expect(keptNetworks(folder)).toEqual([])
    writeFileSync(join(folder, 'a/network.conf'), '{"name":')
    expect(keptNetworks(folder)).toEqual([])
    expect(keptNetworks(join(folder, 'missing'))).toEqual([])
  })
})

describe('networks and plugins that are looked for', () => {
  const plugin = (name: string, script: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const configs = () => join(folder, 'configs')
  beforeEach(() => mkdirSync(configs()))

  it('are found anew each time, the first file first', () => {
    plugin('one', 'exit 0')
    expect(() => findConfig(configs(), [folder], 'n')).toThrow("there is no network 'n'")
    writeFileSync(join(configs(), '20.conf'), JSON.stringify({ name: 'n', type: 'one', second: true }))
    writeFileSync(join(configs(), '10.conf'), JSON.stringify({ name: 'n', type: 'one' }))
    writeFileSync(join(configs(), '00.conf'), '{')
    expect(findConfig(configs(), [folder], 'n').plugins).toEqual([{ name: 'n', type: 'one' }])
    expect(() => findConfig(configs(), [folder], 'm')).toThrow(/ignored are 00\.conf: it is no JSON/)
  })

  it('need their programs', () => {
    writeFileSync(join(configs(), 'n.conf'), JSON.stringify({ name: 'n', type: 'none' }))
    expect(() => findConfig(configs(), [folder], 'n')).toThrow("the network plugin 'none' is not in")
    expect(() => findConfig(join(folder, 'missing'), [folder], 'n')).toThrow("can't be read")
  })

  const call = (timeoutMillis = 60_000) => ({
    command: 'ADD' as const,
    containerId: 'c',
    namespace: '/ns',
    interface: 'eth0',
    pluginFolders: [folder],
    timeoutMillis,
  })

  it('are told what to do as CNI has it', async () => {
    plugin('echoes', 'echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_NETNS $CNI_IFNAME $CNI_PATH"; cat')
    expect(await runPlugin(call(), 'echoes', { a: 1 })).toBe(`ADD c /ns eth0 ${folder}\n{"a":1}`)
  })

  it('are heard when they fail, and waited for only so long', async () => {
    plugin('fails', 'echo "{\\"code\\":1,\\"msg\\":\\"full\\"}"; exit 1')
    await expect(runPlugin(call(), 'fails', {})).rejects.toThrow("the network plugin 'fails' failed (ADD): full")
    plugin('hangs', `sleep 1000 & echo $! >${folder}/pid; wait`)
    await expect(runPlugin(call(300), 'hangs', {})).rejects.toThrow('it takes longer than 0.3 s')
    // Whoever it has started has ended with it, if it came so far.
    const pid = existsSync(join(folder, 'pid')) ? readFileSync(join(folder, 'pid'), 'utf8').trim() : ''
    if (pid !== '') await expect.poll(() => runs(pid), { timeout: 60_000 }).toBe(false)
  })
})

const runs = (pid: string): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
