import { MantlError } from '../../../errors.ts'
import { parentOf, rootOf } from '../container-id.ts'
import type { LaunchOrder } from '../effects.ts'
import { createCgroups } from '../linux/cgroups.ts'
import { findUser } from '../linux/users.ts'
import { type Box, type BoxFacts, factsText } from './box.ts'
import type { Container, ProvisionedImage } from './container.ts'
import type { Inner } from './inner.ts'
import type { LaunchSpec } from './launch-spec.ts'
import { bundleOf, isolate, joining, orderedProcess } from './make-spec.ts'
import { isolatorOf } from './preparations/isolator-of.ts'
import { keptText, prepare } from './preparations/prepare.ts'
import { makeSandbox, type SandboxPlace, sandboxExists, sandboxPlace } from './sandbox.ts'

/**
 * The steps of a launch, each over before the next begins; between them the container may have been cancelled, and nothing more happens.
 * What must be undone is on disk before it is done. Throws MantlError: the framework is told its message.
 */
export const startContainer = async (inner: Inner, box: Box, order: LaunchOrder): Promise<void> => {
  const joined = parentFacts(inner, order)
  const place = sandboxPlace(order.directory, inner.boxes.get(rootOf(box.id))?.facts?.container.directory)
  const user = order.user === undefined ? undefined : findUser(order.user)
  if (order.kind !== 'debug' || !sandboxExists(place)) {
    await inner.pacing.paced(() => makeSandbox(inner.disk, place, user, order.kind === 'executor'))
  }
  const images = await provision(inner, box, order)
  if (box.cancelled) return
  const container: Container = { ...describe(inner, order), ...(user ? { user } : {}), ...images }
  const spec = specOf(inner, container, order, joined)
  box.progress = 'PREPARING'
  await inner.pacing.paced(() => reserve(inner, box, container, spec, joined))
  await prepareAll(inner, box, spec)
  if (!box.cancelled) await fetch(inner, box, order, container, place)
  if (box.cancelled) return
  box.progress = 'ISOLATING'
  await inner.pending.during('launcher::fork', box.id, async () => {
    await takeStart(inner, box)
    if (box.cancelled) return
    const joins = inner.cgroups ? await createCgroups(inner.cgroups, spec) : []
    if (!box.cancelled) await inner.pacing.paced(() => start(inner, box, order, spec, place, joins))
  })
}

/** Those that hang are not to keep all others from starting. */
const longestStartMillis = 10_000

/** Freed when its shim has said what became of it, or the launch has failed. */
const takeStart = async ({ starts, clock }: Inner, box: Box): Promise<void> => {
  await starts.take()
  const stopWaiting = clock.after(longestStartMillis, () => box.freeStart?.())
  box.freeStart = () => {
    delete box.freeStart
    stopWaiting()
    starts.free()
  }
}

/** What those that join it need of the container around. */
const parentFacts = ({ boxes }: Inner, { containerId, kind }: LaunchOrder): BoxFacts | undefined => {
  const parent = parentOf(containerId)
  if (parent === undefined) return undefined
  const box = boxes.get(parent)
  if (box?.process === undefined || box.destroying || box.facts === undefined) {
    throw new MantlError('follower.launch', `its parent container '${parent}' does not run`)
  }
  return kind === 'debug' ? box.facts : undefined
}

/** The container as isolators see it, with all that are around it. */
const describe = (inner: Inner, order: LaunchOrder): Container => {
  const parent = parentOf(order.containerId)
  return {
    id: order.containerId,
    kind: order.kind,
    ...(order.task ? { task: true } : {}),
    ...(parent === undefined ? {} : { parent: inner.containerOf(parent) }),
    command: order.command,
    ...(order.container ? { info: order.container } : {}),
    directory: order.directory,
    resources: order.resources,
  }
}

const provision = async (
  { provisioner, pending }: Inner,
  box: Box,
  { containerId, container, kind }: LaunchOrder,
): Promise<Pick<Container, 'image' | 'volumeImages'>> => {
  const image = container?.mesos?.image
  const volumes = (container?.volumes ?? []).flatMap(({ image: of }, index) => (of ? [[index, of] as const] : []))
  if (kind === 'debug' || (image === undefined && volumes.length === 0)) return {}
  if (provisioner === undefined)
    throw new MantlError('follower.launch', 'it asks for an image, and --image_providers is empty')
  box.progress = 'PROVISIONING'
  return pending.during('provisioner::provision', containerId, async () => {
    const volumeImages = new Map<number, ProvisionedImage>()
    const own = image && (await provisioner.provision(image, containerId))
    for (const [index, of] of volumes) volumeImages.set(index, await provisioner.provision(of, containerId))
    return { ...(own ? { image: own } : {}), ...(volumes.length > 0 ? { volumeImages } : {}) }
  })
}

const specOf = (inner: Inner, container: Container, order: LaunchOrder, joined: BoxFacts | undefined): LaunchSpec => {
  const process = orderedProcess(order, container, joined)
  const spec = isolate(
    container,
    process,
    inner.isolators,
    inner.settings,
    inner.cgroups?.roots.has('freezer') ?? false,
  )
  return joined ? joining(spec, joined) : spec
}

/** From then on a follower that comes back knows what there is to undo. */
const reserve = (
  inner: Inner,
  box: Box,
  container: Container,
  spec: LaunchSpec,
  joined: BoxFacts | undefined,
): Promise<void> => {
  const { parent: _, pid: __, volumeImages: ___, ...kept } = container
  const { cwd, additionalGids, capabilities, noNewPrivileges } = spec.process
  const bundle = bundleOf(container, spec, joined)
  box.facts = {
    container: { ...kept, command: {} },
    ...(bundle === undefined ? {} : { bundle }),
    process: {
      cwd,
      ...(additionalGids ? { additionalGids } : {}),
      ...(capabilities ? { capabilities } : {}),
      ...(noNewPrivileges ? { noNewPrivileges } : {}),
    },
  }
  const { preparations = [] } = spec
  if (preparations.length === 0) box.unprepared = true
  const undo = preparations.length === 0 ? undefined : keptText(inner.preparers, preparations)
  return inner.launcher.reserve(box.id, factsText(box.facts), undo)
}

const prepareAll = async (inner: Inner, box: Box, { preparations = [] }: LaunchSpec): Promise<void> => {
  for (const one of preparations) {
    if (box.cancelled) return
    await inner.pending.during(`${isolatorOf(one)}::prepare`, box.id, () => prepare(inner.preparers, one))
  }
}

const fetch = async (
  inner: Inner,
  box: Box,
  { command }: LaunchOrder,
  { user }: Container,
  sandbox: SandboxPlace,
): Promise<void> => {
  const uris = command.uris ?? []
  if (uris.length === 0) return
  box.progress = 'FETCHING'
  const failure = await inner.pending.during('fetcher::fetch', box.id, () =>
    inner.fetcher.fetch(box.id, uris, { sandbox, user }),
  )
  inner.count(`containerizer/fetcher/task_fetches_${failure === undefined ? 'succeeded' : 'failed'}`)
  if (failure === undefined) return
  throw new MantlError('follower.fetch', `Failed to fetch all URIs for container '${box.id}': ${failure}`)
}

const start = async (
  { launcher, streams }: Inner,
  box: Box,
  order: LaunchOrder,
  spec: LaunchSpec,
  sandbox: SandboxPlace,
  joins: readonly string[],
): Promise<void> => {
  const inside = box.facts?.bundle === box.id ? undefined : box.facts?.bundle
  const given = order.io && streams ? await streams.open(box.id, order.io) : undefined
  await launcher.launch({
    key: box.id,
    spec,
    sandbox,
    writes: [
      ...joins.map(path => ({ path, value: '0' })),
      ...(spec.process.oomScoreAdj === undefined
        ? []
        : [{ path: '/proc/self/oom_score_adj', value: String(spec.process.oomScoreAdj) }]),
    ],
    ...(inside === undefined ? {} : { inside }),
    ...(given ? { streams: given } : {}),
    ...(order.output ? { output: order.output } : {}),
  })
  box.progress = 'RUNNING'
}
