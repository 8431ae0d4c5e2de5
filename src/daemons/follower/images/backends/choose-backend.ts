import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import { runProgram } from '../layers/run-program.ts'
import type { Backend } from './backend.ts'

/** The arguments: where layers lie, where containers write. A whiteout must hide, and a file be written. */
const trial = `
set -e
layers=$1 containers=$2
mkdir "$layers/0" "$layers/1" "$containers/upper" "$containers/work" "$containers/merged"
echo >"$layers/0/hidden"
mknod "$layers/1/hidden" c 0 0
cd "$containers"
ln -s "$layers/0" 0
ln -s "$layers/1" 1
mount -t overlay overlay -o lowerdir=1:0,upperdir=upper,workdir=work "$containers/merged"
[ ! -e "$containers/merged/hidden" ]
echo >"$containers/merged/written"
`

/**
 * The backend that --image_provisioner_backend asks for; unset: overlay where the kernel and both file systems can do it. They can't
 * where --work_dir itself lies on an overlay, as in many containers. Throws MantlError follower.isolation.
 */
export const chooseBackend = async (
  flag: string | undefined,
  places: { readonly store: string; readonly workDir: string },
  log: Logger,
): Promise<Backend> => {
  if (flag === 'copy') return 'copy'
  const why = await overlayProblem(places.store, places.workDir)
  if (why === undefined) return 'overlay'
  if (flag === 'overlay') {
    throw new MantlError(
      'follower.isolation',
      `--image_provisioner_backend=overlay: it can't be mounted here: ${why}`,
      {
        hint: 'use copy, or put --work_dir and --docker_store_dir on a disk of their own',
      },
    )
  }
  log.warning('images are copied for each container, since overlay can not be mounted here', { why })
  return 'copy'
}

const overlayProblem = async (store: string, workDir: string): Promise<string | undefined> => {
  const made: string[] = []
  const make = (parent: string) => {
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    made.push(mkdtempSync(join(parent, '.overlay-')))
    return made.at(-1) as string
  }
  try {
    const args = [make(store), make(join(workDir, 'provisioner'))]
    await runProgram(['unshare', '--mount', '--propagation', 'private', '--', '/bin/sh', '-c', trial, 'trial', ...args])
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  }
}
