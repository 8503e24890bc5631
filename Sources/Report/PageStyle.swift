/// How the page looks: on a phone, on a wide screen, on paper; light and dark.
enum PageStyle {
  /// The style sheet, without that of the figures.
  static let css = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff;
      --soft: #595959; --line: #c8c8c8; --link: #0645ad; --no: #b00020;
      --fit: #7a5200; --yes: #146c2e; --ground: #f3f3f3; }
    @media screen and (prefers-color-scheme: dark) {
      :root { --ink: #e6e6e6; --paper: #1a1a1a; --soft: #a8a8a8;
        --line: #4a4a4a; --link: #8ab4f8; --no: #ff8a80; --fit: #ffcc66;
        --yes: #81c995; --ground: #262626; } }
    body { font: 16px/1.5 sans-serif; max-width: 62rem; margin: 0 auto;
      padding: 0 1rem 3rem; color: var(--ink); background: var(--paper);
      overflow-wrap: break-word; }
    h1, h2, h3, h4 { line-height: 1.25; }
    h2 { border-bottom: 2px solid var(--line); margin-top: 3rem; }
    h3 { margin-top: 2.5rem; }
    a { color: var(--link); }
    code { font-size: .85em; background: var(--ground); padding: 0 .2em;
      overflow-wrap: anywhere; user-select: all; }
    small, figcaption { color: var(--soft); }
    small { font-size: .85em; }
    figure { margin: 1.5rem 0; }
    figcaption { font-size: .9rem; }
    figcaption strong { color: var(--ink); }
    .plot { overflow-x: auto; border: 1px solid var(--line);
      border-radius: .25rem; padding: .5rem; }
    .plot svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; width: 100%; }
    td, th { border-bottom: 1px solid var(--line); text-align: left;
      padding: .25rem .6rem .25rem 0; vertical-align: top; }
    .claims td:nth-child(-n+4):not(:first-child) { white-space: nowrap; }
    .claims td:last-child { width: 22%; }
    .missing, .no td:first-child { border-left: .3rem solid var(--no);
      padding-left: .5rem; }
    .no b { color: var(--no); text-decoration: underline; }
    .yes b { color: var(--yes); }
    .fit b { color: var(--fit); }
    :target { background: var(--ground); outline: 2px solid var(--line); }
    .tally { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0;
      list-style: none; }
    .tally li { border: 1px solid var(--line); border-radius: .25rem;
      padding: .3rem .8rem; }
    .tally b { font-size: 1.4rem; }
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr);
      gap: .1rem 1rem; font-size: .9rem; }
    dt { color: var(--soft); }
    dd { margin: 0; overflow-wrap: anywhere; }
    summary { cursor: pointer; color: var(--link); }
    @media screen { details:not([open]) + .folded { display: none; } }
    @media screen and (max-width: 46rem) {
      /* A figure stays as large as it was drawn, and scrolls in its box. */
      .plot svg { max-width: none; margin: 0; }
      .claims thead { position: absolute; clip-path: inset(50%);
        height: 1px; width: 1px; overflow: hidden; }
      .claims, .claims tbody, .claims tr, .claims td { display: block; }
      .claims tr { border: 1px solid var(--line); border-radius: .25rem;
        margin: .6rem 0; padding: .4rem .6rem; }
      .claims tr.no { border-left: .3rem solid var(--no); }
      .claims td, .claims td:last-child { border: 0; padding: 0; width: auto;
        white-space: normal; }
      .no td:first-child { border: 0; padding: 0; }
      .claims td:nth-child(2)::before { content: "expected "; }
      .claims td:nth-child(3)::before { content: "obtained "; }
      .claims td:nth-child(4):not(:empty)::before { content: "deviation "; }
      .claims td:nth-child(5)::before { content: "evidence "; }
      .claims td::before { color: var(--soft); }
      .claims td:nth-child(-n+5):not(:first-child) {
        display: inline-block; margin-right: 1em; }
    }
    @media print {
      @page { size: A4; margin: 1.5cm; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      .wide, .plot { overflow: visible; }
      table, dl { font-size: 8pt; }
      dl { gap: 0 1rem; margin: .3rem 0; }
      summary { color: inherit; list-style: none; }
      nav { display: none; }
      figure, tr { break-inside: avoid; }
      h2, h3, h4 { break-after: avoid; }
    }
    """
}
