namespace Sekimori.Linux.Shells.Native;

/// <summary>The error numbers of Linux that the shells decide on; the same on every architecture that .NET runs on.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int NotExecutable = 8;
    internal const int NoChild = 10;
    internal const int Again = 11;
    internal const int NoMemory = 12;
    internal const int Access = 13;
    internal const int Range = 34;
    internal const int TooManyOpenInSystem = 23;
    internal const int TooManyOpen = 24;

    /// <summary>Not the kernel's: there is no such program along PATH, and no /bin/sh that could report it.</summary>
    internal const int NoProgram = 0x1000;
}
