using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Sekimori.Hosting.Guarding;

namespace Sekimori.Hosting.WsMan;

/// <content>What the guard is told of requests whose sender is not known.</content>
public sealed partial class WsManHandler
{
    private async ValueTask TellChallengeAsync(HttpContext context, WsManConnection connection, HttpLogonResult result)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        await _guard!.ChallengedAsync(context, connection, result.Refusal, space < 0 ? header : header[..space], result.Claim, await PeekAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>What stands in a body that is not acted on: an attempt without credentials, a relay's filler. Empty where it is long, or does not come at once.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> PeekAsync(HttpContext context)
    {
        // Who asks for leave to send its body keeps it until it is asked for.
        if (context.Request.ContentLength is not (> 0 and <= WsManGuard.MaxPeekBytes) || context.Request.Headers.Expect.Count > 0) return default;
        var wanted = (int)context.Request.ContentLength.Value;
        var reader = context.Request.BodyReader;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timer.CancelAfter(WsManGuard.PeekTime);
        // A read that a token ends stays begun, and Kestrel could not discard the rest of the body then.
        using var registration = timer.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), reader);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                var isWhole = read.Buffer.Length >= wanted;
                var body = isWhole ? System.Buffers.BuffersExtensions.ToArray(read.Buffer) : default(ReadOnlyMemory<byte>);
                if (isWhole) reader.AdvanceTo(read.Buffer.End);
                else reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (isWhole || read.IsCanceled || read.IsCompleted) return body;
            }
        }
        catch (IOException)
        {
            return default;
        }
    }
}
