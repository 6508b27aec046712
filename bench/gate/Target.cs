using System.Net;
using System.Net.Sockets;

namespace Sekimori.Bench.Gate;

/// <summary>
/// The host behind: answers each message of 200 bytes with as many, and swallows what starts with 'b', in bulk, until its last byte 'e'.
/// </summary>
internal static class Target
{
    public const int MessageBytes = 200;

    public static Task<int> RunAsync() => Processes.ServeAsync(AnswerAsync);

    private static async Task AnswerAsync(Socket socket, byte[] buffer)
    {
        var isBulk = false;
        try
        {
            for (var held = 0; ;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(held));
                if (read == 0) return;
                if (held == 0 && !isBulk) isBulk = buffer[0] == 'b';
                if (isBulk)
                {
                    if (buffer[read - 1] != 'e') continue;
                    isBulk = false;
                    await socket.SendAsync("k"u8.ToArray());
                    continue;
                }
                held += read;
                for (; held >= MessageBytes; held -= MessageBytes) await socket.SendAsync(buffer.AsMemory(0, MessageBytes));
            }
        }
        catch (SocketException)
        {
            // The load has ended.
        }
    }
}
