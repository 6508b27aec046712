using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>From the first byte to a request that has been read whole, and whose headers have been checked.</content>
public sealed partial class WsManService
{
    // [DSP0226] 6.2: a client that allows less than this gets an EncodingLimit fault.
    private const int LeastEnvelopeSize = 8192;

    /// <summary>
    /// Reads an envelope that is not answered, with the reader of those that are: for the record of requests without a logon. Never throws
    /// for what a client sent.
    /// </summary>
    /// <param name="envelope">The bytes.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="named">The charset parameter of the Content-Type; null if it has none.</param>
    public ParsedRequest Inspect(byte[] envelope, int count, string? named = null)
    {
        var parsed = new ParsedRequest();
        try
        {
            Parse(envelope, count, parsed, LimitsOf(Settings.Current), null, named);
        }
        catch (Exception e) when (e is WsManFaultException or Cim.Model.CimException)
        {
            parsed.Defect = DefectOf(e, envelope.AsSpan(0, count));
        }
        return parsed;
    }

    /// <summary>Reads all of a request into <paramref name="parsed"/>, which holds what was read when a fault is thrown, too.</summary>
    /// <returns>What is to answer it; null for Identify and for messages about operations.</returns>
    private IResource? Parse(byte[] envelope, int count, ParsedRequest parsed, SoapLimits limits, Caller? caller, string? named)
    {
        using var reader = new EnvelopeReader(envelope, count, limits, isStrict: true, named);
        var headers = parsed.Headers;
        var hasElement = ReadToBody(reader, headers, limits);
        parsed.IsIdentify = hasElement && reader.Is("Identify", Namespaces.Identity);
        IResource? resource = null;
        // To callers that are not known, this service alone answers: nothing goes on for them.
        if (parsed.IsIdentify) resource = caller is { IsAnonymous: false } ? _everything : null;
        else
        {
            var isAside = IsAside(headers);
            // [MS-WSMV] 3.2.4.2.1, 4.11.3: it has no reply, and no ReplyTo.
            if (isAside) headers.ReplyTo ??= WellKnown.Anonymous;
            if (caller is not null) Check(headers, caller);
            var source = new BodySource(reader, hasElement, limits, parsed);
            if (!isAside) (resource = _resources.Find(headers.ResourceUri)).Read(source);
            else if (headers.Action == Actions.Acknowledge) AcknowledgeBody.Read(source);
        }
        // Bodies that are not used.
        if (hasElement && parsed.Body is null) reader.Skip();
        reader.ReadToEnd(hasElement);
        parsed.IsWhole = true;
        return resource;
    }

    /// <summary>Reads up to the body's first element; false if the body is empty.</summary>
    private static bool ReadToBody(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        if (!reader.Is("Envelope", Namespaces.Soap))
            throw reader.LocalName == "Envelope" ? new WsManFaultException(Fault.VersionMismatch())
                : new WsManFaultException(Fault.SchemaValidation("The document is not a SOAP envelope."),
                reader.Is("xml", "") ? EnvelopeDefect.Filler : EnvelopeDefect.None);
        reader.Enter();
        if (!reader.NextChild()) throw new WsManFaultException(Fault.SchemaValidation("The envelope is empty."));
        if (reader.Is("Header", Namespaces.Soap))
        {
            HeaderReader.Read(reader, headers, limits);
            if (!reader.NextChild() || (HeaderReader.ReadMisplaced(reader, headers, limits) && !reader.NextChild()))
                throw new WsManFaultException(Fault.SchemaValidation("The envelope has no body."));
        }
        if (!reader.Is("Body", Namespaces.Soap))
            throw new WsManFaultException(Fault.SchemaValidation("The envelope has no body at its place."));
        reader.Enter();
        return reader.NextChild();
    }

    private static void Check(RequestHeaders headers, Caller caller)
    {
        if (caller.IsAnonymous) throw new WsManFaultException(Fault.AccessDenied());
        // [MS-WSMV] 3.1.4.1.5: a missing MessageID is an invalid header, a missing Action or ReplyTo a required one (3.1.4.1.3).
        if (headers.MessageId is null) throw new WsManFaultException(Fault.InvalidHeader("MessageID", "it is missing."));
        if (headers.Action.Length == 0) throw new WsManFaultException(Fault.HeaderRequired("Action"));
        if (headers.ReplyTo is null) throw new WsManFaultException(Fault.HeaderRequired("ReplyTo"));
        if (!IsAnonymousAddress(headers.ReplyTo) || (headers.FaultTo is not null && !IsAnonymousAddress(headers.FaultTo)))
            throw new WsManFaultException(Fault.AddressingMode());
        if (headers.ResourceUri.Length == 0) throw new WsManFaultException(Fault.InvalidResourceUri("The header ResourceURI is missing."));
        if (headers.MaxEnvelopeSize is < LeastEnvelopeSize) throw new WsManFaultException(Fault.EnvelopeSizeTooSmall());
    }

    private static WsManRequest Make(
        ParsedRequest parsed, IResource? resource, WsManSettings settings, SoapLimits limits, Caller caller, IRequestGuard? guard,
        EnvelopeCharset charset, CancellationToken aborted)
    {
        var headers = parsed.Headers;
        var most = TimeSpan.FromMilliseconds(settings.MaxTimeoutMs);
        return new WsManRequest
        {
            Parsed = parsed,
            Resource = resource,
            Caller = caller,
            Guard = guard,
            Settings = settings,
            MaxReplyBytes = (int)Math.Min(headers.MaxEnvelopeSize ?? int.MaxValue, limits.MaxEnvelopeBytes),
            // [MS-WSMV] 3.1.4.1.6: the setting if the client gives no limit, or a larger one. Zero means none.
            Timeout = headers.OperationTimeout is { } asked && asked > TimeSpan.Zero && asked < most ? asked : most,
            Aborted = aborted,
            Reply = new EnvelopeWriter(charset),
        };
    }

    private static EnvelopeDefect DefectOf(Exception failure, ReadOnlySpan<byte> envelope) =>
        failure is not WsManFaultException { Defect: not EnvelopeDefect.None and var defect } ? EnvelopeDefect.None
        : defect == EnvelopeDefect.Malformed && DocumentTypeProbe.Finds(envelope) ? EnvelopeDefect.DocumentType : defect;

    // [MS-WSMV] 3.1.4.1.4 writes the address of FaultTo with a slash at its end.
    private static bool IsAnonymousAddress(string address) => address.AsSpan().TrimEnd('/').SequenceEqual(WellKnown.Anonymous);
}
