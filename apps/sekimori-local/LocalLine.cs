namespace Sekimori.Local;

/// <summary>A command line that this program can answer: `cim classes|class|query|get` about this machine.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Operand">Pattern, class, query or path; null if none was given.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Json">True for --json.</param>
/// <param name="Mof">True for --mof.</param>
internal sealed record LocalLine(string Verb, string? Operand, string Namespace, bool Json, bool Mof)
{
    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The command; null for every other line, including wrong ones: the whole program reports the errors.</returns>
    public static LocalLine? TryParse(ReadOnlySpan<string> args)
    {
        if (args is not ["cim", "classes" or "class" or "query" or "get", ..])
            return null;
        var line = new LocalLine(args[1], null, "root/cimv2", false, false);
        for (var i = 2; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json" when !line.Json:
                    line = line with { Json = true };
                    break;
                case "--mof" when !line.Mof && line.Verb != "get":
                    line = line with { Mof = true };
                    break;
                case "--namespace" or "-n" when i + 1 < args.Length && !args[i + 1].StartsWith('-'):
                    line = line with { Namespace = args[++i] };
                    break;
                case { Length: > 0 } operand when line.Operand is null && operand[0] is not ('-' or '['):
                    line = line with { Operand = operand };
                    break;
                default:
                    return null;
            }
        }
        return line.Operand is null && line.Verb != "classes" ? null : line;
    }
}
