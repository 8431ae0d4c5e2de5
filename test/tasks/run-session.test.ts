import { describe, expect, it } from 'vitest'
import { onEvent, onSilence, subscribeCall } from '../../src/tasks/run-session.ts'
import { newSession, offers, play, subscribed, update } from './session-script.ts'

const large = { cpus: 4, mem: 512 }

describe('a run, event by event', () => {
  it('launches, acknowledges each update, and ends with the task', () => {
    const session = newSession()
    expect(
      play(session, [
        subscribed,
        offers(large),
        update('hello.x', 'TASK_RUNNING'),
        update('hello.x', 'TASK_FAILED', { message: 'Command exited with status 3' }),
      ]),
    ).toEqual([
      '> SUBSCRIBED',
      '> OFFERS',
      'call ACCEPT O1 LAUNCH hello hello.x A1 cpus SCALAR 1 mem SCALAR 64 echo hi',
      'launched hello.x on 10.0.0.1:5051',
      'call SUPPRESS',
      '> UPDATE',
      'call ACKNOWLEDGE A1 hello.x uuid-of-TASK_RUNNING',
      'state hello.x TASK_RUNNING',
      '> UPDATE',
      'call ACKNOWLEDGE A1 hello.x uuid-of-TASK_FAILED',
      'state hello.x TASK_FAILED',
      'finished',
    ])
    expect(session.tasks.get('hello.x')).toMatchObject({ exitCode: 3, message: 'Command exited with status 3' })
  })

  it.each([
    ['alone', [], { shell: false }],
    [
      'with a program',
      ['cat', '/etc/os-release'],
      { shell: false, value: 'cat', arguments: ['cat', '/etc/os-release'] },
    ],
    ['with a text for the shell', 'ls /', { shell: true, value: 'ls /' }],
  ])('asks for an image, %s', (_, command, said) => {
    const session = newSession({ image: 'alpine:3', command })
    onEvent(session, subscribed)
    const [accept] = onEvent(session, offers(large)).flatMap(action => (action.kind === 'call' ? [action.call] : []))
    expect(accept?.accept?.operations?.[0]?.launch?.task_infos?.[0]).toMatchObject({
      command: said,
      container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'alpine:3' } } } },
    })
  })

  it('declines what is too small, and says how large the largest was', () => {
    expect(play(newSession({ mem: 600 }), [subscribed, offers({ cpus: 8, mem: 100 }, { cpus: 1, mem: 500 })])).toEqual([
      '> SUBSCRIBED',
      '> OFFERS',
      'call DECLINE O1',
      'call DECLINE O2',
      'waiting no offer is large enough for cpus 1 and mem 600: the largest has cpus 8, mem 500',
    ])
  })

  it('launches as many as fit, and the others from later offers', () => {
    const transcript = play(newSession({ count: 3 }), [subscribed, offers({ cpus: 2, mem: 512 }), offers(large)])
    expect(transcript.filter(line => !line.startsWith('call ACCEPT'))).toEqual([
      '> SUBSCRIBED',
      '> OFFERS',
      'launched hello-1.x on 10.0.0.1:5051',
      'launched hello-2.x on 10.0.0.1:5051',
      'waiting 1 of 3 tasks wait for room',
      '> OFFERS',
      'launched hello-3.x on 10.0.0.1:5051',
      'call SUPPRESS',
    ])
  })

  it('ends with the last of several', () => {
    const session = newSession({ count: 2 })
    play(session, [subscribed, offers(large)])
    expect(play(session, [update('hello-1.x', 'TASK_FINISHED')])).not.toContain('finished')
    expect(play(session, [update('hello-2.x', 'TASK_LOST')])).toContain('finished')
  })

  it('waits for the follower’s own word on the end when a new leader only knows that it ended', () => {
    const session = newSession()
    const told = { uuid: undefined, reason: 'REASON_RECONCILIATION', message: 'Reconciliation: Latest task state' }
    play(session, [subscribed, offers(large), update('hello.x', 'TASK_RUNNING')])
    expect(play(session, [update('hello.x', 'TASK_FAILED', told)])).toEqual(['> UPDATE'])
    play(session, [update('hello.x', 'TASK_FAILED', { message: 'Command exited with status 7' })])
    expect(session.tasks.get('hello.x')).toMatchObject({ state: 'TASK_FAILED', exitCode: 7 })
  })

  it('asks a new leader what happened meanwhile', () => {
    const session = newSession()
    play(session, [subscribed, offers(large), update('hello.x', 'TASK_RUNNING')])
    expect(subscribeCall(session)).toMatchObject({
      framework_id: { value: 'F' },
      subscribe: { framework_info: { id: { value: 'F' } } },
    })
    expect(play(session, [subscribed])).toEqual(['> SUBSCRIBED', 'call RECONCILE hello.x A1'])
    expect(play(session, [update('hello.x', 'TASK_FINISHED', { uuid: undefined })])).toEqual([
      '> UPDATE',
      'state hello.x TASK_FINISHED',
      'finished',
    ])
  })

  it('ends when the new leader knows nothing of the task', () => {
    const session = newSession()
    play(session, [subscribed, offers(large), subscribed])
    expect(play(session, [update('hello.x', 'TASK_UNKNOWN', { uuid: undefined })])).toContain('finished')
    expect(session.tasks.get('hello.x')?.exitCode).toBe(1)
  })

  it('kills what runs, gives up what waits, and says it again to a new leader', () => {
    const session = newSession({ count: 2 })
    expect(play(session, [subscribed, offers({ cpus: 1, mem: 64 }), 'kill', subscribed]).slice(5)).toEqual([
      '> kill',
      'call KILL hello-1.x A1',
      '> SUBSCRIBED',
      'call RECONCILE hello-1.x A1',
      'call KILL hello-1.x A1',
    ])
    expect(play(session, [offers(large)])).toEqual(['> OFFERS', 'call DECLINE O1', 'call SUPPRESS'])
    expect(play(session, [update('hello-1.x', 'TASK_KILLED')])).toContain('finished')
  })

  it('repeats a kill that nobody acted on, as a leader that does not know the task yet drops it', () => {
    const session = newSession()
    expect(play(session, [subscribed, offers(large), 'remind']).at(-1)).toBe('> remind')
    expect(play(session, ['kill', 'remind'])).toEqual([
      '> kill',
      'call KILL hello.x A1',
      '> remind',
      'call KILL hello.x A1',
    ])
    expect(play(session, [update('hello.x', 'TASK_KILLING'), 'remind']).at(-1)).toBe('> remind')
  })

  it('ends at once when it is interrupted before anything started', () => {
    expect(play(newSession(), [subscribed, 'kill'])).toEqual(['> SUBSCRIBED', '> kill', 'finished'])
  })

  it('hands an ERROR on', () => {
    expect(play(newSession(), [{ type: 'ERROR', error: { message: 'Framework has been removed' } }])).toEqual([
      '> ERROR',
      'error Framework has been removed',
    ])
  })

  it('acknowledges what is not its own, and shows nothing of it; an end is final', () => {
    const session = newSession()
    play(session, [subscribed, offers(large), update('hello.x', 'TASK_FINISHED')])
    expect(play(session, [update('other', 'TASK_RUNNING'), update('hello.x', 'TASK_RUNNING')])).toEqual([
      '> UPDATE',
      'call ACKNOWLEDGE A1 other uuid-of-TASK_RUNNING',
      '> UPDATE',
      'call ACKNOWLEDGE A1 hello.x uuid-of-TASK_RUNNING',
    ])
    expect(session.tasks.get('hello.x')?.state).toBe('TASK_FINISHED')
  })

  it('tells why nothing happens, as long as something waits', () => {
    const session = newSession()
    expect(onSilence(session)).toMatchObject([{ kind: 'waiting' }])
    play(session, [subscribed, offers(large)])
    expect(onSilence(session)).toEqual([])
  })

  it('outlives its command for a week when detached, a minute otherwise', () => {
    const timeout = (detach: boolean) =>
      subscribeCall(newSession({ detach })).subscribe?.framework_info.failover_timeout
    expect([timeout(true), timeout(false)]).toEqual([604_800, 60])
  })

  it('has its statuses acknowledged by the leader when detached, for nobody is there', () => {
    const labels = (detach: boolean) => subscribeCall(newSession({ detach })).subscribe?.framework_info.labels?.labels
    expect([labels(true)?.length, labels(false)]).toEqual([1, undefined])
  })
})
