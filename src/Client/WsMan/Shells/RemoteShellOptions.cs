namespace Sekimori.Client.WsMan.Shells;

/// <summary>The options of a new remote shell.</summary>
public sealed record RemoteShellOptions
{
    /// <summary>Where commands start; null for the user's home.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>After how long without a request the service ends the shell; null for its own setting.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Whether commands have an input; otherwise they read its end immediately.</summary>
    public bool HasInput { get; init; } = true;

    /// <summary>Windows: do not load the user's profile.</summary>
    public bool NoProfile { get; init; }

    /// <summary>The code page of input and output; 65001 is UTF-8.</summary>
    public int CodePage { get; init; } = 65001;
}
