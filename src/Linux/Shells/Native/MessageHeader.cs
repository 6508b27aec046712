using System.Runtime.InteropServices;

namespace Sekimori.Linux.Shells.Native;

/// <summary>
/// struct msghdr of 64-bit Linux. A C library whose counts are 32 bits wide pads them to the same places (the unused half is zero).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal nuint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal void* Control;
    internal nuint ControlLength;
    internal int Flags;
}
