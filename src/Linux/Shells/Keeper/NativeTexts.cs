using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>A null-terminated array of null-terminated UTF-8 strings, as execve(2) needs it.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly int _count;

    internal NativeTexts(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Start = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++) Start[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
    }

    /// <summary>The array.</summary>
    internal byte** Start { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++) Marshal.FreeCoTaskMem((nint)Start[i]);
        NativeMemory.Free(Start);
    }
}
