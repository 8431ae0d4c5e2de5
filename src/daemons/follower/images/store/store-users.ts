import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A name for the follower with this --work_dir. */
export const agentName = (workDir: string): string => createHash('sha256').update(workDir).digest('hex').slice(0, 16)

/** Several followers of one machine may have one store: each says here where its containers are. */
export const joinStore = (folder: string, workDir: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, agentName(workDir)), workDir)
}

/** The work folders of all others. */
export const otherUsers = (folder: string, workDir: string): readonly string[] =>
  readdirSync(folder)
    .filter(name => name !== agentName(workDir))
    .map(name => readFileSync(join(folder, name), 'utf8'))
