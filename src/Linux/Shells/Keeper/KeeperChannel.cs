using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// The keeper's end of its connection to the server, on a descriptor; blocking, for one reader and any number of writers.
/// </summary>
/// <param name="descriptor">A stream socket.</param>
/// <param name="maxLength">The longest message.</param>
internal sealed unsafe class KeeperChannel(int descriptor, int maxLength = KeeperChannel.MaxOrderLength)
{
    /// <summary>
    /// An order carries a command line and an environment, which the kernel bounds at 6 MiB (three quarters of 8 MiB of stack) anyway.
    /// </summary>
    internal const int MaxOrderLength = 8 << 20;

    /// <summary>Input, output, errors.</summary>
    internal const int MaxDescriptors = 3;

    private readonly Lock _writing = new();

    /// <summary>Waits for the next order.</summary>
    /// <param name="descriptors">The descriptors sent with it; the caller closes them.</param>
    /// <returns>The order, or null at the connection's end.</returns>
    internal byte[]? Read(out int[] descriptors)
    {
        var length = stackalloc byte[4];
        descriptors = [];
        var first = ReceiveFirst(length, out descriptors);
        if (first > 0 && Fill(length + first, 4 - first) && *(int*)length is var count && count >= 1 && count <= maxLength)
        {
            var order = GC.AllocateUninitializedArray<byte>(count);
            fixed (byte* start = order)
            {
                if (Fill(start, count)) return order;
            }
        }

        CloseAll(descriptors);
        descriptors = [];
        return null;
    }

    internal static void CloseAll(ReadOnlySpan<int> descriptors)
    {
        foreach (var one in descriptors) _ = DescriptorCalls.Close(one);
    }

    /// <summary>Sends a message to the server, unless it has ended.</summary>
    internal void Write(KeeperNews news, int number, int value)
    {
        var bytes = stackalloc byte[9];
        bytes[0] = (byte)news;
        Buffer.MemoryCopy(&number, bytes + 1, 4, 4);
        Buffer.MemoryCopy(&value, bytes + 5, 4, 4);
        lock (_writing)
        {
            for (var sent = 0; sent < 9;)
            {
                var written = DescriptorCalls.Write(descriptor, bytes + sent, (nuint)(9 - sent));
                if (written > 0) sent += (int)written;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted) return;
            }
        }
    }

    // unix(7): descriptors arrive with the first byte that they were sent with.
    private int ReceiveFirst(byte* buffer, out int[] descriptors)
    {
        const int header = 16;
        var control = stackalloc byte[64];
        new Span<byte>(control, 64).Clear();
        var vector = new IoVector { Start = buffer, Length = 4 };
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = 64 };
        nint received;
        do received = DescriptorCalls.ReceiveMessage(descriptor, &message, DescriptorCalls.MessageCloseOnExec);
        while (received < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        descriptors = [];
        if (received > 0 && message.ControlLength > header)
        {
            var all = new ReadOnlySpan<int>(control + header, Math.Min((int)*(nuint*)control - header, 64 - header) / 4);
            descriptors = all[..Math.Min(all.Length, MaxDescriptors)].ToArray();
            CloseAll(all[descriptors.Length..]);
        }

        return (int)received;
    }

    private bool Fill(byte* start, int count)
    {
        while (count > 0)
        {
            var read = DescriptorCalls.Read(descriptor, start, (nuint)count);
            if (read < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted) continue;
            if (read <= 0) return false;
            start += read;
            count -= (int)read;
        }

        return true;
    }
}
