using System.Globalization;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.App.WsMan;

/// <summary>The exit code of a remote command as a code of this process: Unix has eight bits, Windows 32.</summary>
internal static class RemoteExitCode
{
    /// <summary>Stands for every code that does not fit.</summary>
    public const int Beyond = 255;

    /// <summary>
    /// The code to exit with: the command's if it fits, else <see cref="Beyond"/>, with the whole code on standard error. Never 0 for a
    /// code that was not 0.
    /// </summary>
    public static int OfProcess(RemoteCommand command, TextWriter errors) =>
        command.ExitCode is { } code ? OfProcess(code, command.ExitCodeText!, errors) : 0;

    /// <summary>The code to end with.</summary>
    /// <param name="code">The command's code.</param>
    /// <param name="written">The same as its service wrote it.</param>
    /// <param name="errors">Standard error.</param>
    internal static int OfProcess(int code, string written, TextWriter errors)
    {
        if (code is >= 0 and <= 255) return code;
        var bits = code == int.MaxValue && written != "2147483647"
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" (0x{(uint)code:x})");
        errors.WriteLine($"sekimori: the command's exit code is {written}{bits}; this process exits with {Beyond}");
        return Beyond;
    }
}
