/** The report's style sheet. The variables also colour the charts (see charts/theme.ts). */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2428;--muted:#5c6670;--grid:#e3e6ea;--card:#f6f8fa;--line:#d5dae0;--accent:#0072b2;--warn:#fff4e5;--warn-line:#d55e00;--bad:#b3261e;--shade:#0003;--mark:#e8f3fb}
@media (prefers-color-scheme:dark){:root{--paper:#14181c;--ink:#e6e9ec;--muted:#9aa5b1;--grid:#2b3238;--card:#1c2228;--line:#343c44;--accent:#56b4e9;--warn:#33261a;--warn-line:#e69f00;--bad:#ff8a80;--shade:#fff3;--mark:#1d2e3b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:1000px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:30px;line-height:1.2;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:17px;margin:0 0 4px;display:inline-block}
.kicker{margin:0 0 4px;color:var(--muted);font-size:13px;letter-spacing:.04em;text-transform:uppercase}
.lead{margin:0 0 10px;color:var(--muted)}
.verdict{font-size:20px;line-height:1.35;margin:0 0 18px;max-width:44em;text-wrap:pretty}
.verdict.alarm{max-width:none;padding:12px 14px;border:2px solid var(--bad);border-left-width:8px;border-radius:4px;font-weight:600}
.safety{margin:0 0 18px;padding:8px 14px;border-left:4px solid var(--line);background:var(--card);border-radius:4px}
.safety.safe{border-color:#009e73}.safety.borderline{border-color:#e69f00}.safety.not-safe{border-color:#d55e00;font-weight:600}
.doubts{background:var(--warn);border-left:4px solid var(--warn-line);padding:10px 14px;margin:0 0 20px;border-radius:4px}
.doubts ul,.safety ul{margin:0;padding-left:18px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(215px,1fr));gap:10px;margin:0 0 26px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 13px}
.tile p{margin:0}
.tile.missed{border-left:4px solid var(--bad)}.missed .value{color:var(--bad)}
.invalid .value{text-decoration:line-through;color:var(--muted)}
.name{color:var(--muted);font-size:13px}
.value{font-size:23px;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}
.note{color:var(--muted);font-size:12.5px;line-height:1.35}
section{margin:0 0 28px}
figure{margin:0 0 28px}
figure.narrow{display:inline-block;width:calc(50% - 8px);min-width:330px;vertical-align:top}
figcaption,.caption{color:var(--muted);font-size:14px;margin:2px 0 8px}
.chart{overflow-x:auto}.chart svg{width:100%;min-width:600px;height:auto;display:block}figure.narrow .chart svg{min-width:0}
.chart:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:6px}
.tall{max-height:420px}
.scroll,.chart{background:linear-gradient(90deg,var(--paper) 50%,transparent) left/32px 100% no-repeat local,linear-gradient(270deg,var(--paper) 50%,transparent) right/32px 100% no-repeat local,linear-gradient(90deg,var(--shade),transparent) left/14px 100% no-repeat,linear-gradient(270deg,var(--shade),transparent) right/14px 100% no-repeat}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:5px 9px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
thead :is(th,td){position:sticky;top:0;z-index:1;background:var(--card);color:var(--muted);vertical-align:bottom}
th{font-weight:600}
.tall thead th{white-space:normal;min-width:74px;max-width:300px;overflow-wrap:break-word}
tbody :is(th,td){vertical-align:baseline}
tbody th{text-align:left;position:sticky;left:0;background:var(--paper);max-width:min(300px,38vw);overflow-wrap:break-word;white-space:normal}
thead :is(th,td):first-child{text-align:left;left:0;z-index:2}
caption{text-align:left;color:var(--muted);padding:5px 9px}
th.word,td.word{text-align:left}th.text,td.text{text-align:left;white-space:normal}td.text{min-width:150px}
tr.marked td,tr.marked th{background:var(--mark)}
table.close th,table.close td{padding:5px 7px}table.close thead th{white-space:normal;min-width:0}
#what-if form{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:6px 22px;margin:8px 0}
.knob{display:grid;grid-template-columns:1fr auto;margin:0;font-size:14px}.knob input{grid-column:1/3;width:100%;accent-color:var(--accent)}
.knob output{font-variant-numeric:tabular-nums;font-weight:600}
#what-if button{align-self:end;justify-self:start;font:inherit;padding:4px 12px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--ink);cursor:pointer}
#what-if figure{margin:14px 0}#what-if td{white-space:normal}#what-if h3{font-size:14px;margin:0}#what-if text{fill:var(--muted);font-size:11px}
.key{font-weight:400;color:var(--muted);margin-left:8px}.was::before,.is::before{content:"";display:inline-block;width:22px;border-top:2px dashed var(--muted);margin:0 5px 3px 8px}.is::before{border-top:2px solid var(--accent)}
dl{display:grid;grid-template-columns:minmax(150px,max-content) 1fr;gap:4px 16px;font-size:13.5px;margin:6px 0 16px}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
pre{font-size:12.5px;overflow:auto;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:12px}
summary{cursor:pointer}
a:focus-visible,summary:focus-visible,#what-if :focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:700px){.tiles{grid-template-columns:repeat(auto-fill,minmax(150px,1fr))}.value{font-size:20px}figure.narrow{width:100%}.verdict{font-size:18px}dl{grid-template-columns:1fr}dt{margin-top:6px}}
@media print{.tall{max-height:none}.scroll,.chart{border:0;overflow:hidden;background:none}thead :is(th,td),tbody th{position:static}figure,section.tiles,.tile{break-inside:avoid}h2{break-after:avoid}#what-if{display:none}}
`;
