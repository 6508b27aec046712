using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.WsMan;

/// <content>Bodies: read within their limits, answered.</content>
public sealed partial class WsManHandler
{
    // An Identify of Windows has about 500 bytes; clients that have not logged on cannot make us read more.
    private const int MaxAnonymousBytes = 8 * 1024;

    // What is handed to the connection at a time: a few full records of TLS, which the client opens while the next ones are made.
    internal const int WriteBytes = 64 * 1024;

    private async Task AnswerAsync(HttpContext context, WsManConnection? connection, Caller caller, WsManSettings settings, int maxBytes)
    {
        var declared = context.Request.ContentLength;
        if (declared > maxBytes)
        {
            await TooLargeAsync(context, connection, caller, 0).ConfigureAwait(false);
            return;
        }
        // [DSP0226] 13.1: what says that it is in another character set is not guessed at.
        var named = CharsetOf(context.Request.ContentType);
        if (named is not null && !EnvelopeCharsets.IsSupported(named))
        {
            if (_guard is not null)
                await _guard.RefusedAsync(context, connection, caller, StatusCodes.Status500InternalServerError, "other_charset")
                    .ConfigureAwait(false);
            await FaultAsync(context, StatusCodes.Status500InternalServerError, Fault.CharacterSet(named)).ConfigureAwait(false);
            return;
        }
        var body = ArrayPool<byte>.Shared.Rent((int)Math.Min(declared ?? 8 * 1024, maxBytes));
        try
        {
            int count;
            (body, count) = await ReadAsync(context, body, maxBytes, settings).ConfigureAwait(false);
            if (count < 0)
            {
                await TooLargeAsync(context, connection, caller, -count).ConfigureAwait(false);
                return;
            }
            var channel = connection is null ? null : new WsManReplyChannel(context, connection, null);
            using var reply = await HandleGuardedAsync(context, body, count, named, caller, channel).ConfigureAwait(false);
            if (channel is not null && (reply.IsRobust || channel.HasBegun))
            {
                await channel.SendAsync(reply).ConfigureAwait(false);
                return;
            }
            var response = context.Response;
            response.StatusCode = reply.HttpStatus;
            if (!reply.Body.IsEmpty) response.ContentType = reply.Charset.ContentType();
            response.ContentLength = reply.Body.Length;
            await WriteAsync(response.BodyWriter, reply.Body, context.RequestAborted).ConfigureAwait(false);
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

    private static string? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Charset.Length > 0
        ? HeaderUtilities.RemoveQuotes(type.Charset).ToString()
        : null;

    // Kestrel cuts what it is given at once into pages of 4 KB, and each becomes a record of TLS and a call of its own.
    private static async ValueTask WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        for (; body.Length > WriteBytes; body = body[WriteBytes..])
        {
            body[..WriteBytes].CopyTo(writer.GetMemory(WriteBytes));
            writer.Advance(WriteBytes);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        await writer.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The one way from an envelope to its answer, encrypted or not: past the guard, and into the log.</summary>
    private async ValueTask<WsManReply> HandleGuardedAsync(
        HttpContext context, byte[] envelope, int count, string? named, Caller caller, WsManReplyChannel? channel)
    {
        var guarded = _guard?.Begin(context, caller);
        var reply = await _service.AnswerAsync(envelope, count, caller, context.RequestAborted, guarded, channel, named)
            .ConfigureAwait(false);
        try
        {
            var unrecorded = guarded is null ? null : await guarded.EndAsync(reply, envelope.AsMemory(0, count)).ConfigureAwait(false);
            Log(context, caller, reply);
            if (unrecorded is null) return reply;
            // A request that must be recorded before it is answered, and cannot be.
            reply.Dispose();
            return _service.Refuse(unrecorded);
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    /// <summary>Reads the body; if it is larger than it may be, what had come until then as a count below zero.</summary>
    private static async ValueTask<(byte[] Body, int Count)> ReadAsync(
        HttpContext context, byte[] body, int maxBytes, WsManSettings settings)
    {
        var reader = context.Request.BodyReader;
        var count = 0;
        CancellationTokenSource? timer = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    // [MS-WSMV] 3.1.4.1: the whole of a request must arrive within MaxPacketRetrievalTimeSeconds.
                    timer ??= new CancellationTokenSource(TimeSpan.FromSeconds(settings.MaxPacketRetrievalTimeSeconds));
                    read = await reader.ReadAsync(timer.Token).ConfigureAwait(false);
                }
                var length = read.Buffer.Length;
                if (count + length > maxBytes) return (body, -(int)Math.Min(count + length, int.MaxValue));
                if (count + length > body.Length) body = Grow(body, count, (int)(count + length), maxBytes);
                read.Buffer.CopyTo(body.AsSpan(count));
                count += (int)length;
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return (body, count);
            }
        }
        catch (OperationCanceledException) when (timer is { IsCancellationRequested: true })
        {
            // RFC 9110 15.5.9
            throw new BadHttpRequestException("The request took too long to arrive.", StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            timer?.Dispose();
        }
    }

    private static byte[] Grow(byte[] body, int count, int needed, int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(needed, body.Length * 2), maxBytes));
        body.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(body);
        return larger;
    }

    private async Task TooLargeAsync(HttpContext context, WsManConnection? connection, Caller caller, int came)
    {
        if (_guard is not null)
            await _guard.RefusedAsync(context, connection, caller, StatusCodes.Status413PayloadTooLarge, "large_message", came)
                .ConfigureAwait(false);
        // [MS-WSMV] 3.1.4.1.20. The rest of the body is not waited for.
        context.Response.Headers.Connection = "close";
        await FaultAsync(context, StatusCodes.Status413PayloadTooLarge,
            Fault.EnvelopeTooLarge(_service.Settings.Current.MaxEnvelopeSizeKb * 1024)).ConfigureAwait(false);
    }

    private async Task FaultAsync(HttpContext context, int status, Fault fault)
    {
        context.Response.StatusCode = status;
        using var reply = _service.Refuse(fault);
        context.Response.ContentType = reply.Charset.ContentType();
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.BodyWriter.WriteAsync(reply.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private void Log(HttpContext context, Caller caller, WsManReply reply)
    {
        if (reply.Failure is { } failure) LogFailure(failure, caller.Account, reply.Action, reply.ResourceUri);
        else if (reply.Fault is { } fault && fault.Subcode != FaultSubcode.TimedOut && _logger.IsEnabled(LogLevel.Information))
            LogFault(context.Connection.RemoteIpAddress, caller.Account, reply.Action, reply.ResourceUri, fault.Subcode.Name, fault.Reason);
    }

    [LoggerMessage(EventId = 500, Level = LogLevel.Error, Message = "WS-Man request of {Account} failed: {Action} on {Resource}")]
    private partial void LogFailure(Exception failure, string account, string action, string resource);

    [LoggerMessage(EventId = 501, Level = LogLevel.Information,
        Message = "WS-Man fault to {Remote} {Account}: {Action} on {Resource}: {Subcode}: {Reason}")]
    private partial void LogFault(
        System.Net.IPAddress? remote, string account, string action, string resource, string? subcode, string reason);
}
