// How diagrams, the inspector and the hex view look.

export const diagramStyle = `
.scrubber{background:var(--raised);border:1px solid var(--line);border-radius:16px;overflow:hidden;margin-bottom:24px}
.origin{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:8px;padding:10px 24px;font-size:13px;color:var(--soft);border-bottom:1px solid var(--line)}
.controls{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:14px 24px;border-bottom:1px solid var(--line)}
.controls input[type=range]{flex:1 1 160px;max-width:380px}
.controls button{min-width:36px}
.counter{font-variant-numeric:tabular-nums;font-size:14px;margin:0 6px;white-space:nowrap}
kbd{font:12px system-ui,sans-serif;color:var(--soft)}
.stage{display:grid;grid-template-columns:minmax(0,1fr) 410px}
.canvas{overflow:auto;max-height:72vh;}
.inspector{border-left:1px solid var(--line);padding:22px 24px;overflow:auto;max-height:72vh;overflow-wrap:anywhere}
@media (max-width:1080px){.stage{grid-template-columns:minmax(0,1fr)}.inspector{border-left:0;border-top:1px solid var(--line);max-height:none}}
.inspector h4{font-size:20px;font-weight:600;margin:2px 0 6px}
.inspector h5{font-size:13px;font-weight:500;color:var(--soft);margin:20px 0 6px}
.inspector .when{display:flex;justify-content:space-between;gap:12px;margin:0;font-size:13px;color:var(--soft);font-variant-numeric:tabular-nums}
.inspector .instant{font-size:13px}
.inspector .summary{margin:0 0 14px;font-size:16px}
.inspector .taken{font-size:13px;color:var(--soft)}
.judgement{border-radius:12px;padding:14px 18px;margin:0 0 14px}
.judgement p{margin:0 0 8px}
.judgement.broken{background:var(--bad-wash)}.judgement.broken strong{color:var(--bad)}
.judgement.kept{background:var(--good-wash)}.judgement.kept strong{color:var(--good)}
.judgement dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 14px;margin:0}
.judgement dt{color:var(--soft);font-size:13px;padding-top:1px}
.judgement dd{margin:0}
.jump{display:block;margin:0 0 14px;text-align:left}
pre{font:12.5px/1.6 var(--mono);margin:0;padding:12px 14px;background:var(--faint);border-radius:10px;overflow:auto;max-height:300px}
.decoded{white-space:pre-wrap}
.hex{white-space:pre}
.hex .offset,.hex .characters{color:var(--soft)}
.hex mark{background:none;color:var(--accent)}
.diagram{display:block;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.lanes,.diagram{min-width:100%}
.lanes{display:block;position:sticky;top:0;background:var(--raised);border-bottom:1px solid var(--line)}
.lanes text{fill:var(--ink);font:600 14px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.lane{stroke:var(--line);stroke-width:2}
.step{cursor:pointer}
.step text{fill:var(--soft);paint-order:stroke;stroke:var(--raised);stroke-width:4px;stroke-linejoin:round}
.band{fill:transparent}
.step:hover .band{fill:var(--faint)}
.step.selected .band{fill:var(--band)}
.step.selected text{stroke:var(--band);fill:var(--ink)}
.instant{font-size:11px;font-variant-numeric:tabular-nums}
.flight{stroke:var(--accent);stroke-width:1.6}
.connect .flight,.close .flight{stroke:var(--muted);stroke-dasharray:2 4}
.datagram .flight{stroke-dasharray:7 4}
.flight.lost{stroke-dasharray:5 4;stroke:var(--doubtful)}
text.lost{fill:var(--doubtful)!important;font-size:16px}
.sent{fill:var(--accent)}
.connect .sent,.close .sent{fill:var(--muted)}
#arrow path{fill:var(--accent)}#arrow-broken path{fill:var(--bad)}#arrow-kept path{fill:var(--good)}
.told{font-size:11.5px}
.message .told{fill:var(--ink)}
.aside{font-size:11px}
.spot{fill:var(--raised);stroke:var(--muted);stroke-width:1.6}
.state .spot{fill:var(--good);stroke:var(--good)}
.life .spot{fill:var(--ink);stroke:var(--ink)}
.fault .spot{fill:var(--bad);stroke:var(--bad)}
.step.selected .flight{stroke-width:2.6}
.step.broken .flight{stroke:var(--bad);stroke-width:2.6}
.step.broken .sent,.step.broken .spot{fill:var(--bad);stroke:var(--bad)}
.step.broken .told,.step.broken .aside,.step.broken .badge{fill:var(--bad);font-weight:600}
.step.kept .flight{stroke:var(--good);stroke-width:2.6}
.step.kept .sent,.step.kept .spot{fill:var(--good);stroke:var(--good)}
.step.kept .badge{fill:var(--good)}
.badge{font-size:15px;font-weight:700}
`;
