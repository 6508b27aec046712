using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>Sends descriptors to another process over a local socket (unix(7), SCM_RIGHTS).</summary>
internal static unsafe class DescriptorPassing
{
    private const int SocketLevel = 1, Rights = 1, HeaderLength = 16;

    /// <summary>Sends the bytes with the descriptors.</summary>
    /// <returns>False if the socket's buffer is full.</returns>
    /// <exception cref="SocketException">The peer has disconnected.</exception>
    internal static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        var length = HeaderLength + (4 * descriptors.Length);
        var room = (length + 7) & ~7;
        var control = stackalloc byte[room];
        new Span<byte>(control, room).Clear();
        *(nuint*)control = (nuint)length;
        *(int*)(control + 8) = SocketLevel;
        *(int*)(control + 12) = Rights;
        descriptors.CopyTo(new Span<int>(control + HeaderLength, descriptors.Length));
        fixed (byte* start = bytes)
        {
            var vector = new IoVector { Start = start, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)room };
            var sent = DescriptorCalls.SendMessage((int)socket.Handle, &message, DescriptorCalls.NoSignal);
            if (sent == bytes.Length) return true;
            var error = Marshal.GetLastPInvokeError();
            // 4 bytes go into a local socket's buffer whole or not at all.
            return sent < 0 && error is Errno.Again or Errno.Interrupted
                ? false
                : throw new SocketException((int)SocketError.ConnectionReset);
        }
    }
}
