using System.Text;
using Microsoft.Win32.SafeHandles;
using Sekimori.App.Terminal;

namespace Sekimori.App.WsMan;

/// <summary>Standard input as bytes, for one reader after the other: first a password's line, then the input of a remote command.</summary>
internal static class RawInput
{
    /// <summary>
    /// The environment variable for a password: for scripts without a free pipe. Other processes of the same user can read it, as they can
    /// read this process's memory.
    /// </summary>
    public const string PasswordVariable = "SEKIMORI_PASSWORD";

    // The longest password, of four bytes a character.
    private const int MaxLine = 4096;

    // Console's own stream edits lines if input is a terminal.
    private static readonly Lazy<Stream> Opened =
        new(() => new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    /// <summary>Standard input, without reading ahead.</summary>
    public static Stream Stream => Opened.Value;

    /// <summary>True if standard input is /dev/null.</summary>
    public static bool IsNothing => new FileInfo("/proc/self/fd/0").LinkTarget == "/dev/null";

    /// <summary>The password that the environment holds; null for none.</summary>
    public static string? PasswordOfEnvironment =>
        Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null;

    /// <summary>Reads the first line, and not a byte more.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string ReadPassword()
    {
        var line = new List<byte>();
        for (int b; (b = Stream.ReadByte()) >= 0 && b != '\n';)
        {
            if (line.Count == MaxLine)
                throw new CommandException(ExitCode.Failed, "the first line of standard input is too long for a password");
            line.Add((byte)b);
        }

        var text = Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
        return text.Length > 0 ? text : throw new CommandException(ExitCode.Failed, "standard input contains no password");
    }
}
