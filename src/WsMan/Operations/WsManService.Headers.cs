using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>From the first byte to a request whose headers have been checked.</content>
public sealed partial class WsManService
{
    // [DSP0226] 6.2: a client that allows less than this gets an EncodingLimit fault.
    private const int LeastEnvelopeSize = 8192;

    /// <summary>Reads up to the body's first element; false where the body is empty.</summary>
    private static bool ReadToBody(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        if (!reader.Is("Envelope", Namespaces.Soap))
            throw new WsManFaultException(reader.LocalName == "Envelope" ? Fault.VersionMismatch() : Fault.SchemaValidation("The document is no SOAP envelope."));
        reader.Enter();
        if (!reader.NextChild()) throw new WsManFaultException(Fault.SchemaValidation("The envelope is empty."));
        if (reader.Is("Header", Namespaces.Soap))
        {
            HeaderReader.Read(reader, headers, limits);
            if (!reader.NextChild()) throw new WsManFaultException(Fault.SchemaValidation("The envelope has no body."));
        }
        if (!reader.Is("Body", Namespaces.Soap)) throw new WsManFaultException(Fault.SchemaValidation("The envelope has no body where it should be."));
        reader.Enter();
        return reader.NextChild();
    }

    private WsManRequest Check(EnvelopeReader reader, bool hasBody, RequestHeaders headers, WsManSettings settings, SoapLimits limits, Caller caller,
        EnvelopeCharset charset, CancellationToken aborted)
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
        var most = TimeSpan.FromMilliseconds(settings.MaxTimeoutMs);
        return new WsManRequest
        {
            Headers = headers,
            Body = reader,
            HasBody = hasBody,
            Caller = caller,
            Settings = settings,
            Limits = limits,
            MaxReplyBytes = (int)Math.Min(headers.MaxEnvelopeSize ?? int.MaxValue, limits.MaxEnvelopeBytes),
            // [MS-WSMV] 3.1.4.1.6: the setting where the client says nothing, or more. Zero is taken as nothing.
            Timeout = headers.OperationTimeout is { } asked && asked > TimeSpan.Zero && asked < most ? asked : most,
            Aborted = aborted,
            Reply = new EnvelopeWriter(charset),
        };
    }

    // [MS-WSMV] 3.1.4.1.4 writes the address of FaultTo with a slash at its end.
    private static bool IsAnonymousAddress(string address) => address.AsSpan().TrimEnd('/').SequenceEqual(WellKnown.Anonymous);
}
