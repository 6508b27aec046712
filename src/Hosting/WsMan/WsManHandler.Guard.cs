using Microsoft.AspNetCore.Http;
using Sekimori.Hosting.Guarding;
using Sekimori.Security;

namespace Sekimori.Hosting.WsMan;

/// <content>What the guard is told of requests whose sender is not known.</content>
public sealed partial class WsManHandler
{
    private async ValueTask TellChallengeAsync(HttpContext context, WsManConnection connection, Refusal? refusal)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, credentials) = space < 0 ? (header, "") : (header[..space], header[(space + 1)..].Trim());
        await _guard!.ChallengedAsync(context, connection, refusal, scheme, credentials, await PeekAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>What stands in a body that is not acted on: an attempt without credentials, a relay's filler. Empty where it is long, or does not come at once.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> PeekAsync(HttpContext context)
    {
        // Who asks for leave to send its body keeps it until it is asked for.
        if (context.Request.ContentLength is not (> 0 and <= WsManGuard.MaxPeekBytes) || context.Request.Headers.Expect.Count > 0) return default;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timer.CancelAfter(WsManGuard.PeekTime);
        try
        {
            var reader = context.Request.BodyReader;
            var read = await reader.ReadAtLeastAsync((int)context.Request.ContentLength.Value, timer.Token).ConfigureAwait(false);
            var body = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            return body;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return default;
        }
    }
}
