using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Guard.Yaml;

/// <summary>
/// Loads YAML within <see cref="YamlLimits"/>. YamlDotNet builds and compares nodes by recursion: without a limit, a file of nested
/// brackets, or an alias that contains itself, ends the process.
/// </summary>
internal static class YamlText
{
    /// <summary>Loads every document of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">The limits; null for <see cref="YamlLimits.Default"/>.</param>
    /// <exception cref="YamlException">The text is not YAML, or exceeds a limit; the message is one line.</exception>
    public static YamlStream Load(string text, YamlLimits? limits = null)
    {
        limits ??= YamlLimits.Default;
        if (text.Length > limits.MaxChars) throw new YamlException($"the text is longer than {limits.MaxChars} characters");
        var stream = new YamlStream();
        try
        {
            stream.Load(new LimitedParser(new Parser(new StringReader(text)), limits));
        }
        catch (YamlException wrong)
        {
            throw new YamlException(Place(wrong.Start), Place(wrong.End), wrong.Message.ReplaceLineEndings(" "), wrong);
        }

        return stream;
    }

    // An exception that was made without a place is at line 0.
    private static Mark Place(in Mark mark) => mark.Line > 0 ? mark : new Mark(0, 1, 1);
}
