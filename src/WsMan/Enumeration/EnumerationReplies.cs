using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>Answers Enumerate, Pull, Release, Renew and GetStatus for every resource that can be enumerated ([DSP0226] 8).</summary>
internal sealed class EnumerationReplies(EnumerationTable table)
{
    // What follows the last item of a reply: end tags and EndOfSequence.
    private const int TailBytes = 256;

    private const string ContextEnd = "</n:EnumerationContext>";

    /// <summary>Reads the body where the action is one of enumerations.</summary>
    /// <returns>False if the action is another.</returns>
    public static bool Reads(in BodySource source)
    {
        switch (source.Headers.Action)
        {
            case Actions.Enumerate: EnumerateBody.Read(source); break;
            case Actions.Pull: PullBody.Read(source, "Pull"); break;
            case Actions.Release: PullBody.Read(source, "Release"); break;
            case Actions.Renew: PullBody.Read(source, "Renew"); break;
            case Actions.GetStatus: PullBody.Read(source, "GetStatus"); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Answers the request where its action is one of enumerations.</summary>
    /// <param name="request">The request.</param>
    /// <param name="enumerate">Answers an Enumerate, which is each resource's own.</param>
    /// <param name="answer">Ends with the answer.</param>
    /// <returns>False if the action is another.</returns>
    public bool Answers(WsManRequest request, Func<WsManRequest, ValueTask> enumerate, out ValueTask answer)
    {
        answer = default;
        switch (request.Headers.Action)
        {
            case Actions.Enumerate: answer = enumerate(request); break;
            case Actions.Pull: answer = PullAsync(request); break;
            case Actions.Release: answer = ReleaseAsync(request); break;
            case Actions.Renew or Actions.GetStatus: answer = RenewOrStatusAsync(request); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Opens an enumeration and answers, with its first items where the client asks for them.</summary>
    public async ValueTask EnumerateAsync(
        WsManRequest request, EnumerateBody body, IAsyncEnumerable<IEnumerationItem> items, CancellationTokenSource closed)
    {
        table.Demand(request.Caller.Identity, request.Settings);
        var context = new EnumerationContext(request.Caller, request.Headers.ResourceUri, body.Mode, items, closed)
        {
            Expires = EnumerationExpiry.Parse(body.Expires, table.Now, request.Settings),
            Questions = request.Questions,
            Guard = request.Guard,
        };
        var ended = true;
        // Until the client knows the context, nobody else can end it.
        await using var stopping = context.StopWhen(request.Aborted).ConfigureAwait(false);
        try
        {
            ended = body.Optimize && await WriteItemsAsync(
                request, context, body.MaxElements, body.Mode, request.Deadline, "EnumerateResponse", Namespaces.WsMan)
                .ConfigureAwait(false);
            if (!body.Optimize) WriteContextOnly(request, context);
            ended |= request.Aborted.IsCancellationRequested;
            if (!ended) table.Add(context);
        }
        catch
        {
            ended = true;
            throw;
        }
        finally
        {
            if (ended) await context.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask PullAsync(WsManRequest request)
    {
        var body = request.BodyAs<PullBody>();
        var context = await FindAsync(request, body).ConfigureAwait(false);
        context.Take();
        // What a Pull has started ends with its client: the items that it took would be lost nevertheless.
        await using var stopping = context.StopWhen(request.Aborted).ConfigureAwait(false);
        var ended = false;
        try
        {
            using var time = body.MaxTime is { } most ? table.StartTimer(most) : null;
            using var limited = time is null ? null : CancellationTokenSource.CreateLinkedTokenSource(request.Deadline, time.Token);
            ended = await WriteItemsAsync(
                request, context, body.MaxElements, context.Mode, limited?.Token ?? request.Deadline, "PullResponse",
                Namespaces.Enumeration, body.MaxCharacters).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not WsManFaultException and not OperationCanceledException)
        {
            // The source has failed and gives no more items.
            ended = true;
            throw;
        }
        finally
        {
            context.Expires = context.Expires.AfterPull(table.Now, request.Settings);
            context.GiveBack();
            if (ended || request.Aborted.IsCancellationRequested) await table.RemoveAsync(context).ConfigureAwait(false);
        }
    }

    // [DSP0226] 8.5: the body of the answer is empty.
    private async ValueTask ReleaseAsync(WsManRequest request)
    {
        var context = await FindAsync(request, request.BodyAs<PullBody>()).ConfigureAwait(false);
        await table.RemoveAsync(context).ConfigureAwait(false);
        request.BeginReply();
    }

    // The answer is the expiry that holds from now on.
    private async ValueTask RenewOrStatusAsync(WsManRequest request)
    {
        var renews = request.Headers.Action == Actions.Renew;
        var name = renews ? "Renew" : "GetStatus";
        var body = request.BodyAs<PullBody>();
        var context = await FindAsync(request, body).ConfigureAwait(false);
        if (renews) context.Expires = EnumerationExpiry.Parse(body.Expires, table.Now, request.Settings);
        request.BeginReply();
        var xml = request.Reply.Xml;
        xml.WriteStartElement("n", name + "Response", Namespaces.Enumeration);
        xml.WriteElementString("n", "Expires", Namespaces.Enumeration, Format(context.Expires.At));
        if (renews) xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, Format(context.Id));
        xml.WriteEndElement();
    }

    /// <summary>The enumeration that a request is about, once the guard has allowed what it gives.</summary>
    private async ValueTask<EnumerationContext> FindAsync(WsManRequest request, PullBody body)
    {
        var context = table.Find(body.Context, request.Caller.Identity, request.Headers.ResourceUri);
        // At a gateway, what one target gives is not read through another.
        if (context.Guard?.Scope != request.Guard?.Scope) throw new WsManFaultException(Fault.InvalidEnumerationContext());
        if (request.Guard is { } guard && context.Questions is { } questions)
            await questions.AskAgainAsync(guard, request.Deadline).ConfigureAwait(false);
        return context;
    }

    private static void WriteContextOnly(WsManRequest request, EnumerationContext context)
    {
        request.BeginReply();
        var xml = request.Reply.Xml;
        xml.WriteStartElement("n", "EnumerateResponse", Namespaces.Enumeration);
        if (context.Expires.IsFixed) xml.WriteElementString("n", "Expires", Namespaces.Enumeration, Format(context.Expires.At));
        xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, Format(context.Id));
        xml.WriteEndElement();
    }

    /// <summary>Writes as many items as there are, may be and fit; true if the enumeration has ended with them.</summary>
    private static async ValueTask<bool> WriteItemsAsync(
        WsManRequest request, EnumerationContext context, long maxElements, EnumerationMode mode,
        CancellationToken deadline, string element, string itemsNamespace, long? maxCharacters = null)
    {
        var most = (int)Math.Min(maxElements, request.Settings.MaxBatchItems);
        var room = (request.Reply.Charset == EnvelopeCharset.Utf8 ? request.MaxReplyBytes : request.MaxReplyBytes / 2) - TailBytes;
        // An item may exceed the room before that is detected; it is then taken back.
        request.BeginReply(int.MaxValue);
        var xml = request.Reply.Xml;
        xml.WriteStartElement("n", element, Namespaces.Enumeration);
        // The context precedes the items, and only then is it known that there are no more: it is cut out again. White space closes the
        // start tag, whose namespace is not written before.
        xml.WriteWhitespace("\n");
        var cutFrom = request.Reply.Length;
        var id = Format(context.Id);
        xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, id);
        var cutTo = request.Reply.Length;
        xml.WriteStartElement(itemsNamespace == Namespaces.WsMan ? "w" : "n", "Items", itemsNamespace);
        // [WS-Enum] 3.2: characters of the items. Octets of UTF-8 are never fewer.
        if (maxCharacters < room - request.Reply.Length) room = request.Reply.Length + (int)maxCharacters;
        var ended = false;
        for (var count = 0; count < most; count++)
        {
            IEnumerationItem? item;
            try
            {
                item = await context.PeekAsync(deadline).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (count > 0 && !request.Aborted.IsCancellationRequested)
            {
                break;
            }
            if (item is null)
            {
                ended = true;
                break;
            }
            var before = request.Reply.Length;
            EnumerationItemWriter.Write(request.Reply, item, mode);
            if (request.Reply.Length > room)
            {
                if (count == 0) throw new WsManFaultException(Fault.ReplyTooLarge(request.MaxReplyBytes));
                request.Reply.TakeBack(before);
                break;
            }
            context.Consume();
        }
        // A client that requested exactly the number of items learns of the end now, if it is known without waiting.
        ended = ended || (context.TryPeek(out var next) && next is null);
        xml.WriteEndElement();
        if (ended) xml.WriteElementString(itemsNamespace == Namespaces.WsMan ? "w" : "n", "EndOfSequence", itemsNamespace, null);
        xml.WriteEndElement();
        // A PullResponse omits it. An EnumerateResponse has an empty one ([MS-WSMV] 4.6.2): clients that pull until there is no context
        // would pull from one that has ended.
        if (ended && itemsNamespace == Namespaces.Enumeration) request.Reply.Cut(cutFrom, cutTo);
        else if (ended) request.Reply.Cut(cutTo - ContextEnd.Length - id.Length, cutTo - ContextEnd.Length);
        return ended;
    }

    private static string Format(Guid id) => "uuid:" + id.ToString().ToUpperInvariant();

    private static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
