import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProcess } from '../../../../src/daemons/follower/linux/processes.ts'
import { signalFirst } from '../../../../src/daemons/follower/linux/signal-first.ts'

let folder: string
let child: ChildProcess
let said: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-signal-'))
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A shell under another name, which says when it gets SIGTERM, and becomes another program when it is told. */
const start = async (name: string) => {
  copyFileSync(realpathSync('/bin/sh'), join(folder, name))
  said = ''
  child = spawn(join(folder, name), ['-c', 'trap "echo early" TERM; echo ready; read go; exec sleep 1000'])
  child.stdout!.setEncoding('utf8').on('data', text => (said += text))
  await once(child.stdout!, 'data')
  return { pid: child.pid!, startTime: readProcess(child.pid!)!.startTime }
}

describe('a signal for a first process', () => {
  it('waits until crun has become the program', async () => {
    const first = await start('crun')
    const ended = once(child, 'exit')
    signalFirst(first, 'SIGTERM')
    child.stdin!.write('go\n')
    expect([await ended, said]).toEqual([[null, 'SIGTERM'], 'ready\n'])
  })
  it('waits for nobody else', async () => {
    const first = await start('other')
    const heard = once(child.stdout!, 'data')
    signalFirst(first, 'SIGTERM')
    await heard
    expect(said).toBe('ready\nearly\n')
  })
  it('does not wait where it ends everybody', async () => {
    const first = await start('crun')
    const ended = once(child, 'exit')
    signalFirst(first, 'SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
  })
})
