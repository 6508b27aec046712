namespace Sekimori.Detection.Sigma;

/// <summary>What is legal in a rule file and still a mistake, or means nothing here.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">The problem.</param>
/// <param name="IsDead">True if the rule can never match for it.</param>
internal sealed record RuleFinding(string File, long Line, long Column, string Message, bool IsDead)
{
    /// <summary>The place and the message.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}");
}
