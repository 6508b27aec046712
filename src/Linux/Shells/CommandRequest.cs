namespace Sekimori.Linux.Shells;

/// <summary>What to run in a shell.</summary>
internal sealed record CommandRequest
{
    /// <summary>A line for /bin/sh, or with <see cref="Direct"/> a program.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments. Each reaches the command unchanged, whatever it contains.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>True to start the program itself, with no /bin/sh between.</summary>
    public bool Direct { get; init; }
}
