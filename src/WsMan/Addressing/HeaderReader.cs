using System.Xml;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Addressing;

/// <summary>Reads the headers of a request. Unknown ones are passed over, unless they must be understood.</summary>
public static class HeaderReader
{
    // [MS-WSMV] 3.1.4.1.5 and its note 47: a MessageID of up to 2 KB is taken, whatever its format; 3.1.4.1.12 has the same for ActivityId.
    private const int MaxIdChars = 2048;

    // [DSP0226] 13.1.3: a URI of 2,048 characters is the longest that a service has to take. The longest of Windows' own have some 200.
    private const int MaxUriChars = 2048;

    /// <summary>Reads the s:Header that the reader stands on, and consumes it. <paramref name="headers"/> holds what was read when a fault is thrown, too.</summary>
    /// <exception cref="WsManFaultException">A header cannot be read, or must be understood and is not.</exception>
    public static void Read(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        // A header that is not understood is only a fault once the MessageID is known, which the fault repeats.
        Fault? first = null;
        reader.Enter();
        while (reader.NextChild())
        {
            try
            {
                if (!TryReadOne(reader, headers, limits)) PassOver(reader);
            }
            catch (WsManFaultException e) when (e.Fault.Subcode == FaultSubcode.NotUnderstood || e.Fault.Subcode == FaultSubcode.UnsupportedFeature)
            {
                first ??= e.Fault;
                reader.Skip();
            }
        }
        if (first is not null) throw new WsManFaultException(first);
    }

    private static bool TryReadOne(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits) =>
        reader.IsIn(Namespaces.Addressing) ? TryReadAddressing(reader, headers)
        : reader.IsIn(Namespaces.WsMan) ? TryReadWsMan(reader, headers, limits)
        : reader.IsIn(Namespaces.WsManMicrosoft) && TryReadMicrosoft(reader, headers);

    private static bool TryReadAddressing(EnvelopeReader reader, RequestHeaders headers)
    {
        if (reader.IsNamed("To")) headers.To = reader.ReadText();
        else if (reader.IsNamed("Action")) headers.Action = reader.ReadText();
        else if (reader.IsNamed("MessageID")) headers.MessageId = ReadId(reader, "MessageID");
        else if (reader.IsNamed("ReplyTo")) headers.ReplyTo = ReadAddress(reader);
        else if (reader.IsNamed("FaultTo")) headers.FaultTo = ReadAddress(reader);
        else if (reader.IsNamed("From") || reader.IsNamed("RelatesTo")) reader.Skip();
        else return false;
        return true;
    }

    private static bool TryReadWsMan(EnvelopeReader reader, RequestHeaders headers, SoapLimits limits)
    {
        if (reader.IsNamed("ResourceURI")) headers.ResourceUri = ReadUri(reader);
        else if (reader.IsNamed("SelectorSet")) EndpointReference.ReadSelectors(reader, headers.Selectors, limits);
        else if (reader.IsNamed("OptionSet")) ReadOptions(reader, headers.Options, limits);
        else if (reader.IsNamed("MaxEnvelopeSize")) headers.MaxEnvelopeSize = reader.ReadNumber();
        else if (reader.IsNamed("OperationTimeout")) headers.OperationTimeout = ReadDuration(reader, "OperationTimeout");
        else if (reader.IsNamed("Locale")) headers.Locale = ReadLocale(reader, FaultDetails.Locale);
        else if (reader.IsNamed("FragmentTransfer")) headers.Fragment = ReadFragment(reader);
        else if (reader.IsNamed("RequestTotalItemsCountEstimate")) headers.WantsItemCount = Passed(reader);
        else if (reader.IsNamed("RequestEPR")) headers.WantsEndpointReference = Passed(reader);
        else return false;
        return true;
    }

    private static bool TryReadMicrosoft(EnvelopeReader reader, RequestHeaders headers)
    {
        if (reader.IsNamed("DataLocale"))
        {
            headers.DataLocale = ReadLocale(reader, FaultDetails.DataLocale);
        }
        else if (reader.IsNamed("OperationID"))
        {
            headers.IsRetransmission = MustUnderstand(reader);
            headers.OperationId = ReadId(reader, "OperationID");
        }
        // [MS-WSMV] 4.11 writes SequenceId, 2.2.4.46 SequenceID.
        else if (reader.IsNamed("SequenceId") || reader.IsNamed("SequenceID")) headers.SequenceId = reader.ReadNumber();
        else if (reader.IsNamed("SessionId")) headers.SessionId = ReadId(reader, "SessionId");
        else if (reader.IsNamed("ActivityId")) ReadId(reader, "ActivityId");
        else return false;
        return true;
    }

    private static bool Passed(EnvelopeReader reader)
    {
        reader.Skip();
        return true;
    }

    private static void PassOver(EnvelopeReader reader)
    {
        // [SOAP12-1] 5.2.3: the attribute counts in SOAP's namespace only, and for those that it is addressed to. Most clients send it without a namespace.
        var role = reader.Attribute("role", Namespaces.Soap);
        if (MustUnderstand(reader) && (role is null or WellKnown.UltimateReceiver || role.EndsWith("/next", StringComparison.Ordinal)))
            throw new WsManFaultException(Fault.NotUnderstoodHeader(reader.LocalName, reader.NamespaceUri));
        reader.Skip();
    }

    private static bool MustUnderstand(EnvelopeReader reader) => reader.Attribute("mustUnderstand", Namespaces.Soap) is { } value && IsTrue(value);

    private static bool IsTrue(string value) => value.Trim() is "true" or "1";

    private static string ReadId(EnvelopeReader reader, string name)
    {
        var id = reader.ReadText();
        return id.Length is > 0 and <= MaxIdChars ? id : throw new WsManFaultException(Fault.InvalidHeader(name, $"it has {id.Length} characters."));
    }

    private static string ReadUri(EnvelopeReader reader)
    {
        var uri = reader.ReadText();
        return uri.Length <= MaxUriChars ? uri : throw new WsManFaultException(Fault.UriTooLong(MaxUriChars));
    }

    private static string ReadAddress(EnvelopeReader reader)
    {
        var address = "";
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Address", Namespaces.Addressing)) address = reader.ReadText();
            else reader.Skip();
        }
        return address;
    }

    private static string? ReadLocale(EnvelopeReader reader, string detail)
    {
        // [MS-WSMV] 3.1.4.1.8 and 3.1.4.1.9: a language cannot be insisted on.
        if (MustUnderstand(reader)) throw new WsManFaultException(Fault.Locale(detail));
        var language = reader.Attribute("lang", Namespaces.Xml);
        reader.Skip();
        return language;
    }

    private static FragmentTransfer ReadFragment(EnvelopeReader reader)
    {
        // [MS-WSMV] 3.1.4.1.18: a part cannot be asked for by a header that may be ignored. Without the attribute it is taken, as with every other header.
        if (reader.Attribute("mustUnderstand", Namespaces.Soap) is { } value && !IsTrue(value))
            throw new WsManFaultException(Fault.InvalidHeader("FragmentTransfer", "it must be understood, and says that it need not be."));
        var dialect = reader.Attribute("Dialect") ?? WellKnown.DialectXPath;
        return new FragmentTransfer(reader.ReadText(), dialect);
    }

    private static TimeSpan ReadDuration(EnvelopeReader reader, string header) =>
        XsDuration.TryParse(reader.ReadText(), out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw new WsManFaultException(Fault.InvalidTimeout(header));

    private static void ReadOptions(EnvelopeReader reader, List<RequestOption> options, SoapLimits limits)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("Option", Namespaces.WsMan))
            {
                reader.Skip();
                continue;
            }
            if (options.Count >= limits.MaxListItems)
                throw new WsManFaultException(Fault.TooMany($"More than {limits.MaxListItems} options.", FaultDetails.OptionLimit));
            var name = reader.Attribute("Name") ?? throw new WsManFaultException(Fault.InvalidOptions("An option has no name.", FaultDetails.InvalidName));
            var mustComply = IsTrue(reader.Attribute("MustComply") ?? "");
            options.Add(new RequestOption(name, reader.ReadText(), mustComply));
        }
    }
}
