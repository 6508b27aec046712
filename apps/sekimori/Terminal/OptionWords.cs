using System.CommandLine;
using System.CommandLine.Completions;

namespace Sekimori.App.Terminal;

/// <summary>The words of options with a parser of their own, which say what they accept in no other way.</summary>
internal static class OptionWords
{
    /// <summary>Names the accepted words for completion.</summary>
    public static Option<T> WithWords<T>(this Option<T> option, params IEnumerable<string> words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        return option;
    }
}
