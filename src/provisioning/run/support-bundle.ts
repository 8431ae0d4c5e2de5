import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { MantlError, reasonOf } from '../../errors.ts'
import type { Secret } from '../../inventory/secret.ts'
import { supportTexts } from '../facts/host/support-texts.ts'
import { connect } from '../phases/connect.ts'
import { type HostReport, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface SupportBundle {
  readonly files: number
  readonly looked: readonly HostReport[]
}

/**
 * Collects what a helper wants to see of the selected hosts, and `more` (by file name), in one archive of its owner's. Every secret of the
 * inventory is blotted out wherever it stands. Throws `support.unwritable`.
 */
export const writeSupportBundle = async (
  { cluster, selected }: Prepared,
  more: Readonly<Record<string, string>>,
  archive: string,
  options: Pick<ObserveOptions, 'forks' | 'open' | 'signal' | 'listener'>,
): Promise<SupportBundle> => {
  const { found, failures } = await lookAtAll(selected, options, async host => {
    const { connection, layout, surroundings } = await connect(host, options.open)
    try {
      const question = { layout, manager: surroundings.unitManager }
      return {
        host: host.name,
        texts: supportTexts.read(await connection.run(supportTexts.command(question)), question),
      }
    } finally {
      await connection.close()
    }
  })
  const files = new Map(Object.entries(more))
  for (const { host, texts } of found) for (const [name, text] of texts) files.set(`hosts/${host}/${name}`, text)
  for (const [host, error] of failures) files.set(`hosts/${host}/unreachable`, `${error.code}: ${error.message}\n`)
  const secrets = secretsOf(cluster)
  await pack(new Map([...files].map(([name, text]) => [name, blotted(text, secrets)])), archive)
  const names = selected.map(({ name }) => name)
  return { files: files.size, looked: reportsOf(names, failures, new Map()) }
}

const secretsOf = ({ hosts }: Prepared['cluster']): readonly string[] => {
  const all = hosts.flatMap(({ vars }): (Secret | undefined)[] => [
    vars.mesos_follower_secret,
    vars.zk_mesos_user_secret,
    vars.zk_super_user_secret,
    vars.connection.password,
    vars.connection.become.password,
    ...vars.mesos_credentials.map(({ secret }) => secret),
  ])
  return [...new Set(all.flatMap(secret => (secret === undefined ? [] : [secret.reveal()])))].sort(
    (a, b) => b.length - a.length,
  )
}

const blotted = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text)

const pack = async (files: ReadonlyMap<string, string>, archive: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'mantl-support-'))
  try {
    for (const [name, text] of files) {
      const path = join(folder, 'mantl-support', name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    await writeFile(archive, '', { mode: 0o600, flag: 'wx' })
    await promisify(execFile)('tar', ['-czf', archive, '-C', folder, 'mantl-support'])
  } catch (cause) {
    throw new MantlError('support.unwritable', `${archive} cannot be written: ${reasonOf(cause)}`, { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
