// How the page looks: calm, wide margins, few colours, and each of them with a word or a mark beside it.

export const pageStyle = `
:root{color-scheme:light;--paper:#fbfaf6;--raised:#fff;--ink:#23281f;--soft:#5f665a;--line:#e2dfd4;--faint:#f2f0e8;
--good:#3d6b3a;--bad:#a8321f;--doubtful:#8a5a00;--muted:#6b7066;--accent:#2f6f6a;--good-wash:#e6efe0;--bad-wash:#f9e5df;
--band:#eef3ee;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
:root[data-theme=dark]{color-scheme:dark;--paper:#151814;--raised:#1c201b;--ink:#e6e5dc;--soft:#a4aa9c;--line:#31372f;--faint:#20251f;
--good:#8fc486;--bad:#f0937f;--doubtful:#dfb25c;--muted:#989f91;--accent:#7cc4bb;--good-wash:#22301f;--bad-wash:#3a231d;--band:#232b26}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--paper:#151814;--raised:#1c201b;--ink:#e6e5dc;
--soft:#a4aa9c;--line:#31372f;--faint:#20251f;--good:#8fc486;--bad:#f0937f;--doubtful:#dfb25c;--muted:#989f91;--accent:#7cc4bb;
--good-wash:#22301f;--bad-wash:#3a231d;--band:#232b26}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,.top{max-width:1480px;margin:0 auto;padding:0 40px}
main{padding-bottom:96px}
main:focus{outline:none}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
small{font-size:.8em;color:var(--soft);font-weight:400}
.top{display:flex;align-items:center;justify-content:space-between;padding-top:28px;padding-bottom:28px}
.home{display:flex;align-items:center;gap:10px;color:inherit;text-decoration:none;font-weight:600;letter-spacing:.02em}
.mark{width:26px;height:26px;fill:none;stroke:var(--good);stroke-width:4;stroke-linecap:round}
.mark circle{fill:var(--accent);stroke:none}
button{font:inherit;font-size:13px;color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:5px 12px;cursor:pointer}
button:hover{border-color:var(--accent)}
h2{font-size:26px;font-weight:600;line-height:1.25;margin:12px 0 16px}
h3{font-size:18px;font-weight:600;margin:40px 0 14px}
.verdict{font-size:30px;font-weight:600;margin:16px 0 4px;line-height:1.3}
.verdict small{margin-left:12px;font-size:15px}
.about{color:var(--soft);margin:0 0 20px}
.good{color:var(--good)}.bad{color:var(--bad)}.doubtful{color:var(--doubtful)}.muted{color:var(--muted)}
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:32px;margin:28px 0 36px}
.totals h2,.failures h2{font-size:15px;margin:0 0 10px}
.totals ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;padding:0;font-size:13px}
.bar{display:flex;gap:2px;height:10px;border-radius:5px;overflow:hidden;background:var(--faint)}
.bar span{background:currentColor;min-width:3px;opacity:.85}
.bar .muted{opacity:.28}
.failures ul{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(360px,1fr));gap:12px}
.failures{margin-bottom:36px}
.failures a{display:flex;flex-direction:column;gap:2px;height:100%;padding:14px 18px;border-radius:12px;background:var(--bad-wash);color:inherit;text-decoration:none}
.failures a:hover strong{text-decoration:underline}
.failures strong{color:var(--bad)}
.notes{list-style:none;padding:0;margin:0 0 28px;font-size:13px;color:var(--soft)}
.notes .warning{color:var(--doubtful)}
.filters{display:flex;flex-wrap:wrap;gap:14px 26px;align-items:center;padding:14px 0;position:sticky;top:0;background:var(--paper);border-bottom:1px solid var(--line);z-index:1;font-size:14px}
.filters fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:4px 16px}
.filters output{margin-left:auto;color:var(--soft)}
.filters label{display:inline-flex;align-items:center;gap:6px}
input[type=search],select{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:6px 10px}
input[type=search]{width:260px}
input{accent-color:var(--accent)}
table{width:100%;border-collapse:collapse;margin-top:8px}
th{text-align:left;font-weight:500;font-size:13px;color:var(--soft);padding:10px 12px 10px 0}
td{padding:12px 12px 12px 0;border-top:1px solid var(--line);vertical-align:top}
td:first-child{width:160px;white-space:nowrap}
.family th{color:var(--ink);font-size:17px;font-weight:600;padding-top:34px}
.family+tr td{border-top:0}
.sentence a{font-weight:600;text-decoration:none}
.sentence a:hover{text-decoration:underline}
.sentence p{margin:2px 0 0;color:var(--soft);max-width:78ch}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.outcome{font-size:14px;font-weight:500;white-space:nowrap}
.crumbs{margin:0 0 8px;color:var(--soft);font-size:14px}
h2 .outcome{font-size:16px;margin-left:8px}
blockquote{margin:0 0 24px;padding:2px 0 2px 20px;border-left:3px solid var(--accent);font-size:20px;line-height:1.5;max-width:72ch}
.facts{display:flex;flex-wrap:wrap;gap:14px 40px;margin:0 0 20px}
.facts dt{font-size:13px;color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.finding{background:var(--raised);border:1px solid var(--line);border-left:3px solid var(--bad);border-radius:12px;padding:18px 24px;margin:0 0 16px}
.finding h3{margin:0 0 4px;font-size:16px}
.finding p{margin:0 0 12px}
details{margin:0 0 24px}summary{cursor:pointer;padding:8px 0;color:var(--accent)}
.cases{list-style:none;padding:0;columns:3 320px;font-size:14px}
.cases li{break-inside:avoid;padding:2px 0}
.replay{display:inline-flex;flex-wrap:wrap;gap:10px;align-items:center}
code{font-family:var(--mono);font-size:13px;background:var(--faint);border-radius:6px;padding:3px 8px;overflow-wrap:anywhere}
@media (max-width:700px){main,.top{padding-left:16px;padding-right:16px}.sentence p{display:none}}
@media print{.filters,.top button{display:none!important}}
`;
