namespace Sekimori.Guard.Policy;

/// <summary>An invalid policy file; the message names file, line and column.</summary>
internal sealed class PolicyException(string file, long line, long column, string message) : Exception($"{file}:{line}:{column}: {message}")
{
    /// <summary>The line, from 1.</summary>
    public long Line => line;

    /// <summary>The column, from 1.</summary>
    public long Column => column;
}
