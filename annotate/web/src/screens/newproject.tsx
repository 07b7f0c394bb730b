export function NewProjectScreen() {
  return <main class="page"><h1>New project</h1></main>
}
