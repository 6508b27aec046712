namespace Sekimori.Observations.Services;

/// <summary>
/// How the service map's page looks, on a light and on a dark ground. Colours have a contrast of at least 4.5 to 1 to their ground, and no
/// meaning rests on colour alone.
/// </summary>
internal static class ServiceMapStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --ink: #1c1b1f; --ground: #fdfdfb; --box: #eceae4; --line: #d9d6cd; --plain: #63636b; --allowed:
          #2e7d32; --undecided: #945800; --denied: #b3261e }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e1e5; --ground: #161618; --box: #2b2b2f; --line: #3a3a40; --plain: #a6a6ad; --allowed: #7bc47f; --undecided:
            #e0a24a; --denied: #ef8b83 }
        }
        body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto; max-width: 1100px;
          padding: 0 1rem }
        h1 { font-size: 1.6rem; margin: 0 } .title { font-size: 1.1rem; margin: .2rem 0 1rem; overflow-wrap: anywhere } .note {
          border-left: .3rem solid var(--undecided); padding-left: .7rem }
        svg { width: 100%; height: auto } svg text { fill: var(--ink); font: 13px system-ui, sans-serif } svg text.service { font-size:
          12px } rect { fill: var(--box) }
        path { fill: none; stroke: var(--plain); opacity: .8 } path:hover { opacity: 1; stroke-width: 5 }
        path.allowed { stroke: var(--allowed) } path.undecided { stroke: var(--undecided); stroke-dasharray: 7 4 } path.denied { stroke:
          var(--denied); stroke-dasharray: 2 3 }
        path.alert { stroke: var(--denied) }
        .legend span { border-left: 1rem solid; padding: 0 .8rem 0 .4rem } .legend .allowed { border-color: var(--allowed) } .legend
          .undecided { border-color: var(--undecided) }
        .legend .denied, .legend .alert { border-color: var(--denied) }
        .list { overflow-x: auto } table { border-collapse: collapse; font-size: 13px; margin-top: 1.5rem; width: 100% }
        th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap:
          anywhere }
        th { position: sticky; top: 0; background: var(--ground); white-space: nowrap } tbody tr:hover { background: var(--box) }
        .number { text-align: right; font-variant-numeric: tabular-nums } .time { white-space: nowrap; font-variant-numeric: tabular-nums }
        tr.denied .standing, .raised { color: var(--denied); font-weight: 600 } tr.undecided .standing { color: var(--undecided) }
          tr.allowed .standing { color: var(--allowed) }
        """;
}
