// The guideline that coders read; managers change it together with the project's settings.
import { useState } from 'preact/hooks'
import { api } from '../lib/api'
import { common, pages } from '../strings'
import { Markdown } from './shared/markdown'
import { Submit, useForm } from './shared/form'
import { Refusal } from './shared/parts'
import { wrong } from './shared/password'
import { Coding, firstErrors, guidelineErrors, Naming, overlapErrors, Rules, rulesOf, ruleValues, shareErrors, titleErrors } from './shared/projectfields'
import type { Project } from './shared/types'

const words = pages.guideline

function Settings({ project, onDone }: { project: Project; onDone: (saved: boolean) => void }) {
  const form = useForm({ title: project.title, description: project.description, instructions: project.instructions, overlap: String(project.overlap), ...ruleValues(project.rules) })
  const { values } = form
  const submit = form.send(async () => {
    await api.patch(`/api/app/projects/${project.id}`, {
      title: values.title.trim(), description: values.description.trim(), instructions: values.instructions.trim(), overlap: Number(values.overlap),
      ...rulesOf(values),
    })
    onDone(true)
  }, () => wrong({
    title: titleErrors(values.title), instructions: guidelineErrors(values.instructions), overlap: overlapErrors(values.overlap), first: firstErrors(values.first),
    reliability: shareErrors(values.reliability), least: shareErrors(values.least),
  }))
  return (
    <form class="form settings" ref={form.ref} onSubmit={submit} noValidate>
      <Naming form={form} autofocus />
      <Coding form={form} />
      <Rules form={form} />
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{words.save}</Submit>
        <button type="button" class="btn" onClick={() => onDone(false)}>{common.cancel}</button>
      </div>
    </form>
  )
}

export function Guideline({ project, reload }: { project: Project; reload: () => void }) {
  const [editing, setEditing] = useState(false)
  const manages = project.role === 'manager'
  const done = (saved: boolean) => {
    setEditing(false)
    if (saved) reload()
  }
  return (
    <section class={`panel${editing || project.role === 'annotator' ? ' home-full' : ''}`} aria-labelledby="h-guideline">
      <div class="section-head">
        <h2 id="h-guideline">{editing ? words.settings : words.title}</h2>
        {manages && !editing && <button type="button" class="btn btn-link" onClick={() => setEditing(true)}>{words.edit}</button>}
      </div>
      {editing && <Settings project={project} onDone={done} />}
      {!editing && project.instructions && <div class="guideline" dir="auto" tabIndex={0} role="group" aria-labelledby="h-guideline"><Markdown text={project.instructions} /></div>}
      {!editing && !project.instructions && <div class="empty"><b>{words.none}</b>{manages ? words.noneManager : words.noneOther}</div>}
    </section>
  )
}
