using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Sekimori.Bench.Epm;

/// <summary>
/// The least that a Kestrel handler can do: cut PDUs by their length, answer the first with a canned bind_ack and all others with a canned
/// response.
/// </summary>
internal sealed class BareHandler(byte[] bindAck, byte[] response) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync();
                var buffer = result.Buffer;
                while (buffer.Length >= 16)
                {
                    var length = buffer.FirstSpan[8] | buffer.FirstSpan[9] << 8;
                    if (buffer.Length < length) break;
                    output.Write(buffer.FirstSpan[2] == 11 ? bindAck : response);
                    buffer = buffer.Slice(length);
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                await output.FlushAsync();
                if (result.IsCompleted) break;
            }
        }
        catch (ConnectionResetException)
        {
            // mapload closes so.
        }
    }
}
