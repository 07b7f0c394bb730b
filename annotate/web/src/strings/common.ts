// Words that every page uses.
export const common = {
  product: 'Event Annotate',
  loading: 'Loading…',
  missing: 'There is no such page.',
  toProjects: 'To the projects',
  unreachable: 'The server cannot be reached.',
  answered: (status: number) => `The server answered ${status}.`,
  unuploaded: 'The server cannot be reached, or the file cannot be read.',
  unreadable: 'The answer of the server cannot be read.',
  notWhole: 'The server’s answer is not whole.',
  ago: { now: 'now', minutes: (n: number) => `${n} min ago`, hours: (n: number) => `${n} h ago`, days: (days: string) => `${days} ago` },
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  loggedOut: 'You are logged out. Log in again and go on; nothing is lost.',
  logIn: 'Log in',
  unsent: (n: number) =>
    n === 1
      ? 'One coding on this computer has not reached the server yet. Logging out would lose it.'
      : `${n} codings on this computer have not reached the server yet. Logging out would lose them.`,
  waiting: (n: number) =>
    n === 1
      ? 'A coding is kept on this computer that the server has not got.'
      : `${n} codings are kept on this computer that the server has not got.`,
  waitingHow: 'It is sent when the server takes it; open the article to see why not.',
  waitingOpen: (task: number) => `Open article ${task}`,
  waitingDiscard: (task: number) => `Discard what is kept of ${task}`,
  waitingDiscardSure: 'Discard it for good',
} as const
