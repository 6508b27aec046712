using System.Runtime.InteropServices;
using Sekimori.App.Terminal;

namespace Sekimori.Local;

/// <summary>The whole program, beside this one.</summary>
internal static unsafe partial class WholeProgram
{
    /// <summary>Executes it in the same process, with the same arguments, environment and files.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code if it cannot be started; otherwise this does not return.</returns>
    public static int Become(string[] args)
    {
        var program = Path.Combine(Path.GetDirectoryName(Environment.ProcessPath) ?? "/", "whole", "sekimori");
        var texts = new byte*[args.Length + 2];
        for (var i = 0; i <= args.Length; i++)
            texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(i == 0 ? program : args[i - 1]);
        fixed (byte** arguments = texts)
            _ = Execute(texts[0], arguments);
        Console.Error.WriteLine($"sekimori: {program} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}");
        return ExitCode.Failed;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static partial int Execute(byte* program, byte** arguments);
}
