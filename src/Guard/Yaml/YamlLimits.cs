namespace Sekimori.Guard.Yaml;

/// <summary>Bounds of one YAML text. They hold while the text is scanned, before anything is built from it.</summary>
/// <param name="MaxChars">Characters of the text.</param>
/// <param name="MaxDepth">Lists and maps within each other, those that an alias brings in included.</param>
/// <param name="MaxNodes">Values, lists and maps; an alias counts as its expansion.</param>
internal sealed record YamlLimits(int MaxChars, int MaxDepth, int MaxNodes)
{
    /// <summary>
    /// Rules, policies and lists written by people have up to seven levels. A policy with the maximum of 100,000 rules has about 20 nodes
    /// in each; a folder of rules is read file by file.
    /// </summary>
    public static YamlLimits Default { get; } = new(64 * 1024 * 1024, 32, 2_000_000);
}
