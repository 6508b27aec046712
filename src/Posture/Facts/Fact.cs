namespace Sekimori.Posture.Facts;

/// <summary>One thing that is known about a host. Findings are made from facts alone.</summary>
/// <param name="Id">The kind of fact: one of <see cref="FactId"/>.</param>
/// <param name="Subject">What it is about on this host: a port, an interface, a registry value. Empty for the host itself.</param>
/// <param name="Value">The value as text.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Standing">Whether the value is in use.</param>
/// <param name="Place">The file that contains it; empty for a host's answer.</param>
internal sealed record Fact(
    string Id, string Subject, string Value, FactSource Source = FactSource.Wire, Standing Standing = Standing.Effective, string Place = "")
{
    /// <summary>Longer values are cut: a peer or a file does not decide the size of a report.</summary>
    public const int MaxValue = 2000;

    /// <summary>What it is about, as text that every format can carry.</summary>
    public string Subject { get; init; } = Clean(Subject);

    /// <summary>The value, at most <see cref="MaxValue"/> characters.</summary>
    public string Value { get; init; } = Clean(Value);

    // A peer's UTF-16 may have halves of pairs, which are no text in UTF-8.
    private static string Clean(string text)
    {
        if (text.Length > MaxValue) text = text[..MaxValue];
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return text;
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                if (i + 1 < from.Length && char.IsSurrogatePair(from[i], from[i + 1]))
                {
                    from.AsSpan(i, 2).CopyTo(span[i..]);
                    i++;
                }
                else span[i] = char.IsSurrogate(from[i]) ? '\uFFFD' : from[i];
            }
        });
    }
}
