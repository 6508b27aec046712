using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Sekimori.Server.WsMan;

/// <content>Records of requests whose sender is not known.</content>
public sealed partial class WsManHandler
{
    // The body of a handshake's first request is read, but without waiting long: the answer to it is 401 in any case.
    private const int MaxPeekBytes = 8 * 1024;
    private static readonly TimeSpan PeekTime = TimeSpan.FromMilliseconds(250);

    private async ValueTask RecordChallengeAsync(HttpContext context, WsManConnection connection, HttpLogonResult result)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        var body = await PeekAsync(context).ConfigureAwait(false);
        // By the reader of requests that are answered: what it takes for a method is one.
        var parsed = body.Length > 0 ? _service.Inspect(body, body.Length, CharsetOf(context.Request.ContentType)) : null;
        await _guard!.ChallengedAsync(context, connection, new(scheme, result.Refusal, result.Claim) { Body = parsed, Bytes = body.Length })
            .ConfigureAwait(false);
    }

    /// <summary>
    /// The body of a request that is not executed: an attempt without credentials, a relay's filler. Empty if it is long, or does not come
    /// at once.
    /// </summary>
    private static async ValueTask<byte[]> PeekAsync(HttpContext context)
    {
        // A client that sent "Expect: 100-continue" keeps its body until it is asked for.
        if (context.Request.ContentLength is not (> 0 and <= MaxPeekBytes) || context.Request.Headers.Expect.Count > 0) return [];
        var wanted = (int)context.Request.ContentLength.Value;
        var reader = context.Request.BodyReader;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timer.CancelAfter(PeekTime);
        // A read that a token ends stays started, and Kestrel could not discard the rest of the body then.
        using var registration = timer.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), reader);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                var isWhole = read.Buffer.Length >= wanted;
                var body = isWhole ? System.Buffers.BuffersExtensions.ToArray(read.Buffer) : [];
                if (isWhole) reader.AdvanceTo(read.Buffer.End);
                else reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (isWhole || read.IsCanceled || read.IsCompleted) return body;
            }
        }
        catch (IOException)
        {
            return [];
        }
    }
}
