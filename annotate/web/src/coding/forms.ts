// The forms of an English word: its bases (flew → fly, denied → deny) and the root that related words share.
import { fold } from './words'

/** Base form, then the forms that no ending explains. */
const IRREGULAR = `
arise arose arisen;awake awoke awoken;be was were been is are;bear bore born borne;beat beaten;become became;begin
began begun;bend bent;bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken;bring brought;build
built;burn burnt;buy bought;catch caught;choose chose chosen;come came;creep crept;deal dealt;dig dug;do did done;draw
drew drawn;drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feed fed;feel felt;fight fought;find
found;flee fled;fling flung;fly flew flown flies;forbid forbade forbidden;foresee foresaw foreseen;forget forgot
forgotten;forgive forgave forgiven;forsake forsook forsaken;freeze froze frozen;get got gotten;give gave given;go went
gone;grind ground;grow grew grown;hang hung;have had has;hear heard;hide hid hidden;hold held;keep kept;kneel
knelt;know knew known;lay laid;lead led;lean leant;leave left;lend lent;lie lay lain lying;light lit;lose lost;make
made;mean meant;meet met;mislead misled;mistake mistook mistaken;mow mown;outlaw outlawed;overcome
overcame;overrun overran;oversee oversaw overseen;overtake overtook overtaken;overthrow overthrew overthrown;pay
paid;plead pled;prove proven;ride rode ridden;ring rang rung;rise rose risen;run ran;say said;see saw seen;seek
sought;sell sold;send sent;shake shook shaken;shine shone;shoot shot;show shown;shrink shrank shrunk;sing sang
sung;sink sank sunk;sit sat;slay slew slain;sleep slept;sling slung;speak spoke spoken;speed sped;spend spent;spin
spun;spring sprang sprung;stand stood;steal stole stolen;stick stuck;sting stung;strike struck stricken;strive strove
striven;swear swore sworn;sweep swept;swell swollen;swim swam;swing swung;take took taken;teach taught;tear tore
torn;tell told;think thought;throw threw thrown;tread trod trodden;undergo underwent undergone;undertake undertook
undertaken;undo undid undone;uphold upheld;wake woke woken;wear wore worn;weave wove woven;weep wept;win won;wind
wound;withdraw withdrew withdrawn;withhold withheld;withstand withstood;wring wrung;write wrote written;man
men;woman women;child children;life lives;wife wives;knife knives;thief thieves;foot feet;crisis crises;medium media`

const BASE = new Map(
  IRREGULAR.split(';').flatMap((line) => {
    const [base = '', ...others] = line.trim().split(/\s+/)
    return others.map((form) => [form, base] as const)
  }),
)

/** Roots of nouns that differ from the root of their verb. */
const ROOT = new Map([
  ['detent', 'detain'],
  ['expuls', 'expel'],
  ['invas', 'invad'],
  ['explos', 'explod'],
  ['denial', 'deny'],
  ['destruct', 'destroy'],
  ['abolit', 'abolish'],
  ['concess', 'conced'],
  ['suspens', 'suspend'],
  ['rebell', 'rebel'],
  ['decis', 'decid'],
  ['extens', 'extend'],
  ['complaint', 'complain'],
  ['kidnapp', 'kidnap'],
])

/** One spelling for British and American ones. */
export function oneSpelling(word: string): string {
  return word
    .replace(/is(e|ed|es|er|ers|ing|ation|ations)$/, 'iz$1')
    .replace(/ys(e|ed|es|ing)$/, 'yz$1')
    .replace(/^(.{3,})our(?=(s|ed|ing|er|ers|able|hood)?$)/, '$1or')
    .replace(/enc(e|es|ed)$/, 'ens$1')
    .replace(/tre(s?)$/, 'ter$1')
    .replace(/ramme(s?)$/, 'ram$1')
    .replace(/ph/g, 'f')
}

const PREFIXED = /^(re|over|out|un|mis)(?=.{3})/

/** Base of an irregular form, also behind a prefix: retook → retake. */
function irregular(word: string): string | undefined {
  const [prefix = ''] = PREFIXED.exec(word) ?? []
  const base = BASE.get(word.slice(prefix.length))
  return BASE.get(word) ?? (base && prefix + base)
}

const INFLECTED = ['s', 'es', 'd', 'ed', 'ing']

/** Forms that the word may be built from: demanded → demand, bombing → bomb, bombe; seized → seize. */
export function stems(word: string): string[] {
  const key = fold(word)
  const found = new Set([key])
  const base = irregular(key)
  if (base) found.add(base)
  for (const ending of INFLECTED) {
    if (!key.endsWith(ending) || key.length - ending.length < 3) continue
    const stem = key.slice(0, -ending.length)
    found.add(stem)
    if (ending === 'ing') found.add(`${stem}e`)
    if (stem.at(-1) === stem.at(-2)) found.add(stem.slice(0, -1))
    if (stem.endsWith('i')) found.add(`${stem.slice(0, -1)}y`)
  }
  return [...found]
}

const DERIVED = ['ization', 'ation', 'ition', 'ator', 'ate', 'ion', 'ment', 'ance', 'ize', 'ism', 'ist', 'ure', 'or']
const SHORT = ['er', 'al', 'e', 'y']

/** What is left of a base without the endings that make nouns of verbs: negotiator, negotiate → negoti. */
export function roots(bases: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const base of bases) {
    const add = (root: string) => found.add(ROOT.get(root) ?? root)
    add(base)
    for (const ending of DERIVED) if (base.endsWith(ending) && base.length - ending.length >= 5) add(base.slice(0, -ending.length))
    for (const ending of SHORT) if (base.endsWith(ending) && base.length - ending.length >= 4) add(base.slice(0, -ending.length))
  }
  return [...found]
}
