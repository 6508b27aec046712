using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>Robust connections ([MS-WSMV] 3.1.4.1.39): a reply that the connection lost is sent again by another one, and what it answers
/// is not done again.</content>
public sealed partial class WsManService
{
    private readonly OperationTable _operations;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>
    /// Operations of robust connections that run or whose replies are kept, and the bytes of memory that those hold; for metrics.
    /// </summary>
    public (int Operations, long Bytes) Kept => _operations.Kept;

    /// <summary>Is this an operation whose reply its client may request again? Resources without robust connections ignore it.</summary>
    private static bool IsRobust(RequestHeaders headers, IResource resource)
    {
        if (headers.OperationId is not { } text || !resource.HasRobustConnections) return false;
        if (OperationKey.TryParse(text, out var id)) headers.RobustId = id;
        // What must be understood is not skipped.
        else if (headers.IsRetransmission) throw new WsManFaultException(Fault.InvalidHeader("OperationID", "it is not a GUID."));
        return headers.RobustId is not null;
    }

    private async ValueTask<WsManReply> AnswerRobustAsync(WsManRequest request, IReplyChannel? channel, CancellationToken aborted)
    {
        // Before anything is known of the operation: the account may have lost its role since.
        _ = Authorized(request);
        var operation = _operations.Begin(request, channel?.Connection, out var isNew);
        request.Headers.IsOperation = true;
        request.Left = aborted;
        if (isNew) operation.Questions = request.Questions;
        return isNew
            ? await ExecuteAsync(request, operation).ConfigureAwait(false)
            : await ResendAsync(request, operation, channel, aborted).ConfigureAwait(false);
    }

    // It continues where its connection ends, until its own time-out: whoever waited for it may come back. Or until it is cancelled.
    private async ValueTask<WsManReply> ExecuteAsync(WsManRequest request, RobustOperation operation)
    {
        WsManReply? reply = null;
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(operation.Cancelled, _closing.Token);
        request.Aborted = cancelled.Token;
        try
        {
            try
            {
                reply = await ReplyAsync(request).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (operation.Cancelled.IsCancellationRequested)
            {
                reply = FaultReply(Fault.Internal("The client has cancelled the operation.", WsManErrors.OperationAborted),
                    request.Reply.Charset, request.Headers);
            }
            catch (Exception e)
            {
                reply = FaultReply(e, request.Reply.Charset, request.Headers, _closing.Token);
            }
            _operations.Complete(operation, reply.Share());
            return reply;
        }
        finally
        {
            if (reply is null) _operations.Abandon(operation);
        }
    }

    private async ValueTask<WsManReply> ResendAsync(
        WsManRequest request, RobustOperation operation, IReplyChannel? channel, CancellationToken aborted)
    {
        using var unused = request.Reply;
        request.Parsed.IsResent = true;
        var headers = request.Headers;
        try
        {
            if (channel is not null)
            {
                using var acknowledgement = RobustMessages.Acknowledgement(headers, unused.Charset);
                await channel.SendAheadAsync(acknowledgement.Written, unused.Charset).ConfigureAwait(false);
            }
            await operation.Over.WaitAsync(aborted).ConfigureAwait(false);
            // The reply concerns these classes, whatever the policy says of them now.
            if (request.Guard is { } guard)
            {
                if (operation.Questions is { } questions) await questions.AskAgainAsync(guard, aborted).ConfigureAwait(false);
                if (request.Parsed.AsksForClasses && guard.Conclude() is { } refused) throw new WsManFaultException(refused);
            }
        }
        catch
        {
            _operations.Take(operation)?.Dispose();
            throw;
        }
        if (_operations.Take(operation) is { } kept)
            return new WsManReply(kept.Body, kept, kept.Charset, kept.Fault, headers.Action, headers.ResourceUri)
            {
                IsRobust = true, IsResent = channel is not null
            };
        return FaultReply(Fault.Internal("The operation has ended, and its reply is no longer kept.", WsManErrors.OperationAborted),
            unused.Charset, headers);
    }

    /// <summary>Is this a message about an operation, beside it?</summary>
    private static bool IsAside(RequestHeaders headers) => headers.Action == Actions.Acknowledge
        ? headers.ResourceUri.Equals(WellKnown.RobustConnection, StringComparison.OrdinalIgnoreCase)
        : (headers.Action is Actions.End or Actions.Cancel || headers.Action.Equals(Actions.KeepAlive, StringComparison.OrdinalIgnoreCase))
        && headers.ResourceUri.Equals(WellKnown.FullDuplex, StringComparison.OrdinalIgnoreCase);

    // [MS-WSMV] 3.1.4.18 to 3.1.4.20: there is no output. An unknown operation has nothing to delete.
    private WsManReply AnswerAside(ParsedRequest request, Caller caller)
    {
        var headers = request.Headers;
        if (!OperationKey.TryParse(headers.OperationId ?? "", out var id))
            throw new WsManFaultException(Fault.InvalidHeader("OperationID", "it is missing or not a GUID."));
        var key = new OperationKey(caller.Identity, id);
        switch (headers.Action)
        {
            case Actions.Acknowledge:
                if (((AcknowledgeBody)request.Body!).LastSequenceId >= 1) _operations.Acknowledge(key);
                break;
            case Actions.Cancel: _operations.Cancel(key); break;
            case Actions.End: _operations.Release(key); break;
                // KeepAlive: the connection was busy, which is all that it is for.
        }
        return new WsManReply(default, null, EnvelopeCharset.Utf8, null, headers.Action, headers.ResourceUri);
    }
}
