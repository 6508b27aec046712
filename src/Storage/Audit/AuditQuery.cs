namespace Sekimori.Storage.Audit;

/// <summary>The conditions of a query of the log; null matches everything.</summary>
internal sealed record AuditQuery
{
    /// <summary>Not before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The type of line: call, request, logon, fault, change, alert, head …</summary>
    public string? Type { get; init; }

    /// <summary>The client's address.</summary>
    public string? Client { get; init; }

    /// <summary>The account; "*" matches any characters.</summary>
    public string? Account { get; init; }

    /// <summary>The interface's UUID.</summary>
    public string? Interface { get; init; }

    /// <summary>The operation's name.</summary>
    public string? Operation { get; init; }

    /// <summary>"allow" or "deny".</summary>
    public string? Verdict { get; init; }

    /// <summary>Any text in the line.</summary>
    public string? Text { get; init; }

    /// <summary>Lines at most.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The server's name, in a database with the logs of several.</summary>
    public string? Host { get; init; }

    internal int Most => Math.Clamp(Limit, 1, 1_000_000);

    /// <summary>What must be equal, by column.</summary>
    internal IEnumerable<(string Column, string Value)> Equalities
    {
        get
        {
            if (Type is { } type) yield return ("type", type);
            if (Client is { } client) yield return ("client", client);
            if (Interface is { } known) yield return ("interface", known);
            if (Operation is { } operation) yield return ("operation", operation);
            if (Verdict is { } verdict) yield return ("verdict", verdict);
        }
    }

    /// <summary>
    /// The pattern for LIKE with the backslash as its escape: "*" matches any characters, and all others only themselves.
    /// </summary>
    internal static string Pattern(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal).Replace('*', '%');
}
