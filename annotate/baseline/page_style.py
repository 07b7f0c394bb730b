"""How the report page looks; the colours are those of the application."""

STYLE = """
:root { color-scheme: light dark;
  --bg: light-dark(#f5f3f1, #12110f); --paper: light-dark(#ffffff, #1a1917);
  --text: light-dark(#1d1a16, #ece9e5); --quiet: light-dark(#64615d, #aca9a4); --line: light-dark(#dfdedb, #33312f);
  --model: light-dark(#0a7e81, #50b0b0); --rival: light-dark(#84817c, #83807b); --human: light-dark(#82530d, #edbf71);
  --tint: light-dark(#ddf2f1, #183133);
  --most: 75%; }
@media (prefers-color-scheme: dark) { :root { --most: 50%; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 40px 0 8px; }
p { max-width: 75ch; margin: 0 0 12px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(200px, 44%), 1fr)); gap: 12px; margin: 20px 0; }
dl div, figure, .wide { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
dl div { padding: 12px 16px; }
dt { color: var(--quiet); font-size: 13px; }
dd { margin: 2px 0 0; font-size: 22px; font-variant-numeric: tabular-nums; }
dd small { font-size: 13px; color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 12px; }
figure { margin: 0; padding: 16px; }
figure svg { display: block; width: 100%; height: auto; }
figure svg text { font-family: inherit !important; }
figcaption { color: var(--quiet); font-size: 13px; margin-top: 8px; }
.wide { overflow-x: auto; margin: 0 0 12px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: 400; }
thead th { color: var(--quiet); font-size: 13px; }
th[scope=row], .words th, .words td { text-align: left; }
.level > * { padding-top: 16px; font-weight: 600; }
.model > * { background: var(--tint); }
.words th, .words td { white-space: normal; vertical-align: top; min-width: 9ch; overflow-wrap: anywhere; }
.words td:nth-child(2) { min-width: 36ch; }
.confusion thead th { writing-mode: sideways-lr; padding: 10px 4px; text-align: left; }
.confusion td { padding: 4px 6px; text-align: center; border: 1px solid var(--line); font-size: 13px;
  background: color-mix(in srgb, var(--model) calc(var(--share, 0) * var(--most)), transparent); }
.confusion thead td { background: none; border: 0; }
code { font-size: 13px; }
@media (max-width: 600px) { main { padding: 20px 12px 48px; } h1 { font-size: 22px; }
  .scores th, .scores td { white-space: normal; padding: 6px; font-size: 13px; vertical-align: top; } }
@media print { body { background: #fff; } .wide { overflow: visible; } }
"""
