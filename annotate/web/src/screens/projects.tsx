export function ProjectsScreen() {
  return <main class="page"><h1>Projects</h1></main>
}
