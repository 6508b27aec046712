namespace Sekimori.Linux.Shells;

/// <summary>The options of a new shell.</summary>
internal sealed record ShellRequest
{
    /// <summary>The shell's identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The account that it is opened for: a privileged keeper looks up its user by that name.</summary>
    public string Account { get; init; } = "";

    /// <summary>That account's number; 0 if it has none.</summary>
    public long AccountNumber { get; init; }

    /// <summary>The Unix user that it runs as; null if the account is mapped to none.</summary>
    public string? User { get; init; }

    /// <summary>
    /// The working directory of its commands; null for the user's home. %NAME% means a variable, as Windows' clients write it.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>Variables that are added to the usual ones, or replace them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>True to read the user's ~/.profile before each command that uses /bin/sh; the client's variables take precedence.</summary>
    public bool LoadProfile { get; init; }

    /// <summary>False if commands find their input closed.</summary>
    public bool HasInput { get; init; } = true;
}
