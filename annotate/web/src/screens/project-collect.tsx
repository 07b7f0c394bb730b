// How the codings reach another program, as lines to copy.
import { useRef } from 'preact/hooks'
import { pages } from '../strings'
import { CopyButton } from './shared/parts'

const words = pages.collect

export function snippet(server: string, project: number): string {
  return `from label_studio_sdk import LabelStudio

client = LabelStudio(base_url="${server}", api_key="YOUR_TOKEN")

for task in client.tasks.list(project=${project}, fields="all"):
    for annotation in task.annotations:
        print(task.id, annotation["id"], annotation["result"])
`
}

export function command(server: string, project: number): string {
  return `LABEL_STUDIO_API_KEY=YOUR_TOKEN annotate collect --url ${server} --project ${project} --out collected`
}

function Lines({ label, text, wrap = false }: { label: string; text: string; wrap?: boolean }) {
  const box = useRef<HTMLPreElement>(null)
  return (
    <div class="lines">
      <div class="lines-head"><h3>{label}</h3><CopyButton value={text} field={() => box.current} /></div>
      <pre ref={box} class={wrap ? 'wrapped' : undefined} tabIndex={0} role="group" aria-label={label}><code>{text}</code></pre>
    </div>
  )
}

export function Collect({ project }: { project: number }) {
  return (
    <section class="panel home-full" aria-labelledby="h-collect">
      <div class="section-head"><h2 id="h-collect">{words.title}</h2><p class="wide-only">{words.say}</p><span class="head-do"><a class="btn btn-link" href="/api/docs">{words.reference}</a><a class="btn btn-link" href="/account">{words.token}</a></span></div>
      <div class="collect">
        <Lines label={words.python} text={snippet(location.origin, project)} />
        <Lines label={words.shell} text={command(location.origin, project)} wrap />
      </div>
    </section>
  )
}
