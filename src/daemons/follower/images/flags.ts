import type { FlagSpec } from '../../../runtime/flag-spec.ts'

const noAppc = "appc's images are not supported; their project has ended"

/** The part of the follower's flags that images are about. */
export const imageFlags = [
  {
    name: 'image_providers',
    type: 'string',
    meaning: "DOCKER: containers may have images, Docker's and OCI's; none when absent",
  },
  {
    name: 'image_provisioner_backend',
    type: 'string',
    meaning: 'overlay (layers are shared) or copy; when absent overlay where it can be mounted',
  },
  {
    name: 'image_gc_config',
    type: 'json',
    meaning:
      'when images that nobody uses are removed: image_disk_headroom, image_disk_watch_interval, excluded_images',
  },
  {
    name: 'appc_simple_discovery_uri_prefix',
    type: 'string',
    default: 'http://',
    meaning: noAppc,
    refused: noAppc,
  },
  { name: 'appc_store_dir', type: 'string', meaning: noAppc, refused: noAppc },
  {
    name: 'docker_registry',
    type: 'path',
    default: 'https://registry-1.docker.io',
    meaning: 'where images come from that name no registry: a URL, or a folder of archives and OCI layouts',
  },
  {
    name: 'docker_store_dir',
    type: 'path',
    default: '/tmp/mesos/store/docker',
    meaning: 'layers that were pulled',
  },
  {
    name: 'docker_config',
    type: 'json',
    secret: true,
    meaning: 'credentials for registries: a docker config.json or its path',
  },
  {
    name: 'docker_ignore_runtime',
    type: 'boolean',
    default: 'false',
    meaning: "images' programs, arguments, environment and working folder do not count",
  },
] as const satisfies readonly FlagSpec[]
