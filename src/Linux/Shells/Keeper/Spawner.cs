using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>Starts one process with exactly the descriptors, directory, session and signals that it is to have.</summary>
internal static unsafe class Spawner
{
    private const int ReadWrite = 2;

    /// <summary>
    /// Starts a process. Of the caller's descriptors it gets those named and no other (all others are close-on-exec), and every signal at
    /// its default.
    /// </summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="descriptors">What becomes its 0, 1, 2; a negative one is /dev/null.</param>
    /// <param name="ownSession">True for its own session; else it gets its own process group in the caller's session.</param>
    /// <param name="process">The new process's number.</param>
    /// <returns>0, or the error's number.</returns>
    internal static int Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string directory, ReadOnlySpan<int> descriptors,
        bool ownSession, out int process)
    {
        var actions = stackalloc byte[SpawnCalls.OpaqueLength];
        var attributes = stackalloc byte[SpawnCalls.OpaqueLength];
        new Span<byte>(actions, SpawnCalls.OpaqueLength).Clear();
        new Span<byte>(attributes, SpawnCalls.OpaqueLength).Clear();
        _ = SpawnCalls.InitActions(actions);
        _ = SpawnCalls.InitAttributes(attributes);
        using var argv = new NativeTexts(arguments);
        using var envp = new NativeTexts(environment);
        var program = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            for (var i = 0; i < descriptors.Length; i++)
            {
                _ = descriptors[i] < 0
                    ? SpawnCalls.AddOpen(actions, i, "/dev/null", ReadWrite, 0)
                    : SpawnCalls.AddDuplicate(actions, descriptors[i], i);
            }

            _ = SpawnCalls.AddDirectory(actions, directory);
            SetSignals(attributes);
            _ = SpawnCalls.SetGroup(attributes, 0);
            _ = SpawnCalls.SetFlags(attributes,
                (short)(SpawnCalls.SetSignalDefaults | SpawnCalls.SetSignalMask
                | (ownSession ? SpawnCalls.SetSession : SpawnCalls.SetProcessGroup)));
            int started;
            var error = SpawnCalls.Spawn(&started, (byte*)program, actions, attributes, argv.Start, envp.Start);
            process = error == 0 ? started : 0;
            return error;
        }
        finally
        {
            Marshal.FreeCoTaskMem(program);
            _ = SpawnCalls.DestroyActions(actions);
            _ = SpawnCalls.DestroyAttributes(attributes);
        }
    }

    // .NET ignores SIGPIPE and a keeper more; an ignored signal would stay ignored in every program after it.
    private static void SetSignals(byte* attributes)
    {
        var set = stackalloc byte[SpawnCalls.SignalSetLength];
        new Span<byte>(set, SpawnCalls.SignalSetLength).Clear();
        _ = SpawnCalls.SetMask(attributes, set);
        // 1 to 31; 9 (KILL) and 19 (STOP) cannot be set, and the real-time ones from 32 on belong to the C library.
        for (var signal = 1; signal < 32; signal++)
        {
            if (signal is not (9 or 19)) set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        }

        _ = SpawnCalls.SetDefaults(attributes, set);
    }
}
