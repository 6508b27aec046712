using System.Runtime.InteropServices;

namespace Sekimori.App.WsMan;

/// <summary>The terminal in raw mode: every key is a byte immediately, Ctrl-C too. Disposing restores the mode.</summary>
internal sealed unsafe partial class RawTerminal : IDisposable
{
    /// <summary>Room for struct termios of any system (60 bytes on Linux, 72 on macOS).</summary>
    private const int Length = 256;

    private const int Now = 0, Input = 0;

    private readonly byte[] before = new byte[Length];

    private RawTerminal()
    {
    }

    /// <summary>Switches the terminal of standard input; null if it is not a terminal.</summary>
    public static RawTerminal? Take()
    {
        var terminal = new RawTerminal();
        fixed (byte* start = terminal.before)
        {
            if (GetAttributes(Input, start) != 0) return null;
            var raw = stackalloc byte[Length];
            Buffer.MemoryCopy(start, raw, Length, Length);
            MakeRaw(raw);
            return SetAttributes(Input, Now, raw) == 0 ? terminal : null;
        }
    }

    public void Dispose()
    {
        fixed (byte* start = before) _ = SetAttributes(Input, Now, start);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, byte* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* attributes);
}
