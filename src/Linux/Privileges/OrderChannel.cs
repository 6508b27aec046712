using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Privileges;

/// <summary>
/// One end of the connection between a server and its keeper: messages with a length, and at most one descriptor each. Blocking; one
/// reader, any number of writers.
/// </summary>
/// <param name="descriptor">A stream socket, which the caller closes.</param>
internal sealed unsafe class OrderChannel(int descriptor)
{
    /// <summary>
    /// A command line of 32,768 characters and an environment as long; the answer about passwords has a line of about 30 bytes for each
    /// local user.
    /// </summary>
    internal const int MaxLength = 256 << 10;

    private readonly KeeperChannel _channel = new(descriptor, MaxLength);
    private readonly Lock _writing = new();

    /// <summary>Waits for the next message; null at the end of the connection, or if the message is not valid.</summary>
    internal byte[]? Read(out int[] descriptors) => _channel.Read(out descriptors);

    /// <summary>Sends a message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="passed">A descriptor to go with it, or -1.</param>
    /// <returns>False if the peer has ended, or does not read: a peer whose buffer stays full for long loses the connection.</returns>
    internal bool Send(ReadOnlySpan<byte> message, int passed = -1)
    {
        if (message.Length is 0 or > MaxLength) return false;
        var length = message.Length;
        lock (_writing)
        {
            if (!SendLength(&length, passed)) return false;
            fixed (byte* start = message)
            {
                for (var sent = 0; sent < message.Length;)
                {
                    var vector = new IoVector { Start = start + sent, Length = (nuint)(message.Length - sent) };
                    var header = new MessageHeader { Vectors = &vector, VectorCount = 1 };
                    var written = DescriptorCalls.SendMessage(descriptor, &header, DescriptorCalls.NoSignal);
                    if (written > 0) sent += (int)written;
                    else if (Marshal.GetLastPInvokeError() != Errno.Interrupted) return false;
                }
            }
        }

        return true;
    }

    // unix(7): descriptors travel with the bytes that they were sent with, here the length.
    private bool SendLength(int* length, int passed)
    {
        const int controlLength = 24, socketLevel = 1, rights = 1;
        var control = stackalloc byte[controlLength];
        new Span<byte>(control, controlLength).Clear();
        *(nuint*)control = 20;
        *(int*)(control + 8) = socketLevel;
        *(int*)(control + 12) = rights;
        *(int*)(control + 16) = passed;
        var vector = new IoVector { Start = length, Length = 4 };
        var header = new MessageHeader { Vectors = &vector, VectorCount = 1 };
        if (passed >= 0)
        {
            header.Control = control;
            header.ControlLength = controlLength;
        }

        nint sent;
        do sent = DescriptorCalls.SendMessage(descriptor, &header, DescriptorCalls.NoSignal);
        while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return sent == 4;
    }
}
