import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { chown, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { SpecUser } from '../containerizer/launch-spec.ts'
import type { FetchItem } from './plan.ts'

export interface ExtractOptions {
  readonly user?: SpecUser
}

/** Unpacks beside the archive, which stays. Programs run as the task's user: an archive is somebody else's word. */
export const extract = async (
  kind: NonNullable<FetchItem['extract']>,
  archive: string,
  options: ExtractOptions,
): Promise<void> => {
  if (kind === 'gzip') return gunzip(archive, options.user)
  const folder = dirname(archive)
  if (kind === 'tar') return run('tar', ['-x', '--no-same-owner', '-C', folder, '-f', archive], options.user)
  return run('unzip', ['-o', '-q', '-d', folder, archive], options.user)
}

const gunzip = async (archive: string, user: SpecUser | undefined): Promise<void> => {
  const target = archive.replace(/\.gz$/, '')
  await rm(target, { force: true })
  await pipeline(createReadStream(archive), createGunzip(), createWriteStream(target, { flags: 'wx' }))
  if (user) await chown(target, user.uid, user.gid)
}

const keptErrorText = 2_000

const run = (program: string, args: readonly string[], user: SpecUser | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', text => (said = (said + text).slice(0, keptErrorText)))
    child.on('error', error => reject(new Error(`${program} can't be run: ${error.message}`)))
    child.on('close', code => {
      if (code === 0) return resolve()
      reject(new Error(`${program} failed: ${said.trim() || `exit status ${code}`}`))
    })
  })
