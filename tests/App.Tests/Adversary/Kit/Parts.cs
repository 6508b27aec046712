using System.Text.RegularExpressions;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>
/// The parts of one request: those of every envelope, those of its base, those of the spelling, and what a test fills in. Later ones
/// replace earlier ones.
/// </summary>
internal sealed partial class Parts
{
    private readonly Dictionary<string, string> _parts = [];

    /// <summary>Adds or replaces parts.</summary>
    public Parts With(IEnumerable<KeyValuePair<string, string>> parts)
    {
        foreach (var (name, text) in parts) _parts[name] = text;
        return this;
    }

    /// <summary>Adds or replaces a part.</summary>
    public Parts With(string name, string text) => With([KeyValuePair.Create(name, text)]);

    /// <summary>A part with all that it refers to; doubled braces are braces.</summary>
    /// <exception cref="InvalidDataException">It refers to what is not there, or to itself.</exception>
    public string Of(string name) =>
        Expand(_parts.GetValueOrDefault(name) ?? throw new InvalidDataException($"there is no part '{name}'"))
        .Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

    private string Expand(string text)
    {
        for (var pass = 0; pass < 10; pass++)
        {
            var next = Reference().Replace(
                text, match => _parts.GetValueOrDefault(match.Groups[1].Value)
                ?? throw new InvalidDataException($"there is no part '{match.Groups[1].Value}'"));
            if (next == text) return text;
            text = next;
        }

        throw new InvalidDataException("parts refer to each other in a circle");
    }

    [GeneratedRegex(@"(?<!\{)\{([a-z-]+)\}")]
    private static partial Regex Reference();
}
