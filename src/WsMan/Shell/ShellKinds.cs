namespace Sekimori.WsMan.Shell;

/// <summary>The kinds of shells that a service has: who opens the shells of a resource URI.</summary>
internal sealed class ShellKinds
{
    private readonly Dictionary<string, (string Kind, IShellHost Host)> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Command shells, and others.</summary>
    /// <param name="command">Opens command shells; null for a service without them.</param>
    /// <param name="others">Open shells of other kinds, by their resource URIs.</param>
    /// <exception cref="ArgumentException">Two hosts have the same resource URI.</exception>
    public ShellKinds(IShellHost? command, IReadOnlyDictionary<string, IShellHost> others)
    {
        if (command is not null) _hosts.Add(ShellNames.CommandShell, (ShellNames.CommandShell, command));
        foreach (var (uri, host) in others) _hosts.Add(uri, (uri, host));
    }

    /// <summary>
    /// The resource URIs. That of command shells is always among them: without a host, its Create says that shells are disabled.
    /// </summary>
    public IEnumerable<string> Uris => _hosts.Keys.Prepend(ShellNames.CommandShell).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds who opens the shells of a resource URI.</summary>
    /// <param name="uri">The URI, in any letter case.</param>
    /// <param name="kind">The URI as it was registered.</param>
    /// <returns>The host; null if nobody opens such shells.</returns>
    public IShellHost? Find(string uri, out string kind)
    {
        var isKnown = _hosts.TryGetValue(uri, out var found);
        kind = isKnown ? found.Kind : uri;
        return isKnown ? found.Host : null;
    }
}
