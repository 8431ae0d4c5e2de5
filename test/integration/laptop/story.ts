import { expect, it } from 'vitest'
import { jsonResult } from '../../support/json-result.ts'
import type { Laptop, Unit } from './laptop.ts'

/** What holds on every laptop, whoever works there and whatever keeps the daemons running. Told in this order. */

export const comesUp = (laptop: () => Laptop): void => {
  it('one command brings a leader and a follower up, and says what to try next', async () => {
    const run = await laptop().provision()
    expect(run.exitCode, run.stderr).toBe(0)
    expect(run.stdout).toMatch(/leader: http:\/\/127\.0\.0\.1:\d+/)
    expect(run.stdout).toContain('npx mantl run --name hello')
    expect(run.stdout).toContain('npx mantl status')
  })
  it('a task runs: its output and its exit code come back', async () => {
    const run = await laptop().mantl('run', '--name', 'hello', '--', 'echo hi; echo oh >&2; exit 3')
    expect([run.exitCode, run.stdout]).toEqual([3, 'hi\n'])
    expect(run.stderr).toMatch(/^oh$/m)
  })
  it('status shows both', async () => {
    const { leaders, followers } = await laptop().status()
    expect(leaders.map(({ role }) => role)).toEqual(['leading'])
    expect(followers.map(({ active }) => active)).toEqual([true])
  })
  it('provisioning again changes nothing', async () => {
    const pids = await daemonsOf(laptop())
    const run = await laptop().provision()
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining('nothing changed')])
    expect(await daemonsOf(laptop())).toEqual(pids)
  })
}

const daemonsOf = (laptop: Laptop) =>
  Promise.all((['mantl-leader', 'mantl-follower'] as const).map(unit => laptop.pidOf(unit)))

export const survives = (laptop: () => Laptop): void => {
  it.each<Unit>(['mantl-leader', 'mantl-follower'])(
    'kill -9 of %s: restarted, and the task goes on to its end',
    async unit => {
      const agents = (await laptop().status()).followers.map(({ id }) => id)
      const task = await laptop().startTask(`outlives-${unit}`)
      const pid = await laptop().pidOf(unit)
      await laptop().sh('kill -9 "$1"', String(pid))
      await laptop().restarted(unit, pid)
      const run = await task.finish()
      expect([run.exitCode, run.stdout], run.stderr).toEqual([7, 'began\nover\n'])
      expect((await laptop().status()).followers.map(({ id }) => id)).toEqual(agents)
    },
  )
}

export const goesAway = (laptop: () => Laptop, before: () => readonly string[]): void => {
  it('destroy stops and removes all that it made, running tasks too, and nothing else', async () => {
    const mine = `${laptop().place.shared}/mine`
    await laptop().sh('echo "not yours" > "$1"', mine)
    await laptop().leaveTask('left-alone')
    const run = await laptop().mantl('destroy', laptop().place.inventory, '--yes')
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, expect.stringContaining('removed')])
    await expect.poll(laptop().place.processes, { timeout: 100_000, interval: 200 }).toEqual([])
    const after = await laptop().place.files()
    const added = missingFrom(before(), after).filter(path => !isAbove(path, mine))
    expect({ gone: missingFrom(after, before()), added }).toEqual({ gone: [], added: [mine] })
    expect((await laptop().sh('cat "$1"; rm "$1"', mine)).stdout).toBe('not yours\n')
  })
  it('and destroying again finds nothing', async () => {
    const run = await laptop().mantl('destroy', laptop().place.inventory, '--yes')
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining('nothing of mantl is there')])
    const again = await laptop().mantl('destroy', laptop().place.inventory, '--yes', '--json')
    expect(jsonResult('destroy', again)).toMatchObject({ changes: 0 })
  })
}

const isAbove = (path: string, file: string) => file.startsWith(`${path}/`)
const missingFrom = (list: readonly string[], of: readonly string[]) => of.filter(path => !list.includes(path))
