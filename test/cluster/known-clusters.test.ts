import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { leaderOptions } from '../../src/cluster/cluster-flags.ts'
import { forgetCluster, knownClusters, rememberCluster } from '../../src/cluster/known-clusters.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-known-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const laptop = { inventory: '/laptop.yml', name: 'mantl', leaders: ['127.0.0.1:5050'] }
const cluster = { inventory: '/cluster.yml', name: 'blue', leaders: ['10.0.0.1:5050', '10.0.0.2:5050'] }

it('the cluster provisioned last comes first, each once', async () => {
  expect(await knownClusters()).toEqual([])
  await rememberCluster(laptop)
  await rememberCluster(cluster)
  await rememberCluster({ ...laptop, name: 'renamed' })
  expect(await knownClusters()).toEqual([{ ...laptop, name: 'renamed' }, cluster])
  await forgetCluster('/laptop.yml')
  await forgetCluster('/never-there.yml')
  expect(await knownClusters()).toEqual([cluster])
  expect(statSync(join(folder, 'mantl-clusters/clusters.json')).mode & 0o777).toBe(0o600)
  await forgetCluster('/cluster.yml')
  expect(existsSync(join(folder, 'mantl-clusters'))).toBe(false)
})

it.each([
  ['no JSON', '{'],
  ['no list', '{"inventory":"/x"}'],
  ['entries of another kind', JSON.stringify([{ inventory: 1 }, null, { ...laptop, leaders: 'x' }])],
])('a file that holds %s is none of ours', async (_, text) => {
  mkdirSync(join(folder, 'mantl-clusters'))
  writeFileSync(join(folder, 'mantl-clusters/clusters.json'), text)
  expect(await knownClusters()).toEqual([])
})

it('commands speak to --master, else to the cluster provisioned last, else to this machine', async () => {
  expect(await leaderOptions({})).toEqual({ candidates: ['127.0.0.1:5050'] })
  await rememberCluster(cluster)
  expect(await leaderOptions({})).toEqual({ candidates: cluster.leaders })
  expect(await leaderOptions({ master: '10.9.9.9:1,10.9.9.8:2' })).toEqual({ candidates: ['10.9.9.9:1', '10.9.9.8:2'] })
  expect(await leaderOptions({ master: 'http://10.9.9.9:1/' })).toEqual({ candidates: ['10.9.9.9:1'] })
})

it.each(['10.0.0.1', 'https://10.0.0.1:5050', ':5050', '10.0.0.1:port', '10.0.0.1:5050,'])(
  '--master %s is refused',
  async master => {
    await expect(leaderOptions({ master })).rejects.toMatchObject({ code: 'usage.master' })
  },
)

it('a secret is one line of a file', async () => {
  const file = join(folder, 'secret')
  const secret = async (text: string) => {
    writeFileSync(file, text)
    return (await leaderOptions({ principal: 'ops', 'secret-file': file })).login
  }
  expect(await secret('s3cret\n')).toEqual({ principal: 'ops', secret: 's3cret' })
  for (const wrong of ['', '\n', 'a\nb\n'])
    await expect(secret(wrong)).rejects.toMatchObject({ code: 'usage.secret_file' })
  rmSync(file)
  await expect(leaderOptions({ principal: 'ops', 'secret-file': file })).rejects.toMatchObject({
    code: 'usage.secret_file',
  })
})
