import type { Link } from '../model/change.ts'
import type { Apply } from './context.ts'
import { runScript } from './run-script.ts'

/** Made beside and renamed over: no moment without a link. */
export const link: Apply<Link> = async ({ path, target }, context) => {
  await runScript(context, script, [path, target])
}

const script = `if [ ! -L "$1" ]; then made path "$1"; fi
ln -sfn -- "$2" "$1.new"
mv -T -- "$1.new" "$1"`
