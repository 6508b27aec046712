using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.WsMan.Encryption;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.WsMan;

/// <content>Encrypted messages ([MS-WSMV] 2.2.9.1): within HTTP, by the context that the connection's handshake made. What is answered to
/// them is encrypted, faults too.</content>
public sealed partial class WsManHandler
{
    private async Task AnswerSealedAsync(
        HttpContext context, WsManConnection connection, HttpLogonResult logon, WsManSettings settings, int maxEnvelope)
    {
        if (logon.Protects is not { } protects)
        {
            await RefuseSealedAsync(context, connection,
                new Refusal(logon.Caller!.Scheme, logon.Caller.Account, RefusalReason.OutOfTurn,
                "an encrypted message without a context to decrypt it")).ConfigureAwait(false);
            return;
        }
        var most = MessageEncryption.MaxBytes(maxEnvelope);
        var declared = context.Request.ContentLength;
        var body = ArrayPool<byte>.Shared.Rent((int)Math.Min(declared ?? 8 * 1024, most));
        try
        {
            var count = -1;
            if (declared is null || declared <= most) (body, count) = await ReadAsync(context, body, most, settings).ConfigureAwait(false);
            if (count < 0)
            {
                if (_guard is not null)
                    await _guard.RefusedAsync(context, connection, logon.Caller!, StatusCodes.Status413PayloadTooLarge, "large_message",
                        -count).ConfigureAwait(false);
                // Bytes that were not decrypted are missing in our count: the connection ends.
                context.Response.Headers.Connection = "close";
                using var tooLarge = _service.Refuse(Fault.EnvelopeTooLarge(maxEnvelope));
                await SendSealedAsync(context, protects, tooLarge, StatusCodes.Status413PayloadTooLarge).ConfigureAwait(false);
                connection.Forget();
                return;
            }
            if (MessageEncryption.DecryptRequest(protects, body.AsMemory(0, count), out var envelope, out var type) is { } refusal)
            {
                await RefuseSealedAsync(context, connection, refusal).ConfigureAwait(false);
                return;
            }
            var caller = logon.Caller! with { Level = ProtectionLevel.Privacy };
            // [DSP0226] 13.1, as outside: another character set is not guessed at.
            var named = CharsetOf(type);
            if (named is not null && !EnvelopeCharsets.IsSupported(named))
            {
                if (_guard is not null)
                    await _guard.RefusedAsync(context, connection, caller, StatusCodes.Status500InternalServerError, "other_charset")
                        .ConfigureAwait(false);
                using var refused = _service.Refuse(Fault.CharacterSet(named));
                await SendSealedAsync(context, protects, refused, refused.HttpStatus).ConfigureAwait(false);
                return;
            }
            // Decrypted in place, to the front.
            var channel = new WsManReplyChannel(context, connection, protects);
            using var reply = await HandleGuardedAsync(context, body, envelope.Length, named, caller, channel).ConfigureAwait(false);
            if (reply.Body.IsEmpty) context.Response.ContentLength = 0;
            else if (reply.IsRobust || channel.HasBegun) await channel.SendAsync(reply).ConfigureAwait(false);
            else await SendSealedAsync(context, protects, reply, reply.HttpStatus).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected: nobody is left to answer.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static async Task SendSealedAsync(HttpContext context, SecurityContext protects, WsManReply reply, int status)
    {
        using var message = new ReplyBuffer();
        MessageEncryption.Encrypt(protects, reply.Body.Span, reply.Charset.ContentType(), message);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = MessageEncryption.ContentType(protects, reply.Body.Length);
        response.ContentLength = message.Count;
        await WriteAsync(response.BodyWriter, message.Written, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>
    /// A message that is not trustworthy, replayed or changed on its way: nothing is done, and the client must start with a new handshake.
    /// </summary>
    private async Task RefuseSealedAsync(HttpContext context, WsManConnection connection, Refusal refusal)
    {
        LogSealed(connection.Remote, refusal);
        if (_guard is not null)
            await _guard.RefusedAsync(context, connection, connection.Proved?.Caller ?? Caller.Anonymous, StatusCodes.Status400BadRequest,
                "unreadable_message").ConfigureAwait(false);
        connection.Forget();
        context.Response.Headers.Connection = "close";
        await RefuseAsync(context, StatusCodes.Status400BadRequest, "The encrypted message cannot be read.").ConfigureAwait(false);
    }
}
