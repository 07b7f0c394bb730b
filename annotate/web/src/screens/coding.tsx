export function CodingScreen(props: { project?: number; task?: number }) {
  return <main class="page"><h1>Coding {props.project ?? props.task}</h1></main>
}
