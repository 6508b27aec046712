using System.Text;
using Sekimori.App.Cim;
using Sekimori.App.Terminal;

namespace Sekimori.Local;

/// <summary>
/// Answers a command line about this machine. Nothing is written before the result is complete, so that the whole program can start over.
/// </summary>
internal static class LocalCommand
{
    /// <summary>Answers.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code; null if the line is not for this program, or the answer is an error: errors are worded in one
    /// place.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (LocalLine.TryParse(args) is not { } line)
            return null;
        using var buffer = new MemoryStream();
        try
        {
            await using var text = new StreamWriter(buffer, new UTF8Encoding(false), leaveOpen: true);
            await AnswerAsync(line, Screen.OfProcess(line.Json, text));
        }
        catch (Exception)
        {
            return null;
        }

        return Write(buffer);
    }

    private static Task AnswerAsync(LocalLine line, Screen screen) => line.Verb switch
    {
        "classes" => LocalCim.ClassesAsync(line.Namespace, line.Operand, line.Mof, screen, default),
        "class" => LocalCim.ClassAsync(line.Namespace, line.Operand!, line.Mof, screen),
        "query" => LocalCim.QueryAsync(line.Namespace, line.Operand!, line.Mof, screen, default),
        _ => LocalCim.GetAsync(line.Namespace, line.Operand!, screen, default),
    };

    private static int Write(MemoryStream buffer)
    {
        try
        {
            using var output = Console.OpenStandardOutput();
            output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }
        catch (IOException)
        {
            // The reader of standard output has closed it, as `head` does.
        }

        return ExitCode.Done;
    }
}
