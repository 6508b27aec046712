using System.CommandLine;
using System.CommandLine.Completions;

namespace Sekimori.App.Manual;

/// <summary>What may stand where an option or an argument wants a value.</summary>
/// <param name="Words">The words that are accepted, if these are all.</param>
/// <param name="Kind">"file", "folder", or "" where nothing is known.</param>
internal sealed record ExpectedValue(IReadOnlyList<string> Words, string Kind)
{
    /// <summary>The value of an option; null for an option that takes none.</summary>
    public static ExpectedValue? Of(Option option) =>
        option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool)
            ? null
            : Of(option.HelpName ?? "", option.ValueType, option.GetCompletions(CompletionContext.Empty));

    /// <summary>The value of an argument.</summary>
    public static ExpectedValue Of(Argument argument) =>
        Of(argument.Name, argument.ValueType, argument.GetCompletions(CompletionContext.Empty));

    private static ExpectedValue Of(string name, Type type, IEnumerable<CompletionItem> completions)
    {
        // reader|operator|administrator: the help names every word. PORT|FIRST-LAST does not.
        if (name.Contains('|', StringComparison.Ordinal) && !name.Any(char.IsUpper)) return new(name.Split('|'), "");
        // The members of an enumeration are accepted in lower case too, as the help has them.
        var isEnumeration = (Nullable.GetUnderlyingType(type) ?? type).IsEnum;
        var words = completions.Select(item => isEnumeration ? item.Label.ToLowerInvariant() : item.Label).Where(IsPlain).ToList();
        var kind = words.Count > 0 ? "" : name switch
        {
            "FILE" or "PATH" or "FROM" or "TO" => "file",
            "DIR" => "folder",
            _ => "",
        };
        return new(words, kind);
    }

    // The scripts write words between quotation marks, separated by spaces.
    private static bool IsPlain(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
